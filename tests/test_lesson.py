"""`Lesson`: what it gives, in which types, and what it says when it cannot."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point
from support.folders import DATA, RIVER, ROOT

from lessonkit.check.read import check
from lessonkit.errors import DataError, LessonError
from lessonkit.notebook import Lesson
from lessonkit.tables.entries import Extent, Holder, LayerSpec
from lessonkit.tables.schema import TABLES

LISTS = {"source_ids", "place_ids", "event_ids", "actor_ids"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(RIVER / "data", tmp_path / "data")
    return tmp_path


def test_the_project_folder_opens_the_same_lesson(lesson: Lesson) -> None:
    assert Lesson(ROOT).folder == DATA
    assert repr(lesson) == f"Lesson({lesson.title!r}, {lesson.start} to {lesson.end})"


def test_settings_have_their_types(lesson: Lesson) -> None:
    assert type(lesson.start) is np.datetime64
    assert lesson.start < lesson.end
    assert all(name.endswith(".ipynb") for name in lesson.notebooks)
    assert all(isinstance(extent, Extent) for extent in lesson.extents.values())
    assert all(isinstance(holder, Holder) for holder in lesson.holders.values())
    assert all(isinstance(layer, LayerSpec) for layer in lesson.layers)
    assert lesson.phases["race"]
    assert lesson.stake_labels["oil"]
    assert all(isinstance(layer.kinds, tuple) for layer in lesson.layers)


def test_an_extent_has_its_base_map(lesson: Lesson) -> None:
    extent = lesson.extent("syria")
    assert extent.west < extent.east
    assert lesson.basemap("syria") == DATA / "basemap" / extent.basemap
    assert (lesson.basemap("corridor") / "countries.geojson").is_file()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_has_the_rows_of_its_file_and_the_right_types(lesson: Lesson, name: str) -> None:
    frame, table = getattr(lesson, name), TABLES[name]
    assert list(frame.columns)[: len(table.names)] == table.names
    assert list(frame.index) == list(range(len(frame)))
    if table.optional and not (DATA / table.file).exists():
        assert frame.empty
    elif not table.geometry:
        with (DATA / table.file).open(encoding="utf-8-sig", newline="") as file:
            assert len(frame) == len(list(csv.reader(file))) - 1
    for column in table.columns:
        cells = frame[column.name]
        if column.parse == "ids":
            assert all(isinstance(c, tuple) and all(map(str.strip, c)) for c in cells)
        elif column.parse == "ints":
            assert all(isinstance(n, int) for c in cells for n in c)
        elif column.parse == "date":
            assert cells.dtype == "datetime64[us]"
        elif column.parse == "number":
            assert cells.dtype == float
        elif column.parse == "text":
            assert cells.map(lambda cell: isinstance(cell, str)).all()


@pytest.mark.parametrize("name", ["places", "events", "zones", "routes"])
def test_what_can_be_drawn_is_in_wgs_84(lesson: Lesson, name: str) -> None:
    frame = getattr(lesson, name)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == "EPSG:4326"
    drawn = frame[frame.geometry.notna()]
    assert drawn.geometry.is_valid.all()
    assert not drawn.geometry.is_empty.any()


def test_only_events_with_no_coordinates_have_no_geometry(lesson: Lesson) -> None:
    assert (lesson.events.geometry.isna() == lesson.events["lon"].isna()).all()
    assert lesson.events.geometry.isna().any()


def test_a_point_is_lon_lat_and_an_open_end_is_nat(lesson: Lesson) -> None:
    place = lesson.place("homs")
    assert place.geometry == Point(place["lon"], place["lat"])
    assert place["lon"] == pytest.approx(36.7, abs=0.1)
    assert place["source_ids"] == tuple(place["source_ids"])
    assert lesson.zones["end"].isna().any()
    assert lesson.claims["paragraph"].dtype == "int64"


def keep_only_used_sources(copy: Path) -> None:
    """Take out the sources that nothing cites any more, which would be faults of their own."""
    file = copy / "data" / "sources.csv"
    unused = {fault.row for fault in check(copy) if fault.file == file.name}
    with file.open(encoding="utf-8", newline="") as read:
        rows = list(csv.reader(read))
    with file.open("w", encoding="utf-8", newline="") as out:
        kept = (row for n, row in enumerate(rows, 1) if n not in unused)
        csv.writer(out, lineterminator="\n").writerows(kept)


def test_a_lesson_without_glossary_and_figures_has_empty_tables(copy: Path) -> None:
    (copy / "data" / "glossary.csv").unlink(missing_ok=True)
    (copy / "data" / "figures.csv").unlink(missing_ok=True)
    settings = copy / "data" / "lesson.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.partition("[[key_terms]]")[0], encoding="utf-8")
    keep_only_used_sources(copy)
    lesson = Lesson(copy)
    assert lesson.glossary.empty
    assert list(lesson.glossary.columns) == ["term_id", "term", "definition", "source_ids"]
    assert lesson.figures.empty
    assert lesson.figures["low"].dtype == lesson.figures["high"].dtype == float


def test_figures_are_read_as_numbers_with_their_speaker(copy: Path) -> None:
    (copy / "data" / "figures.csv").write_text(
        "figure_id,topic,what,bound,low,high,unit,date,said_by,source_ids,note\n"
        "F01,Under siege,People in the city,,93500,93500,people,2017-01-20,OCHA,atlas,\n"
        "F02,Camps,People in two camps,more than,70000,80000,people,2017-03,Aid workers,editors,\n",
        encoding="utf-8",
    )
    keep_only_used_sources(copy)
    figures = Lesson(copy).figures
    assert figures["high"].tolist() == [93500, 80000]
    assert figures["bound"].tolist() == ["", "more than"]
    assert figures["number"].tolist() == ["93,500", "more than 70,000 to 80,000"]
    assert figures["source_ids"].tolist() == [("atlas",), ("editors",)]


def test_lookups_name_the_nearest_id(lesson: Lesson) -> None:
    assert lesson.source("editors")["source_id"] == "editors"
    with pytest.raises(LessonError, match=r"no place 'hom'. Did you mean homs\?"):
        lesson.place("hom")
    with pytest.raises(LessonError, match=r"no source 'zzzz'\. The ids are: "):
        lesson.source("zzzz")
    with pytest.raises(LessonError, match=r"no map window 'siria'. Did you mean syria\?"):
        lesson.basemap("siria")


def test_the_outline_of_the_country_is_the_finer_one(lesson: Lesson) -> None:
    assert lesson.country_shape is not None
    assert lesson.country_shape.contains(lesson.place("homs").geometry)
    outlines = gpd.read_file(lesson.basemap("southeast") / "countries.geojson")
    own = outlines.loc[outlines["iso_a2"] == lesson.country, "geometry"].iloc[0]
    assert lesson.country_shape.equals(own)


def test_a_lesson_is_found_from_a_folder_below(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = copy / "notebooks" / "mine"
    below.mkdir(parents=True)
    assert Lesson.find(start=below).folder == copy / "data"
    monkeypatch.chdir(copy / "data" / "basemap")
    assert Lesson.find().folder.samefile(copy / "data")


def test_no_lesson_above_is_a_clear_message(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"No lesson.toml and no data/lesson.toml in .* above"):
        Lesson.find(start=tmp_path)
    with pytest.raises(LessonError, match="is no lesson"):
        Lesson(tmp_path)


def test_a_wrong_lesson_raises_all_faults_at_once(copy: Path) -> None:
    for file, old, new in (
        ("lesson.toml", 'marker = "diamond"', 'marker = "heart"'),
        ("places.csv", ",city,", ",Metropolis,"),
    ):
        path = copy / "data" / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        Lesson(copy)
    assert [fault.column for fault in raised.value.faults] == ["holders.marker", "kind"]
    assert str(raised.value).startswith("2 faults in the data of the lesson:\n- lesson.toml line ")


def test_two_lessons_share_nothing(copy: Path) -> None:
    one, other = Lesson(copy), Lesson(copy)
    one.places.loc[0, "name_en"] = "changed"
    one.holders.clear()
    assert other.places.loc[0, "name_en"] != "changed"
    assert other.holders
    assert not pd.isna(other.places.loc[0, "lon"])
