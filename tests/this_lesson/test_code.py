"""The exercises of this lesson that ask for code: solutions and likely mistakes."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.folders import ROOT
from support.this_lesson import BOOKS, CODE, NOTEBOOKS, Body, sources

from lessonkit.exercises.marking import Feedback
from lessonkit.exercises.states import NOT_YET, OPEN, RIGHT

SOLUTIONS = {
    "beirut-to-deir-ez-zor": """
apart = geodesy.distance(beirut.lon, beirut.lat, city.lon, city.lat)
""",
    "held-by-the-al-tanf-rebels": """
rebels = day.loc[day["holder"] == "tanf-rebels", "place_id"].tolist()
""",
    "energy-within-90-km": """
sites = fields[fields.within(ring)]
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
     'rebels = day[day["holder"] == "tanf-rebels"]["place"]', "Missing: 3 of 3."),
    ("held-by-the-al-tanf-rebels", 'rebels = day["holder"] == "tanf-rebels"', "True or False"),
    ("energy-within-90-km", "sites = fields", "all rows of"),
    ("energy-within-90-km", "sites = fields.within(ring)", "Expected: a GeoDataFrame."),
    ("energy-within-90-km",
     "sites = fields[fields.within(geodesy.circle(city.lon, city.lat, 90 * 1.609344))]",
     "Did you use 90 miles?"),
    ("energy-within-90-km",
     "flat = lesson.places.to_crs(3857).set_index('place_id').geometry\n"
     "sites = fields[fields.to_crs(3857).distance(flat['deir-ez-zor']) <= 90_000]",
     "far to the south-east"),
    ("energy-within-90-km", "sites = fields[fields.within(ring)].to_crs(3857)", "Use to_crs()."),
    ("energy-within-90-km",
     'sites = fields[fields.within(ring) & (fields["kind"] == "oil-field")]', "A gas plant"),
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
        and not re.search(r"\b(lesson\.map|layer)\(", ast.unparse(node))
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
