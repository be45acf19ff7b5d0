"""Make the fonts of the package: subsets under names of their own, for the page and for paper.

    npm pack source-serif@4.5.1 source-sans@3.52.0 @fontsource-variable/noto-sans-arabic@5.3.0
    pip install brotli
    python scripts/build_fonts.py FOLDER

FOLDER holds the three packages, unpacked as `source-serif`, `source-sans` and `noto-sans-arabic`.
What is kept: Latin-1, the letters of most other languages of Europe, those that names from other
scripts need, signs, and the letters of Arabic. On a page, what English is written with stands in a
file of its own, and the other letters of a face are asked for only where one of them is met.
The licence asks that a changed font does not bear a reserved name: each gets one of ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TO = Path(__file__).parents[1] / "src" / "lessonkit" / "browser" / "type"
LETTERS = (
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞşŠšŤťŪūŮůŰűŲų"
    "ŹźŻżŽžȘșȚțḌḍḤḥṢṣṬṭẒẓʿʾ€←↑→↓↕−≈≠≤≥"
)
SIGNS = {0x2013, 0x2014, *range(0x2018, 0x2023), 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A}
LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, LETTERS), *SIGNS}
PLAIN = LATIN & {*range(0x20, 0x7F), *map(ord, "\xa0°·×«»¶±½…←→↑↓↕−≈≤≥")}
PLAIN |= {*map(ord, "äçèéáíñóöü")}  # of names in English prose: for one of them no face is fetched
PLAIN |= {0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2039, 0x203A}
ARABIC = {
    *map(ord, "،؛؟ـپچژکگیۀە٪"),
    0x66B,
    0x66C,
    *range(0x621, 0x63B),
    *range(0x641, 0x653),
    *range(0x660, 0x66A),
}
ARABIC |= {0x20, 0x200C, 0x200D, 0x200E, 0x200F}
# On a page one italic is enough: a word between stars is in that of the serif, also in a widget.
FOR_PAPER = "sans-italic"
KERN_STEP, KERN_LEAST = 0.005, 0.012  # parts of the size of the type
# File, package, its file, our family, style, weight, and the weights that it stands for.
FONTS = (
    ("serif", "source-serif", "TTF/SourceSerif4-Regular.ttf", "Serif", "Regular", 400, "400"),
    ("serif-italic", "source-serif", "TTF/SourceSerif4-It.ttf", "Serif", "Italic", 400, "400"),
    (
        "serif-bold",
        "source-serif",
        "TTF/SourceSerif4-Semibold.ttf",
        "Serif",
        "Bold",
        700,
        "600 700",
    ),
    ("sans", "source-sans", "TTF/SourceSans3-Regular.ttf", "Sans", "Regular", 400, "400"),
    ("sans-italic", "source-sans", "TTF/SourceSans3-It.ttf", "Sans", "Italic", 400, "400"),
    ("sans-bold", "source-sans", "TTF/SourceSans3-Semibold.ttf", "Sans", "Bold", 700, "600 700"),
    (
        "arabic",
        "noto-sans-arabic",
        "files/noto-sans-arabic-arabic-wght-normal.woff2",
        "Arabic",
        "Regular",
        400,
        "400 700",
    ),
)


def build(source: Path) -> None:
    """Write each font as TrueType for paper and as woff2 for the page, with a list of the faces."""
    TO.mkdir(exist_ok=True)
    for name, package, file, family, style, weight, _ in FONTS:
        font = TTFont(source / package / "package" / file)
        if "fvar" in font:
            font = instantiateVariableFont(font, {"wght": 450})
        subset(font, ARABIC if name == "arabic" else LATIN)
        rename(font, f"Lesson {family}", style, weight)
        font.flavor = None
        font.save(TO / f"{name}.ttf")
    faces = [face for row in FONTS if row[0] != FOR_PAPER for face in faces_of(*row)]
    (TO / "faces.json").write_text(json.dumps(faces, indent=2) + "\n", encoding="utf-8")


def faces_of(
    name: str, package: str, file: str, family: str, style: str, weight: int, weights: str
) -> Iterator[dict[str, str]]:
    """Write the faces of a font for the page; say of each for which letters it is asked."""
    parts = {name: PLAIN, f"{name}-more": LATIN - PLAIN} if name != "arabic" else {name: ARABIC}
    whole = TTFont(TO / f"{name}.ttf")
    for part, letters in parts.items():
        font = deepcopy(whole)
        subset(font, letters, for_page=True)
        font.flavor = "woff2"
        font.save(TO / f"{part}.woff2")
        yield {
            "file": part,
            "family": f"Lesson {family}",
            "style": "italic" if style == "Italic" else "normal",
            "weight": weights,
            "range": ranges(
                letters - {0x20} if name == "arabic" else letters, (LATIN | ARABIC) - letters
            ),
        }


def ranges(letters: set[int], others: set[int]) -> str:
    """Write letters as a `unicode-range` of a style sheet, as short as `others` allow."""
    runs: list[list[int]] = []
    for one in sorted(letters):
        if runs and others.isdisjoint(range(runs[-1][1], one)):
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def subset(font: TTFont, letters: set[int], *, for_page: bool = False) -> None:
    """Keep these letters, with what shapes and kerns them.

    Ligatures of Latin letters are for paper alone: on a screen they read no better, and weigh 3 kB.
    """
    options = Options()
    options.layout_features = ["locl", "kern", "rlig", "curs", "tnum"]
    if letters is ARABIC or not for_page:
        options.layout_features += ["liga", "calt"]
    if letters is ARABIC:  # Latin letters have their accents, and no mark is among them
        options.layout_features += ["ccmp", "mark", "mkmk", "init", "medi", "fina", "isol"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14] if for_page else [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    maker = Subsetter(options)
    maker.populate(unicodes=letters)
    maker.subset(font)
    if for_page and letters is not ARABIC:
        kern_in_steps(font)


def kern_in_steps(font: TTFont) -> None:
    """Round what brings letters together to steps that can be seen on a screen.

    A hundredth of the size of the type is a sixth of a pixel there; so a face is 4 % lighter.
    """
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for value in pairs_in(getattr(table, "ExtSubTable", table)):
                by = value.XAdvance / font["head"].unitsPerEm
                steps = round(by / KERN_STEP) if abs(by) >= KERN_LEAST else 0
                value.XAdvance = round(steps * KERN_STEP * font["head"].unitsPerEm)


def pairs_in(table: Any) -> Iterator[Any]:
    """Give the values by which a table kerns: of single letters, or of classes."""
    for pairs in getattr(table, "PairSet", ()):
        yield from (pair.Value1 for pair in pairs.PairValueRecord)
    for first in getattr(table, "Class1Record", ()):
        values = (second.Value1 for second in first.Class2Record)
        yield from (value for value in values if getattr(value, "XAdvance", 0))


def rename(font: TTFont, family: str, style: str, weight: int) -> None:
    """Give a font a name of ours; copyright and licence stay."""
    whole = f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style}"
    for record in [*font["name"].names]:
        if record.nameID in (16, 17, 25) or record.platformID != 3:
            font["name"].removeNames(record.nameID, record.platformID)
    names = {1: family, 2: style, 3: f"lessonkit {whole}", 4: whole, 6: postscript}
    for number, words in names.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    bold, italic = style == "Bold", style == "Italic"
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1100001) | (
        0b100000 if bold else 0b1 if italic else 0b1000000
    )
    font["head"].macStyle = 0b1 if bold else 0b10 if italic else 0


if __name__ == "__main__":
    build(Path(sys.argv[1]))
