"""Every answer of this lesson, worked out again without lessonkit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

import pandas as pd
from shapely import LineString, Point
from shapely.ops import nearest_points
from support.folders import DATA
from support.this_lesson import (
    ACTORS,
    CLAIMS,
    CONTROL,
    EVENTS,
    GEOD,
    JUNE,
    KM,
    MAY,
    NOVEMBER,
    PLACES,
    WRITTEN,
    held,
    holders,
    keyed,
    km,
    line,
    option,
    point,
    shapes,
    table,
    within,
)


def where_two_rivers_meet() -> set[str]:
    rivers = shapes("basemap/southeast/rivers.geojson").set_index("name_en").geometry
    khabur, euphrates = (rivers.loc[[name]].union_all() for name in ("Khabur", "Euphrates"))
    mouth, _ = nearest_points(khabur, euphrates)
    drawn = WRITTEN["where-two-rivers-meet"]["map"]["places"]
    away = {p: GEOD.inv(mouth.x, mouth.y, point(p).x, point(p).y)[2] for p in drawn}
    return {min(away, key=lambda place: away[place])}


def the_other_border() -> str:
    base = point("al-tanf-garrison")
    around = f"+proj=aeqd +lon_0={base.x} +lat_0={base.y} +datum=WGS84"
    lands = shapes("basemap/southeast/countries.geojson").set_index("iso_a2").geometry
    away = lands.to_crs(around).distance(Point(0, 0)) / 1000
    nearest = away.drop(["SY", "IQ"]).groupby(level=0).min().nsmallest(2)
    # About as near as Iraq, and no other land is.
    assert abs(nearest.iloc[0] - away["IQ"]) < 5 < nearest.iloc[1] - away["IQ"]
    name = {"JO": "Jordan", "SA": "Saudi Arabia", "LB": "Lebanon", "TR": "Turkey"}
    return option("the-other-border", name[str(nearest.index[0])])


def who_has_no_voice() -> set[str]:
    # Somebody speaks if one of the 60 claims is theirs.
    speakers = " ".join(CLAIMS["asserted_by"])
    words = {
        "People who lived": "people|resident|civilian",
        "The Syrian government": "Syria|Damascus|Assad|army",
        "Iran and the groups": "Iran|Tehran|Hezbollah|militia",
        "The Syrian Democratic": "SDF|Syrian Democratic|Kurd",
        "Rebel commanders": "rebel",
        "The US military": "US military|Dillon",
        "Western diplomats": "diplomat",
        "An analyst": "Hokayem",
    }
    silent = [one for one, pattern in words.items() if not re.search(pattern, speakers)]
    assert len(words) == len(WRITTEN["who-has-no-voice"]["options"])
    return {option("who-has-no-voice", beginning) for beginning in silent}


def where(exercise_id: str) -> list[list[float]]:
    """Give longitude and latitude of each place that is asked for."""
    places = WRITTEN[exercise_id]["places"]
    return [[float(PLACES.loc[one, axis]) for axis in ("lon", "lat")] for one in places]


def figure(figure_id: str) -> dict[str, str]:
    return table("figures.csv").set_index("figure_id").loc[figure_id].to_dict()


def people_under_siege() -> str:
    siege, found = figure("F01"), option("people-under-siege", "In January 2017 the UN")
    assert (siege["bound"], siege["low"], siege["date"][:7]) == ("about", "93500", "2017-01")
    assert "OCHA" in siege["said_by"]
    assert "about 93,500" in found
    return found


def the_strikes_of_15_may() -> str:
    un, monitor = figure("F15"), figure("F16")
    assert (un["bound"], un["low"], monitor["low"]) == ("at least", "59", "42")
    assert "does not say" in un["what"]  # whose aircraft they were
    # What a wrong option adds, and what it takes for shown.
    assert un["low"] in option("al-bukamal-on-15-may", "Strikes on al-Bukamal killed 59")
    assert "The coalition denied it" in EVENTS.loc["E97", "disputed"]
    assert min(int(un["low"]), int(monitor["low"])) > 3 * 12  # dozens, by both counts
    return option("al-bukamal-on-15-may", "Strikes on al-Bukamal killed dozens")


def how_sure_is_al_walid() -> str:
    rows = CONTROL[(CONTROL["place_id"] == "al-walid-crossing") & (CONTROL["start"] <= MAY)]
    [row] = rows[rows["end"] >= MAY].to_dict("records")
    assert (row["holder"], row["confidence"]) == ("is", "low")
    rows = CONTROL[(CONTROL["place_id"] == "al-tanf-garrison") & (CONTROL["start"] <= MAY)]
    [row] = rows[rows["end"] >= MAY].to_dict("records")
    assert (row["holder"], row["confidence"]) == ("tanf-rebels", "high")
    return option("how-sure-is-al-walid", "Sure of the base")


def kinds_of_claims(exercise_id: str) -> dict[str, str]:
    wanted = [item["claim"] for item in WRITTEN[exercise_id]["items"]]
    return {CLAIMS.loc[one, "claim"]: CLAIMS.loc[one, "kind"] for one in wanted}


def from_tehran_to_beirut() -> list[str]:
    route = shapes("routes.geojson").set_index("id").geometry["overland-bukamal"]
    assert isinstance(route, LineString)
    if route.project(point("tehran")) > route.project(point("beirut")):
        route = route.reverse()
    items = {one["key"]: one["text"] for one in WRITTEN["from-tehran-to-beirut"]["items"]}
    # Each place stands on the line, or close to it: a fifth of a degree is about 20 km.
    assert all(route.distance(point(place)) < 0.2 for place in items)
    return [items[p] for p in sorted(items, key=lambda place: route.project(point(place)))]


def the_crossing_at_al_tanf() -> set[str]:
    extents = tomllib.loads((DATA / "lesson.toml").read_text(encoding="utf-8"))["extents"]
    wanted = WRITTEN["the-crossing-at-al-tanf"]["map"]["extent"]
    [window] = [one for one in extents if one["id"] == wanted]
    return {
        place
        for place, row in PLACES.iterrows()
        if (row["kind"], row["country"]) == ("crossing", "SY")
        and window["west"] <= float(row["lon"]) <= window["east"]
        and window["south"] <= float(row["lat"]) <= window["north"]
    }


ENERGY = ("oil-field", "gas-plant", "pumping-station", "dam")


def five_weeks_in_order() -> list[str]:
    wanted = [item["event"] for item in WRITTEN["five-weeks-in-order"]["items"]]
    return list(EVENTS.loc[wanted].sort_values("start")["title"])


def days_between_the_strikes() -> float:
    titles = EVENTS["title"]
    first, second = (titles[titles == f"{n} coalition strike near al-Tanf"].index.item()
                     for n in ("First", "Second"))  # fmt: skip
    days = pd.to_datetime(EVENTS["start"])
    return float((days[second] - days[first]).days)


def what_the_sdf_took() -> set[str]:
    keys = [one["key"] for one in WRITTEN["what-the-sdf-took"]["options"]]
    new = set(held("sdf", JUNE, keys)) - set(held("sdf", MAY, keys))
    return keyed("what-the-sdf-took", list(new))


def held_on_two_days() -> list[str]:
    watched = ["zaza", "sab-biyar", "maskanah", "zakf", "t3-station", "al-tanf-garrison", "arak",
               "palmyra", "t4-air-base", "al-qaryatayn"]  # fmt: skip
    assert all(f'"{place}"' in WRITTEN["held-on-two-days"]["starter"] for place in watched)
    before = held("government", MAY, watched)
    return [place for place in held("government", JUNE, watched) if place not in before]


def one_holder_on_both_sides() -> set[str]:
    # Each crossing between Syria and Iraq on the map, with the place that tells of each side.
    sides = {
        "al-tanf-crossing": ("al-tanf-crossing", "al-walid-crossing"),
        "al-yarubiyah": ("al-yarubiyah", "rabiah"),
        "al-bukamal-crossing": ("al-bukamal", "al-qaim"),
    }
    assert set(sides) <= set(WRITTEN["one-holder-on-both-sides"]["map"]["places"])
    same = {
        mark  # of the crossing, or of the place across
        for one, (a, b) in sides.items()
        for mark in (one, b)
        if holders(a, JUNE) == holders(b, JUNE)
    }
    # Umm Jurays has one mark only. The remark of its row says that another force stood across.
    row = CONTROL[(CONTROL["place_id"] == "umm-jurays") & (CONTROL["start"] <= JUNE)].iloc[-1]
    assert (row["holder"], "SDF on the Syrian side" in row["status"]) == ("iraq", True)
    return same


def zaza_and_zakf() -> dict[str, str]:
    assert min(km("al-tanf-garrison", "zaza"), km("al-tanf-garrison", "zakf")) > 55
    assert (holders("zaza", MAY), holders("zaza", JUNE)) == (["rebels"], ["government"])
    assert holders("zakf", MAY) == ["unknown"]
    return {
        "It lies outside the circle of 55 km around the base.": "both",
        "Rebels held it on 4 May, government forces on 6 June.": "zaza",
        "On 4 May the map has a question mark for it.": "zakf",
        # R041 and R043 of reports.csv speak for the two sides; on Zakf no row speaks by 7 June.
        "Voices of two sides told who had come to hold it.": "zaza",
        "Up to 7 June, in our texts, only rebels told who was there.": "zakf",
    }


def two_kinds_of_zone() -> dict[str, str]:
    # No column sorts these lines, but the words that decide stand in the tables.
    memorandum = " ".join(EVENTS.loc[["E08", "E09"], "description"])
    assert "Russia, Iran and Turkey" in memorandum
    assert "Maps of their borders were to be ready by 4 June" in memorandum
    assert "knew nothing of it" in EVENTS.loc["E25", "description"]
    return {
        "Russia, Iran and Turkey signed for it in Astana.": "areas",
        "It was given as a distance from a base.": "zone",  # 55 km from the garrison (E12, zones)
        "Maps of its borders were to be ready by 4 June 2017.": "areas",
        "Russia's foreign minister said that he knew nothing of it.": "zone",
        # Paragraph 16 says it of the zone, the memorandum of the areas.
        "Somebody gives it the aim of less violence or less tension.": "both",
        # The notes of both kinds of shape in zones.geojson say so.
        "The outline on our map was made by the editors of this lesson.": "both",
    }


def a_headline_about_a_zone() -> str:
    zones = shapes("zones.geojson")
    areas = zones[zones["kind"] == "de-escalation-area"]
    assert (len(areas), areas.contains(point("al-tanf-garrison")).any()) == (4, False)
    assert (areas.bounds["maxx"] < 38).all()  # in the west
    return option("a-headline-about-a-zone", "It makes one thing of two")


def a_circle_for_doubt() -> list[str]:
    strikes = EVENTS["title"].str.fullmatch("(First|Second) coalition strike near al-Tanf")
    return list(EVENTS.index[strikes])


def what_the_forty_miles_show() -> str:
    doubt = float(PLACES.loc["zakf", "precision_km"])
    assert abs(km("al-tanf-garrison", "zakf") - 40 * KM) <= doubt  # so it does lie there
    assert km("al-tanf-garrison", "zakf") > 55  # and not inside the zone
    # That a distance tells nothing of who built the post is logic, not data.
    return option("what-the-forty-miles-show", "A place called Zakf")


def what_twenty_miles_leaves_open() -> list[str]:
    return [f"about {55 - 20 * KM:.0f} km from the base", "Colonel Dillon", "another text"]


def own_words_and_others_words() -> list[str]:
    # The model answer says what the table of actors says, of each of the two in both columns.
    found = []
    for actor, column, words in (
        ("iran", "aims_stated", ["less violence", "aid for people"]),
        ("iran", "aims_attributed", ["a way by land", "support for terror"]),
        ("united-states", "aims_stated", ["to fight the Islamic State"]),
        ("united-states", "aims_attributed", ["militias backed by Iran", "only a pretext"]),
    ):
        assert all(one in ACTORS.loc[actor, column] for one in words)
        found += words
    return found


def my_prediction_in_hindsight() -> list[str]:
    # Who came from where, and when: the words of the model answer stand in the events.
    assert EVENTS.loc["E27", "start"] == "2017-06-09"
    assert "cut off from al-Bukamal" in EVENTS.loc["E27", "description"]
    assert (EVENTS.loc["E46", "start"], EVENTS.loc["E68", "start"]) == ("2017-09-09", "2017-11-19")
    assert "SDF" not in " ".join(CLAIMS["claim"])
    return ["19 November", "9 June", "in September"]


def outcomes_of_predictions() -> dict[str, str]:
    predictions = CLAIMS[CLAIMS["kind"] == "prediction"]
    items = WRITTEN["predictions-and-outcomes"]["items"]
    wanted = {item["claim"]: item.get("text") for item in items}
    # Five of the eleven, as the prompt says, and of both sides: C13 and C14, C16.
    assert (len(wanted), len(predictions)) == (5, 11)
    assert {"C13", "C14", "C16"} <= set(wanted) <= set(predictions.index)
    assert "not borne out" not in set(predictions["outcome"])
    asked = predictions.loc[sorted(wanted)]
    texts = [wanted[str(one)] or row["claim"] for one, row in asked.iterrows()]
    return dict(zip(texts, asked["outcome"], strict=True))


def said_or_done() -> dict[str, str]:
    # The two columns of stakes.csv and actors.csv, and the events, say which is which.
    stakes = table("stakes.csv").set_index(["actor_id", "stake"])
    pretext = stakes.loc[("united-states", "tanf-zone")]
    basis = pretext.loc[pretext["position"].str.contains("pretext"), "basis"].item()
    assert "directed by Iran" in ACTORS.loc["iraqi-militias", "aims_attributed"]
    assert CLAIMS.loc["C39", "asserted_by"].startswith("rebel commanders")
    assert "answer to the attacks in Tehran" in ACTORS.loc["iran", "later"]
    assert (EVENTS.loc["E22", "start"], EVENTS.loc["E31", "start"]) == (JUNE, "2017-06-18")
    texts = [item["text"] for item in WRITTEN["said-or-done"]["items"]]
    kinds = ("stated", basis, "act", "attributed", "act", "stated", "attributed")
    return dict(zip(texts, kinds, strict=True))


def told(day: str, by: str, place: str) -> list[str]:
    """Give the holders that a place had on a day by what was out on another, the last word last.

    An undated source was out by no day; a report counts from the day on which it was made.
    """
    out = table("sources.csv").set_index("source_id")["date"]
    words = []
    for row in CONTROL[CONTROL["place_id"] == place].to_dict("records"):
        begun = [out[one] for one in row["source_ids"].split(";") if out[one]]
        if row["start"] <= day <= (row["end"] or "9999") and begun and min(begun) <= by:
            words.append((max(min(begun), row["start"]), row["holder"]))
    reports = table("reports.csv")
    for row in reports[reports["place_id"] == place].to_dict("records"):
        covers = row["start"] <= day <= (row["end"] or "9999")
        if row["holder"] and covers and row["said"] <= by:
            words.append((row["said"], row["holder"]))
    return [holder for _, holder in sorted(words, key=lambda one: one[0])]


def said_of(event: str = "", place: str = "") -> dict[str, str]:
    """Give what was said of an event or a place: the day, by the words."""
    found = table("reports.csv")
    found = found[(found["event_id"] == event) & (found["place_id"] == place)]
    return {f"{row['said_by']}: {row['words']}": row["said"] for _, row in found.iterrows()}


def day_of(said: dict[str, str], *words: str) -> str:
    """Give the first day on which something with all these words was said."""
    days = [day for text, day in said.items() if all(one in text for one in words)]
    assert days, words
    return min(days)


def one_city_from_memory() -> str:
    assert holders("deir-ez-zor", MAY) == ["government", "is"]
    return option("one-city-from-memory", "One part the government")


def people_from_memory() -> str:
    assert the_strikes_of_15_may()
    for words in ("SOHR says the coalition", "the Iraqi air force", "The UN named nobody"):
        assert words in EVENTS.loc["E97", "disputed"]
    return option("people-from-memory", "It must say who counted")


def one_sentence_from_memory() -> str:
    assert CLAIMS.loc["C44", ["kind", "paragraph"]].tolist() == ["prediction", "13"]
    return option("one-sentence-from-memory", "A prediction")


def told_by_18_may() -> set[str]:
    strike, zone = said_of(event="E12"), said_of(place="al-tanf-garrison")
    days = {
        "The coalition says that it struck": day_of(strike, "coalition: ", "after warnings"),
        "SOHR counts eight": day_of(strike, "monitors: ", "eight dead"),
        "US officials": day_of(strike, "united-states: ", "within 18 miles"),
        "The Syrian army": day_of(strike, "syrian-government: ", "posts was hit"),
        "Russia, in": day_of(strike, "russia: ", "breach of Syrian sovereignty"),
        "The zone has": day_of(zone, "55 km"),
    }
    assert len(days) == len(WRITTEN["told-by-18-may"]["options"])
    return {option("told-by-18-may", one) for one, day in days.items() if day <= "2017-05-18"}


def places_known_on_18_may() -> set[str]:
    day = "2017-05-18"
    keys = [one["key"] for one in WRITTEN["places-known-on-18-may"]["options"]]
    last = {place: told(day, day, place)[-1:] for place in keys}
    return keyed("places-known-on-18-may", [p for p in keys if last[p] not in ([], ["unknown"])])


def the_start_of_the_zone() -> str:
    zone = said_of(place="al-tanf-garrison")
    early = {words for words, day in zone.items() if day <= "2017-05-19"}
    assert any("established" in words for words in early)
    assert [n for n in ("30 miles", "34 miles", "55 km", "35 miles")
            if any(n in words for words in early)] == ["30 miles", "34 miles"]  # fmt: skip
    assert day_of(zone, "russia: ", "knew nothing") == "2017-06-07"
    return option("the-start-of-the-zone", "The coalition says yes")


def known_three_days_later() -> str:
    [*_, holder] = told("2017-11-10", "2017-11-13", "al-bukamal")
    # The other two days of the explanation.
    for by in ("2017-11-10", "2017-11-19"):
        assert told("2017-11-10", by, "al-bukamal")[-1] == "contested"
    return keyed("known-three-days-later", [holder]).pop()


def said_by_whom_until_when() -> str:
    said = said_of(place="al-bukamal")
    assert day_of(said, "syrian-government: ", "held the whole town") == "2017-11-09"
    assert day_of(said, "monitors: ", "had left the town") == "2017-11-09"
    assert day_of(said, "monitors: ", "more than 40 percent") == "2017-11-10"
    [right] = [
        one["text"]
        for one in WRITTEN["said-by-whom-until-when"]["options"]
        if one["text"].endswith("by the army and by SOHR; on 10 November")
    ]
    return str(right)


def rests_on(place: str, day: str) -> set[str]:
    """Give the sources of who held a place: of its rows, and of reports that name that holder."""
    reports, found = table("reports.csv"), set[str]()
    rows = CONTROL[(CONTROL["place_id"] == place) & (CONTROL["start"] <= day)]
    for row in rows[(rows["end"] == "") | (rows["end"] >= day)].to_dict("records"):
        found |= set(row["source_ids"].split(";"))
        same = reports[(reports["place_id"] == place) & (reports["holder"] == row["holder"])]
        for one in same.to_dict("records"):
            apart = one["start"] > (row["end"] or "9999") or row["start"] > (one["end"] or "9999")
            found |= set() if apart else set(one["source_ids"].split(";"))
    return found


def one_mark_one_source() -> str:
    [source] = rests_on("arak", NOVEMBER)
    return keyed("one-mark-one-source", [source]).pop()


def only_what_two_sides_say() -> set[str]:
    side = table("sources.csv").set_index("source_id")["side"]
    keys = [one["key"] for one in WRITTEN["only-what-two-sides-say"]["options"]]
    sides = {place: set(side[list(rests_on(place, NOVEMBER))]) - {""} for place in keys}
    assert (sides["al-qaim"], len(rests_on("al-qaim", NOVEMBER))) == ({"press"}, 4)
    return keyed("only-what-two-sides-say", [place for place in keys if len(sides[place]) > 1])


def already_known() -> set[str]:
    """Give the figures whose statement is older than the report."""
    published = table("figures.csv").set_index("figure_id")["date"]
    rows = {
        "Civilians killed by air strikes": "F15",
        "People under siege": "F01",
        "People killed by strikes in Mayadin": "F19",
        "People in the camp at Rukban": "F12",
        "Civilians killed on rafts": "F40",
        "Civilians killed by the coalition side": "F07",
        "People who fled": "F11",
        "Civilians killed in the area": "F09",
    }
    assert len(rows) == len(WRITTEN["already-known"]["options"])
    known = [words for words, one in rows.items() if published[one] < "2017-06-07"]
    return {option("already-known", words) for words in known}


def two_distances_for_al_tanf() -> str:
    # 24 km, as an encyclopaedia has it, lies within the doubt of the point of the crossing.
    doubt = sum(
        float(PLACES.loc[place, "precision_km"])
        for place in ("al-tanf-garrison", "al-tanf-crossing")
    )
    assert abs(km("al-tanf-garrison", "al-tanf-crossing") - 24) < doubt
    return option("two-distances-for-al-tanf", "They do not contradict")


def two_numbers_for_one_way() -> str:
    assert km("al-tanf-garrison", "al-bukamal") - 40 > 70 + 120
    return option("two-numbers-for-one-way", "They cannot both be right")


def reports_in_order() -> list[str]:
    wanted = [item["event"] for item in WRITTEN["reports-in-order"]["items"]]
    ordered = EVENTS.loc[wanted].sort_values("start")
    assert ordered["start"].is_unique
    # The story that is told: contradicted, agreed by both sides, lost, entered again, taken.
    marks = [holders("al-bukamal", day) for day in ordered["start"]]
    assert marks == [["contested"], ["government"], ["is"], ["contested"], ["government"]]
    return list(ordered["title"])


def who_took_the_town() -> set[str]:
    told = " ".join(EVENTS.loc[["E78", "E80"], "description"])
    told += " ".join(EVENTS.loc[["E78", "E80"], "disputed"])
    for words in (
        "Hezbollah, Iranian Guards and Iraqi PMU had done much of the fighting",
        "the PMU had taken it, not the Syrian forces",
        "showed pictures of the Iranian general",
        "none of its men was in Syria",
    ):
        assert words in told
    beginnings = ("SOHR: Hezbollah", "The head of SOHR", "An Iraqi group")
    return {option("who-took-the-town", words) for words in beginnings}


ANSWERS: dict[str, Callable[[], Any]] = {
    "two-distances-for-al-tanf": two_distances_for_al_tanf,
    "seventeen-miles-inside": lambda: 35.0 - 17.0,
    "two-numbers-for-one-way": two_numbers_for_one_way,
    "reports-in-order": reports_in_order,
    "who-took-the-town": who_took_the_town,
    **dict.fromkeys(
        ("the-three-towns", "the-three-towns-again", "the-three-towns-once-more"),
        lambda: where("the-three-towns"),
    ),
    "one-city-from-memory": one_city_from_memory,
    "people-from-memory": people_from_memory,
    "one-sentence-from-memory": one_sentence_from_memory,
    "told-by-18-may": told_by_18_may,
    "places-known-on-18-may": places_known_on_18_may,
    "the-start-of-the-zone": the_start_of_the_zone,
    "two-zones-from-memory": lambda: option("two-zones-from-memory", "The area at al-Tanf"),
    "a-depth-from-memory": lambda: 30.0 - 10.0,  # an invented case
    "known-three-days-later": known_three_days_later,
    "said-by-whom-until-when": said_by_whom_until_when,
    "one-mark-one-source": one_mark_one_source,
    "only-what-two-sides-say": only_what_two_sides_say,
    # Logic, not data: what a source, or its absence, can show.
    "late-source-from-memory": lambda: option("late-source-from-memory", "From this source"),
    "what-a-fallen-mark-shows": lambda: option("what-a-fallen-mark-shows", "In our list"),
    # A judgement of two texts: one keeps the condition, one adds a motive.
    "the-better-answer": lambda: option("the-better-answer", "That of the first"),
    "where-two-rivers-meet": where_two_rivers_meet,
    "the-other-border": the_other_border,
    **dict.fromkeys(
        ("which-map-is-right", "which-map-is-right-again"),
        lambda: option("which-map-is-right", "None of them alone"),
    ),
    **dict.fromkeys(("before-1", "after-1"), lambda: option("before-1", "By the rule of the map")),
    **dict.fromkeys(("before-2", "after-2"), lambda: option("before-2", "It was wrong: its")),
    **dict.fromkeys(("before-3", "after-3"), lambda: option("before-3", "Both counts")),
    **dict.fromkeys(("before-4", "after-4"), lambda: option("before-4", "On this day the army")),
    "people-under-siege": people_under_siege,
    "al-bukamal-on-15-may": the_strikes_of_15_may,
    "how-sure-is-al-walid": how_sure_is_al_walid,
    "palmyra-to-deir-ez-zor": lambda: km("palmyra", "deir-ez-zor"),
    "beirut-to-deir-ez-zor": lambda: km("beirut", "deir-ez-zor"),
    "tabqa-on-4-may": lambda: keyed("tabqa-on-4-may", holders("tabqa", MAY)).pop(),
    "held-by-the-al-tanf-rebels": lambda: held("tanf-rebels", MAY),
    # A judgement: between two posts of control.csv no row says who was in the desert.
    "what-a-filled-map-hides": lambda: option("what-a-filled-map-hides", "That nobody knows"),
    "own-words-and-others-words": own_words_and_others_words,
    "who-has-no-voice": who_has_no_voice,
    "fact-interpretation-prediction": lambda: kinds_of_claims("fact-interpretation-prediction"),
    "from-tehran-to-beirut": from_tehran_to_beirut,
    "at-the-border-on-6-june": lambda: keyed(
        "at-the-border-on-6-june",
        held("is", JUNE, [o["key"] for o in WRITTEN["at-the-border-on-6-june"]["options"]]),
    ),
    "the-crossing-at-al-tanf": the_crossing_at_al_tanf,
    "energy-within-90-km": lambda: within("deir-ez-zor", 90, ENERGY),
    "four-kinds-of-claims": lambda: kinds_of_claims("four-kinds-of-claims"),
    "five-weeks-in-order": five_weeks_in_order,
    "days-between-the-strikes": days_between_the_strikes,
    "what-the-sdf-took": what_the_sdf_took,
    # A rule of the prompt, held against the words: two name a speaker ("said", "counted"), and the
    # strike itself is confirmed by both sides (E12). The other three state what E12 calls disputed.
    "what-a-paper-may-print": lambda: {
        option("what-a-paper-may-print", words)
        for words in ("Coalition aircraft struck", "The coalition said", "SOHR, a monitor, counted")
    },
    "held-on-two-days": held_on_two_days,
    "one-holder-on-both-sides": one_holder_on_both_sides,
    "zaza-and-zakf": zaza_and_zakf,
    "two-kinds-of-zone": two_kinds_of_zone,
    "a-headline-about-a-zone": a_headline_about_a_zone,
    # What a line can show is geometry: its centre and its reach, and nothing else.
    "what-the-circle-hides": lambda: {
        option("what-the-circle-hides", words)
        for words in ("That Russia and", "That no border", "That the day", "Where inside")
    },
    "inside-the-circle": lambda: within("al-tanf-garrison", 55),
    "a-circle-for-doubt": a_circle_for_doubt,
    "garrison-to-zakf": lambda: km("al-tanf-garrison", "zakf") - km("al-tanf-crossing", "zakf"),
    "what-the-forty-miles-show": what_the_forty_miles_show,
    "direction-of-al-bukamal": lambda: line("al-tanf-garrison", "al-bukamal")[0],
    "twenty-miles-inside": lambda: 55 - 20 * KM,
    "what-twenty-miles-leaves-open": what_twenty_miles_leaves_open,
    "how-much-nearer": lambda: km("zaza", "al-bukamal") - km("zakf", "al-bukamal"),
    "hours-to-al-bukamal": lambda: km("zakf", "al-bukamal") / 40,
    # An example of a prediction, not what happened.
    "my-prediction": lambda: ["at the end of the year", "far from everybody", "change my mind"],
    "my-prediction-in-hindsight": my_prediction_in_hindsight,
    "predictions-and-outcomes": outcomes_of_predictions,
    "who-held-the-fields": lambda: keyed(
        "who-held-the-fields",
        held("sdf", NOVEMBER, [o["key"] for o in WRITTEN["who-held-the-fields"]["options"]]),
    ),
    "said-or-done": said_or_done,
    # Judgements: nearness to a mind, a rule beside its result, counts that overlap.
    "what-would-show-a-motive": lambda: option("what-would-show-a-motive", "Papers or words"),
    "two-captions": lambda: ["28 October 2017", "within 5 km", "40 km instead"],
    "already-known": already_known,
    "numbers-that-do-not-add": lambda: option("numbers-that-do-not-add", "The counts overlap"),
    "my-own-article": lambda: ["Claim 1:", "Claim 2:", "Not asked:"],
}
