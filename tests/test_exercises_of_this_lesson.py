"""The exercises of this lesson: is each answer right, and does each stand where it should?

Every answer is worked out again here, from the files of `data/` with pandas and pyproj alone. An
exercise without a function in `ANSWERS` fails.
"""

from __future__ import annotations

import ast
import contextlib
import html
import itertools
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point
from shapely.ops import nearest_points

from lessonkit.exercises.marking import Feedback, grade
from lessonkit.exercises.seal import Buckets, Seal
from lessonkit.exercises.states import NOT_YET, OPEN, RIGHT
from lessonkit.notebook import Lesson

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
KINDS = ("choice", "multi", "number", "place", "order", "classify", "text", "code")
MOST_CELLS_BETWEEN = 6  # of prose and maps: about ten minutes
LONG = 25  # letters: what is shorter may stand anywhere by chance
Body = dict[str, Any]


def read(stem: str) -> list[Body]:
    text = (DATA / "exercises" / f"{stem}.toml").read_text(encoding="utf-8")
    found: list[Body] = tomllib.loads(text)["exercises"]
    return found


NOTEBOOKS = sorted(path.stem for path in (DATA / "exercises").glob("*.toml"))
WRITTEN = {one["id"]: {**one, "notebook": stem} for stem in NOTEBOOKS for one in read(stem)}
IDS = list(WRITTEN)
CODE = [one for one in IDS if WRITTEN[one]["kind"] == "code"]


# ---- What the files say -------------------------------------------------------------------------


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")


PLACES = table("places.csv").set_index("place_id")
CONTROL = table("control.csv")
EVENTS = table("events.csv").set_index("event_id")
CLAIMS = table("claims.csv").set_index("claim_id")
ACTORS = table("actors.csv").set_index("actor_id")
GEOD = Geod(ellps="WGS84")
KM = 1.609344  # in a statute mile
MAY, JUNE, NOVEMBER = "2017-05-04", "2017-06-06", "2017-11-30"


def line(first: str, second: str) -> tuple[float, float]:
    """Give the bearing in degrees and the length in km of the geodesic between two places."""
    ends = [float(PLACES.loc[place, axis]) for place in (first, second) for axis in ("lon", "lat")]
    azimuth, _, metres = GEOD.inv(*ends)
    return azimuth % 360, metres / 1000


def km(first: str, second: str) -> float:
    return line(first, second)[1]


def holders(place: str, day: str) -> list[str]:
    """Give who held a place on a day, each of its parts once. ISO days compare as text."""
    begun = (CONTROL["place_id"] == place) & (CONTROL["start"] <= day)
    going = (CONTROL["end"] == "") | (CONTROL["end"] >= day)
    return sorted(set(CONTROL[begun & going]["holder"]))


def held(holder: str, day: str, among: list[str] | None = None) -> list[str]:
    return [p for p in (PLACES.index if among is None else among) if holder in holders(p, day)]


def within(centre: str, reach: float, kinds: tuple[str, ...] = ()) -> list[str]:
    others = PLACES[PLACES["kind"].isin(kinds)] if kinds else PLACES
    return [p for p in others.index if p != centre and km(centre, p) <= reach]


def shapes(file: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / file)


def point(place: str) -> Point:
    return Point(float(PLACES.loc[place, "lon"]), float(PLACES.loc[place, "lat"]))


def option(exercise_id: str, beginning: str) -> str:
    """Give the option of an exercise that begins with these words."""
    texts = [one["text"] for one in WRITTEN[exercise_id]["options"]]
    [found] = [text for text in texts if text.startswith(beginning)]
    return found


def keyed(exercise_id: str, keys: list[str]) -> set[str]:
    """Give the words of the options with these keys."""
    options = {one["key"]: one["text"] for one in WRITTEN[exercise_id]["options"]}
    assert set(keys) <= set(options)
    return {options[key] for key in keys}


# ---- Every answer, worked out again -------------------------------------------------------------


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


def two_kinds_of_zone() -> dict[str, str]:
    # No column sorts these lines, but the words that decide stand in the tables.
    memorandum = " ".join(EVENTS.loc[["E08", "E09"], "description"])
    assert "Russia, Iran and Turkey" in memorandum
    assert "four de-escalation areas" in memorandum
    assert "Maps of their borders were to be ready by 4 June" in memorandum
    assert "leaflets over two days in the desert near al-Tanf" in EVENTS.loc["E16", "description"]
    assert "knew nothing of it" in EVENTS.loc["E25", "description"]
    return {
        "Russia, Iran and Turkey signed for it in Astana.": "areas",
        "It was given as a distance from a base.": "zone",  # 55 km from the garrison (E12, zones)
        "It names four parts of the west of Syria.": "areas",
        "Maps of its borders were to be ready by 4 June 2017.": "areas",
        "Leaflets told armed forces to leave it.": "zone",
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
        ("united-states", "aims_attributed", ["militias backed by Iran", "land without right"]),
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
    # Eight of the eleven, as the prompt says, and of both sides: C13 and C14, C16.
    assert (len(wanted), len(predictions)) == (8, 11)
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


def already_known() -> set[str]:
    """Give the figures whose statement is older than the report."""
    published = table("figures.csv").set_index("figure_id")["date"]
    rows = {
        "Civilians killed by air strikes": "F15",
        "People under siege": "F01",
        "People killed by strikes in Mayadin": "F19",
        "Civilians killed by coalition strikes": "F05",
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


def al_bukamal_in_november() -> list[str]:
    wanted = [item["event"] for item in WRITTEN["al-bukamal-in-november"]["items"]]
    ordered = EVENTS.loc[wanted].sort_values("start")
    assert ordered["start"].is_unique
    # The story that is told: contradicted, agreed by both sides, lost, entered again, taken.
    marks = [holders("al-bukamal", day) for day in ordered["start"]]
    assert marks == [["contested"], ["government"], ["is"], ["contested"], ["government"]]
    return list(ordered["title"])


def who_took_al_bukamal() -> set[str]:
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
    return {option("who-took-al-bukamal", words) for words in beginnings}


ANSWERS: dict[str, Callable[[], Any]] = {
    "two-distances-for-al-tanf": two_distances_for_al_tanf,
    "seventeen-miles-inside": lambda: 35.0 - 17.0,
    "two-numbers-for-one-way": two_numbers_for_one_way,
    "al-bukamal-in-november": al_bukamal_in_november,
    "who-took-al-bukamal": who_took_al_bukamal,
    "where-two-rivers-meet": where_two_rivers_meet,
    "the-other-border": the_other_border,
    "palmyra-to-deir-ez-zor": lambda: km("palmyra", "deir-ez-zor"),
    "beirut-to-deir-ez-zor": lambda: km("beirut", "deir-ez-zor"),
    "tabqa-on-4-may": lambda: keyed("tabqa-on-4-may", holders("tabqa", MAY)).pop(),
    "held-by-the-al-tanf-rebels": lambda: held("tanf-rebels", MAY),
    # A judgement: between two posts of control.csv no row says who was in the desert.
    "what-a-filled-map-hides": lambda: option("what-a-filled-map-hides", "In the desert a holder"),
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
    "two-kinds-of-zone": two_kinds_of_zone,
    "a-headline-about-a-zone": a_headline_about_a_zone,
    # What a line can show is geometry: its centre and its reach, and nothing else.
    "what-the-circle-hides": lambda: {
        option("what-the-circle-hides", words)
        for words in ("That Russia and", "That no border", "That the day", "Where inside")
    },
    "inside-the-circle": lambda: within("al-tanf-garrison", 55),
    "a-circle-for-doubt": a_circle_for_doubt,
    "garrison-to-zakf": lambda: km("al-tanf-garrison", "zakf"),
    "what-the-forty-miles-show": what_the_forty_miles_show,
    "direction-of-al-bukamal": lambda: line("al-tanf-garrison", "al-bukamal")[0],
    "twenty-miles-inside": lambda: 55 - 20 * KM,
    "what-twenty-miles-leaves-open": what_twenty_miles_leaves_open,
    "how-much-nearer": lambda: km("zaza", "al-bukamal") - km("zakf", "al-bukamal"),
    "hours-to-al-bukamal": lambda: km("zakf", "al-bukamal") / 40,
    # An example of a prediction, not what happened.
    "my-prediction": lambda: ["at the end of the year", "half sure", "change my mind"],
    "my-prediction-in-hindsight": my_prediction_in_hindsight,
    "predictions-and-outcomes": outcomes_of_predictions,
    "who-got-the-oil": lambda: keyed(
        "who-got-the-oil",
        held("sdf", NOVEMBER, [o["key"] for o in WRITTEN["who-got-the-oil"]["options"]]),
    ),
    "said-or-done": said_or_done,
    # Judgements: nearness to a mind, a rule beside its result, counts that overlap.
    "what-would-show-a-motive": lambda: option("what-would-show-a-motive", "Papers or words"),
    "which-map-is-right": lambda: option("which-map-is-right", "The day, the list of places"),
    "two-captions": lambda: ["28 October 2017", "within 5 km", "40 km instead"],
    "already-known": already_known,
    "numbers-that-do-not-add": lambda: option("numbers-that-do-not-add", "The counts overlap"),
    "my-own-article": lambda: ["Speakers:", "Fact:", "Prediction:", "Motive:", "Map:"],
}


def model(spec: Body) -> Body:
    """Read what is scrambled: the answer, the explanation and what is shown with them."""
    found: Body = json.loads(Seal.of(spec["salt"]).unscramble(spec["model"], "model"))
    return found


def right(spec: Body, answer: Any) -> bool:
    """Say whether a page or a kernel takes an answer as right, and the model answer says it."""
    seal, words = Seal.of(spec["salt"]), model(spec)["answer"]
    hashed: list[str]
    match spec["kind"]:
        case "choice":
            hashed = [seal.hash("choice", str(spec["options"].index(answer)))]
            return hashed == spec["right"] and words == answer
        case "multi":
            states = ["1" if text in answer else "0" for text in spec["options"]]
            hashed = [seal.hash("multi", str(n), state) for n, state in enumerate(states)]
            return hashed == spec["right"] and set(words.split("; ")) == answer
        case "place":
            names = {PLACES.loc[place, "name_en"] for place in answer}
            hashed = [seal.hash("place", place) for place in answer]
            return sorted(hashed) == sorted(spec["right"]) and set(words.split(" or ")) == names
        case "order":
            keys = {item["text"]: item["key"] for item in spec["items"]}
            listed = "\n".join(f"{n}. {text}" for n, text in enumerate(answer, 1))
            hashed = [seal.hash("order", *(keys[text] for text in answer))]
            return hashed == spec["right"] and words == listed
        case "classify":
            keys = {re.sub(r"\s\(¶\s\d+\)$", "", i["text"]): i["key"] for i in spec["items"]}
            hashed = [seal.hash("kind", keys[text], kind) for text, kind in answer.items()]
            return sorted(hashed) == sorted(spec["right"]) and len(keys) == len(answer)
        case "text":
            return all(part in words for part in answer)
        case "code" if "has" in spec:
            hashed = [seal.hash("code", *sorted(answer))]
            return hashed == spec["right"] and words == ", ".join(sorted(answer))
        case _:
            bucket = Buckets(spec["width"], spec["offset"]).of(answer)
            return [seal.hash("number", bucket)] == spec["right"]


def test_no_exercise_is_without_an_answer_here() -> None:
    assert set(ANSWERS) == set(IDS)


@pytest.mark.parametrize("exercise_id", IDS)
def test_the_answer_is_what_the_data_say(lesson: Lesson, exercise_id: str) -> None:
    assert right(lesson.exercises[exercise_id], ANSWERS[exercise_id]())


@pytest.mark.parametrize("exercise_id", [one for one in IDS if "tolerance" in WRITTEN[one]])
def test_a_number_is_right_as_far_as_its_tolerance(lesson: Lesson, exercise_id: str) -> None:
    body, spec = WRITTEN[exercise_id], lesson.exercises[exercise_id]
    value, tolerance = ANSWERS[exercise_id](), body["tolerance"]
    assert right(spec, value - 0.999 * tolerance)
    assert right(spec, value + 0.999 * tolerance)
    assert not right(spec, value - 1.001 * tolerance)
    assert not right(spec, value + 1.001 * tolerance)
    # The model answer gives the number in words, as exact as the tolerance makes sense of.
    digits = 0 if tolerance >= 0.5 or value == round(value) else 1
    assert model(spec)["answer"].startswith(f"{value:.{digits}f} {body['unit']}")


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (120.0, ["from Raqqa", "from As-Sukhnah"]),  # 123 and 126 km: a measure fits both
        (km("raqqa", "deir-ez-zor"), ["from Raqqa"]),
        (km("as-sukhnah", "deir-ez-zor"), ["from As-Sukhnah"]),
        (135.0, ["from As-Sukhnah"]),
    ],
)
def test_a_distance_near_that_of_another_town_is_told_so(
    lesson: Lesson, measured: float, words: list[str]
) -> None:
    spec = lesson.exercises["palmyra-to-deir-ez-zor"]
    said = grade(spec | {"expects": "number"}, measured).said[0]
    assert [one for one in ("from Raqqa", "from As-Sukhnah") if one in said] == words


def test_a_wrong_answer_would_be_noticed_here(lesson: Lesson) -> None:
    # A check on the checks above: each kind refuses an answer that is slightly off.
    for exercise_id, other in {
        "tabqa-on-4-may": WRITTEN["tabqa-on-4-may"]["options"][0]["text"],
        "what-the-sdf-took": {"Tabqa"},
        "where-two-rivers-meet": {"mayadin"},
        "five-weeks-in-order": five_weeks_in_order()[::-1],
        "two-kinds-of-zone": dict.fromkeys(two_kinds_of_zone(), "areas"),
        "own-words-and-others-words": ["a phrase that is not in it"],
        "inside-the-circle": ["rukban"],
        "garrison-to-zakf": 90.0,
    }.items():
        assert not right(lesson.exercises[exercise_id], other), exercise_id


# ---- How many, and where ------------------------------------------------------------------------


def test_there_are_enough_exercises_of_each_kind() -> None:
    counts = Counter(body["kind"] for body in WRITTEN.values())
    assert len(WRITTEN) >= 26
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 2
    assert counts["code"] >= 6
    assert sum(len(read(stem)) for stem in NOTEBOOKS) == len(WRITTEN)  # no id stands twice


def book(stem: str) -> Body:
    found: Body = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    return found


BOOKS = {stem: book(stem) for stem in NOTEBOOKS}


def sources(stem: str) -> list[str]:
    return ["".join(cell["source"]) for cell in BOOKS[stem]["cells"]]


def shown_at(exercise_id: str) -> list[tuple[str, int]]:
    """Give each notebook and cell that shows an exercise."""
    call = f'lesson.exercise("{exercise_id}")'
    return [
        (stem, n)
        for stem in NOTEBOOKS
        for n, source in enumerate(sources(stem))
        if call in source or f"lesson.exercise('{exercise_id}')" in source
    ]


@pytest.mark.parametrize("exercise_id", IDS)
def test_an_objective_is_word_for_word_one_of_its_notebook(exercise_id: str) -> None:
    body = WRITTEN[exercise_id]
    assert body["objective"] in objectives(body["notebook"])


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_each_objective_has_an_exercise(stem: str) -> None:
    used = {body["objective"] for body in WRITTEN.values() if body["notebook"] == stem}
    assert used == set(objectives(stem))


def objectives(stem: str) -> list[str]:
    """Give the bullets of the first cell, each with a capital and without its last mark."""
    bullets = re.findall(r"^- (.+?)[;.]?$", sources(stem)[0], re.MULTILINE)
    return [bullet[0].upper() + bullet[1:] for bullet in bullets]


@pytest.mark.parametrize("exercise_id", IDS)
def test_an_exercise_is_shown_once_by_a_cell_of_one_line(exercise_id: str) -> None:
    [(stem, n)] = shown_at(exercise_id)
    assert stem == WRITTEN[exercise_id]["notebook"]
    assert sources(stem)[n].strip() == f'lesson.exercise("{exercise_id}")'
    assert BOOKS[stem]["cells"][n]["cell_type"] == "code"


def test_no_notebook_shows_an_exercise_that_is_not_there() -> None:
    for stem in NOTEBOOKS:
        called = re.findall(
            r"lesson\.(?:exercise|check)\(\s*[\"']([^\"']*)", "\n".join(sources(stem))
        )
        assert set(called) == {one for one in IDS if WRITTEN[one]["notebook"] == stem}


@pytest.mark.parametrize("exercise_id", CODE)
def test_below_code_stands_its_starter(exercise_id: str) -> None:
    [(stem, n)] = shown_at(exercise_id)
    starter = WRITTEN[exercise_id]["starter"].strip()
    assert sources(stem)[n + 1].strip() == starter
    assert starter.splitlines()[-1].startswith(f'lesson.check("{exercise_id}", ')
    assert len(re.findall(r"^\w+ = \.\.\.  # your lines? here", starter, re.MULTILINE)) == 1


@pytest.mark.parametrize("stem", NOTEBOOKS)
def test_nobody_reads_for_long_without_an_exercise(stem: str) -> None:
    shows = sorted(n for one in IDS for book, n in shown_at(one) if book == stem)
    starters = {shown_at(one)[0][1] + 1 for one in CODE if WRITTEN[one]["notebook"] == stem}
    for before, after in itertools.pairwise(shows):
        between = [n for n in range(before + 1, after) if n not in starters]
        assert len(between) <= MOST_CELLS_BETWEEN, f"cells {before} to {after}"


# ---- The model solutions ------------------------------------------------------------------------

SOLUTIONS = {
    "beirut-to-deir-ez-zor": """
apart = geodesy.distance(beirut.lon, beirut.lat, city.lon, city.lat)
""",
    "held-by-the-al-tanf-rebels": """
rebels = day.loc[day["holder"] == "tanf-rebels", "place_id"].tolist()
""",
    "energy-within-90-km": """
near = fields[fields.within(ring)]
""",
    "held-on-two-days": """
may = set(before[before["holder"] == "government"]["place_id"])
june = set(after[after["holder"] == "government"]["place_id"])
taken = [place for place in watched if place in june and place not in may]
""",
    "inside-the-circle": """
circle = geodesy.circle(centre.lon, centre.lat, 55)
inside = lesson.places.within(circle)
near = lesson.places[inside & (lesson.places["place_id"] != "al-tanf-garrison")]
""",
    "a-circle-for-doubt": """
shapes = [geodesy.circle(row.lon, row.lat, row.precision_km) for row in strikes.itertuples()]
unsure = gpd.GeoDataFrame(strikes[["event_id"]], geometry=shapes, crs="EPSG:4326")
""",
    "how-much-nearer": """
from_west = geodesy.distance(west.lon, west.lat, town.lon, town.lat)
from_east = geodesy.distance(east.lon, east.lat, town.lon, town.lat)
nearer = from_west - from_east
""",
}
NEXT_TO = "lesson.places[lesson.places.within(geodesy.circle({}, 55))]"
# What students are likely to write, with what they must be told. The last of the lines assigns.
MISTAKES = [
    ("beirut-to-deir-ez-zor",
     "apart = geodesy.distance(beirut.lat, beirut.lon, city.lat, city.lon)",
     "lat before lon"),
    ("beirut-to-deir-ez-zor",
     'apart = geodesy.distance(beirut.lon, beirut.lat, city.lon, city.lat, "miles")',
     "This is the number of miles."),
    ("beirut-to-deir-ez-zor",
     "apart = 111 * ((beirut.lon - city.lon) ** 2 + (beirut.lat - city.lat) ** 2) ** 0.5",
     "A degree is not 111 km"),
    ("beirut-to-deir-ez-zor", "apart = beirut", "This is a column of a table"),
    ("held-by-the-al-tanf-rebels",
     'rebels = day[day["holder"] == "rebels"]["place_id"].tolist()', "the other rebels"),
    ("held-by-the-al-tanf-rebels",
     'rebels = day[day["holder"] == "tanf-rebels"]', "Take one column of it."),
    ("held-by-the-al-tanf-rebels",
     'rebels = day[day["holder"] == "tanf-rebels"]["name_en"]', "Missing: 3 of 3."),
    ("held-by-the-al-tanf-rebels", 'rebels = day["holder"] == "tanf-rebels"', "True or False"),
    ("energy-within-90-km", "near = fields", "all rows of"),
    ("energy-within-90-km", "near = fields.within(ring)", "Expected: a GeoDataFrame."),
    ("energy-within-90-km",
     "near = fields[fields.within(geodesy.circle(city.lon, city.lat, 90 * 1.609344))]",
     "Did you use 90 miles?"),
    ("energy-within-90-km",
     "flat = lesson.places.to_crs(3857).set_index('place_id').geometry\n"
     "near = fields[fields.to_crs(3857).distance(flat['deir-ez-zor']) <= 90_000]",
     "far to the south-east"),
    ("energy-within-90-km", "near = fields[fields.within(ring)].to_crs(3857)", "Use to_crs()."),
    ("energy-within-90-km",
     'near = fields[fields.within(ring) & (fields["kind"] == "oil-field")]', "A gas plant"),
    ("held-on-two-days",
     'rows = after[(after["holder"] == "government") & after["place_id"].isin(watched)]\n'
     'taken = rows["place_id"]', "all that they held on 6 June"),
    ("held-on-two-days",
     'taken = before[(before["holder"] == "government") & before["place_id"].isin(watched)]'
     '["place_id"]', "what they held on 4 May"),
    ("held-on-two-days",
     'taken = [p for p in watched if list(after[after["place_id"] == p]["holder"])'
     ' != list(before[before["place_id"] == p]["holder"])]', "another holder than before"),
    ("inside-the-circle", f"near = {NEXT_TO.format('centre.lon, centre.lat')}",
     "leave out its centre"),
    ("inside-the-circle",
     "circle = geodesy.circle(centre.lon, centre.lat, 55 * 1.609344)\n"
     'near = lesson.places[lesson.places.within(circle) & (lesson.places["place_id"] != '
     '"al-tanf-garrison")]', "a radius of 55 miles"),
    ("inside-the-circle",
     'other = lesson.place("al-tanf-crossing")\n'
     "circle = geodesy.circle(other.lon, other.lat, 55)\n"
     "inside = lesson.places.within(circle)\n"
     'near = lesson.places[inside & (lesson.places["place_id"] != "al-tanf-garrison")]',
     "round the border crossing"),
    ("inside-the-circle", f"near = {NEXT_TO.format('centre.lat, centre.lon')}",
     "the order of the coordinates"),
    ("a-circle-for-doubt", "unsure = strikes", "The geometry is Point. Expected: Polygon."),
    ("a-circle-for-doubt",
     "shapes = [geodesy.circle(r.lon, r.lat, r.precision_km) for r in strikes.itertuples()]\n"
     'unsure = gpd.GeoDataFrame(strikes[["event_id"]], geometry=shapes)',
     "Say it when you make the table"),
    ("a-circle-for-doubt",
     "row = strikes.iloc[0]\n"
     'unsure = gpd.GeoDataFrame({"event_id": [row.event_id]}, crs="EPSG:4326",\n'
     "    geometry=[geodesy.circle(row.lon, row.lat, row.precision_km)])",
     "Only the first strike"),
    ("a-circle-for-doubt", 'unsure = gpd.GeoDataFrame(strikes[["event_id"]])', "geometry"),
    ("how-much-nearer",
     "nearer = geodesy.distance(west.lon, west.lat, east.lon, east.lat)",
     "the distance between the two posts"),
    ("how-much-nearer",
     "nearer = geodesy.distance(west.lon, west.lat, town.lon, town.lat)",
     "the way from Zaza"),
    ("how-much-nearer",
     "nearer = (geodesy.distance(east.lon, east.lat, town.lon, town.lat)\n"
     "          - geodesy.distance(west.lon, west.lat, town.lon, town.lat))",
     "The sign is wrong."),
]  # fmt: skip


def names_only(source: str) -> ast.Module:
    """Keep of a cell what later cells need: imports, functions and values, but no maps."""
    kept = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Assign)
        and not re.search(r"\b(interactive_map|layer_from_frame)\(", ast.unparse(node))
    ]
    return ast.Module(kept, [])


def run(source: str, names: Body) -> Any:
    """Run a cell and give its last value, which a notebook shows."""
    *most, last = ast.parse(source).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(most, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def solved(starter: str, lines: str) -> str:
    """Put lines in place of the dots."""
    return re.sub(r"^\w+ = \.\.\..*$", lambda _: lines.strip(), starter, flags=re.MULTILINE)


def marks(stem: str) -> Iterator[tuple[tuple[str, str], Feedback | Exception]]:
    """Go through a notebook as a student does; at each starter try all that stands above."""
    names: Body = {}
    for n, source in enumerate(sources(stem)):
        if BOOKS[stem]["cells"][n]["cell_type"] != "code":
            continue
        mine = [one for one in CODE if f'lesson.check("{one}"' in source]
        for exercise_id in mine:
            wrong = [lines for one, lines, _ in MISTAKES if one == exercise_id]
            for lines in ("", SOLUTIONS[exercise_id], *wrong):
                try:
                    said = run(solved(source, lines) if lines else source, dict(names))
                except Exception as error:  # a test says which
                    said = error
                yield (exercise_id, lines), said
        exec(compile(names_only(source), "cell", "exec"), names)


@pytest.fixture(scope="module")
def said() -> dict[tuple[str, str], Any]:
    """Give what is said to the starter alone, to each model solution, and to each mistake."""
    with contextlib.chdir(ROOT / "notebooks"):
        return {key: value for stem in NOTEBOOKS for key, value in marks(stem)}


def test_every_code_exercise_has_a_solution_here() -> None:
    assert set(SOLUTIONS) == set(CODE)
    assert all(1 <= len(lines.strip().splitlines()) <= 5 for lines in SOLUTIONS.values())


@pytest.mark.parametrize("exercise_id", CODE)
def test_the_starter_runs_and_is_no_attempt(said: dict[Any, Any], exercise_id: str) -> None:
    feedback = said[exercise_id, ""]
    assert isinstance(feedback, Feedback)
    assert feedback.state == OPEN


@pytest.mark.parametrize("exercise_id", CODE)
def test_the_model_solution_is_right(said: dict[Any, Any], exercise_id: str) -> None:
    feedback = said[exercise_id, SOLUTIONS[exercise_id]]
    assert isinstance(feedback, Feedback)
    assert (feedback.state, feedback.said) == (RIGHT, ())


@pytest.mark.parametrize(
    ("exercise_id", "lines", "words"),
    MISTAKES,
    ids=[f"{exercise_id}-{words}" for exercise_id, _, words in MISTAKES],
)
def test_a_likely_mistake_is_told_what_it_is(
    said: dict[Any, Any], exercise_id: str, lines: str, words: str
) -> None:
    feedback = said[exercise_id, lines]
    assert isinstance(feedback, Feedback)
    assert feedback.state == NOT_YET
    assert words in feedback.said[0]


# ---- Nothing is given away ----------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    """Give every text of a notebook's JSON; the lines of one text are joined."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        yield "".join(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def plain(text: str) -> str:
    """Make two ways to write one text equal: blanks, stars, and what HTML writes in its own way."""
    return " ".join(html.unescape(text).replace("*", "").split())


PROSE = {stem: plain("\n".join(sources(stem))) for stem in NOTEBOOKS}
ALL = {stem: plain("\n".join(texts(BOOKS[stem]))) for stem in NOTEBOOKS}


def secrets(body: Body, spec: Body) -> Iterator[str]:
    """Give each sentence that a student must not read before it is asked for or earned."""
    hidden = [body["explanation"], *body["hints"], *body.get("criteria", ())]
    for part in ("options", "items", "mistakes"):
        for one in body.get(part, ()):
            if isinstance(one, str):
                hidden.append(one)
            elif part == "mistakes":
                hidden.append(one["text"])
            else:
                words = one.get("feedback", "")
                hidden += [words] if isinstance(words, str) else words.values()
    # The other kinds choose from what is shown, so their model answer is made of shown words.
    if spec["kind"] in ("number", "text", "code"):
        hidden.append(model(spec)["answer"])
    for text in hidden:
        for sentence in re.split(r"(?<=[.?!])\s+|\n+", text):
            if len(plain(sentence)) > LONG:
                yield plain(sentence)


@pytest.mark.parametrize("exercise_id", IDS)
def test_no_hidden_sentence_is_in_a_notebook(lesson: Lesson, exercise_id: str) -> None:
    body, spec = WRITTEN[exercise_id], lesson.exercises[exercise_id]
    hidden = list(secrets(body, spec))
    assert len(hidden) >= 3
    found = {
        (stem, sentence)
        for stem in NOTEBOOKS
        for sentence in hidden
        if sentence in ALL[stem] and sentence not in PROSE[stem]
    }
    assert found == set()


@pytest.mark.parametrize("exercise_id", IDS)
def test_the_search_does_find_what_is_shown(exercise_id: str) -> None:
    body = WRITTEN[exercise_id]
    assert plain(body["prompt"]) in ALL[body["notebook"]]
    assert plain(body["title"]) in ALL[body["notebook"]]


@pytest.mark.parametrize("exercise_id", IDS)
def test_no_answer_of_a_page_is_in_plain_text(lesson: Lesson, exercise_id: str) -> None:
    body, spec = WRITTEN[exercise_id], lesson.exercises[exercise_id]
    shown = plain("\n".join(texts(spec)))
    assert [sentence for sentence in secrets(body, spec) if sentence in shown] == []
    assert not {"answer", "mistakes", "explanation", "criteria"} & set(spec)


UNITS = {"km": "km|kilomet", "degrees": "degrees|°", "hours": "hours"}
MEASURED = [one for one in IDS if WRITTEN[one].get("unit") in UNITS]
TABLES = [plain(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.*"))]


# The camp of Rukban is by chance as far from the base as twenty miles inside the edge.
OTHER_WAY = "about 23 km from the post at al-Tanf"


# A picture or a scrambled text, which nobody reads: "65km" may stand in it by chance.
CODED = re.compile(r"[A-Za-z0-9+/=]{80,}")


def numbers(text: str, units: str) -> Iterator[float]:
    """Give each number of a text that stands before one of the units."""
    text = CODED.sub(" ", text)
    for found in re.findall(rf"(\d+(?:\.\d+)?)[\s-]*(?:{units})", text):
        yield float(found)


@pytest.mark.parametrize("exercise_id", MEASURED)
def test_no_number_to_find_is_printed_where_a_student_reads(exercise_id: str) -> None:
    body, value = WRITTEN[exercise_id], float(ANSWERS[exercise_id]())
    near = min(body["tolerance"] / 2, 1)
    found = [
        number
        for text in [*ALL.values(), *TABLES]
        for number in numbers(text.replace(OTHER_WAY, ""), UNITS[body["unit"]])
        if abs(number - value) < near
    ]
    assert found == []


def test_the_search_for_numbers_does_find_one() -> None:
    km_in_prose = set(numbers(ALL["02_the_race"], UNITS["km"]))
    assert 55.0 in km_in_prose


# ---- Nothing tells the answer before it is asked ------------------------------------------------

# Words that answer an exercise, and that no cell of its notebook has before it.
NOT_BEFORE = {
    "days-between-the-strikes": ["18 May", "6 June"],
    "held-on-two-days": ["Sab' Biyar", "Zaza", "Maskanah"],
    "energy-within-90-km": ["Omar", "Tanak", "Conoco"],
    # That Russia spoke of other things is told before; what it had to do with either is not.
    "two-kinds-of-zone": [
        "Russia, ",
        "Russia and",
        "Lavrov",
        "Leaflets",
        "four of them",
        "no exact borders",
    ],
    "garrison-to-zakf": ["40 miles", "40-mile", "Forty miles"],
    "what-the-circle-hides": ["not a border", "no border", "computed"],
    "which-map-is-right": ["a list of places, and a rule"],
    "numbers-that-do-not-add": ["overlap", "different people", "by different rules"],
    "what-twenty-miles-leaves-open": ["not a dot", "does not tell where"],
    "the-crossing-at-al-tanf": ["crossing at al-Tanf", "calls al-Tanf"],
}


def words_of(answer: Any) -> list[str]:
    """Give what would tell an answer: names, ids, options, the number."""
    if isinstance(answer, float):
        return [f"{answer:.0f} km", f"{answer:.0f} days", f"{answer:.1f}", f"{answer:.0f} degrees"]
    if isinstance(answer, dict):
        return []  # the sentences to sort are shown, and their kinds, too
    found = [answer] if isinstance(answer, str) else list(answer)
    return found + [PLACES.loc[one, "name_en"] for one in found if one in PLACES.index]


@pytest.mark.parametrize("exercise_id", [one for one in IDS if WRITTEN[one]["kind"] != "text"])
def test_no_title_task_or_first_hint_names_the_answer(exercise_id: str) -> None:
    body = WRITTEN[exercise_id]
    seen = " ".join([body["title"], body["prompt"], body["hints"][0]])
    if body["kind"] != "order":  # the texts to put in order are shown
        answer = words_of(ANSWERS[exercise_id]())
        assert [one for one in answer if re.search(rf"\b{re.escape(one)}\b", seen)] == []


def test_no_title_or_task_is_like_the_place_that_is_asked_for() -> None:
    common = {"crossing", "side", "syrian", "border"}
    for exercise_id in [one for one in IDS if WRITTEN[one]["kind"] == "place"]:
        places = " ".join(PLACES.loc[one, "name_en"] for one in ANSWERS[exercise_id]())
        names = set(re.findall(r"[\w'-]{4,}", places.lower())) - common
        told = f"{WRITTEN[exercise_id]['title']} {WRITTEN[exercise_id]['prompt']}".lower()
        assert names
        assert [one for one in names if one in told] == []


@pytest.mark.parametrize("exercise_id", NOT_BEFORE)
def test_no_cell_before_an_exercise_answers_it(exercise_id: str) -> None:
    [(stem, n)] = shown_at(exercise_id)
    before = "\n".join(sources(stem)[1:n])
    found = [one for one in NOT_BEFORE[exercise_id] if one.lower() in before.lower()]
    assert found == []


@pytest.mark.parametrize("exercise_id", [one for one in IDS if "options" in WRITTEN[one]])
def test_the_length_of_an_option_does_not_tell_that_it_is_right(exercise_id: str) -> None:
    body, answer = WRITTEN[exercise_id], ANSWERS[exercise_id]()
    right = {answer} if isinstance(answer, str) else answer
    lengths: dict[bool, list[int]] = {True: [], False: []}
    for one in body["options"]:
        lengths[one["text"] in right].append(len(one["text"]))
    longest = {good: max(found) for good, found in lengths.items()}
    assert longest[True] <= 1.12 * longest[False]
    mean = {good: sum(found) / len(found) for good, found in lengths.items()}
    assert mean[True] <= 1.6 * mean[False]


def test_the_right_one_is_not_the_longest_of_most_choices() -> None:
    longest = [
        max(body["options"], key=lambda one: len(one["text"]))["text"] == ANSWERS[name]()
        for name, body in WRITTEN.items()
        if body["kind"] == "choice"
    ]
    assert sum(longest) <= len(longest) / 2
