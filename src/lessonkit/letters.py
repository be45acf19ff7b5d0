"""The letters of languages: which script, which way it runs, and whether a face of ours has it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache


def unaccented(text: str) -> str:
    """Give a text in small letters without accents.

    >>> unaccented("Guéckédou")
    'gueckedou'
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in letters if not unicodedata.combining(one))


LATIN_LOOKS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u0432\u043a\u043c\u043d\u0442"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03b2\u03b7\u03bc\u03c7\u03b6\u0131\u0142\u2019\u02bc",
    "aeopcyxsijhdbkmhtaopvikytbnmxzil''",
)
"""Small letters of other scripts that look like Latin ones."""

_RANGES = {
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Armenian": "\u0531-\u058f",
    "Balinese": "\u1b00-\u1b7f",
    "Batak": "\u1bc0-\u1bff",
    "Bengali": "\u0980-\u09ff",
    "Buginese": "\u1a00-\u1a1f",
    "Burmese": "\u1000-\u109f",
    "Chinese": "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "Cyrillic": "\u0400-\u052f",
    "Devanagari": "\u0900-\u097f",
    "Ethiopic": "\u1200-\u139f",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Gujarati": "\u0a80-\u0aff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Javanese": "\ua980-\ua9df",
    "Japanese": "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff",
    "Kannada": "\u0c80-\u0cff",
    "Khmer": "\u1780-\u17ff",
    "Korean": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af\u4e00-\u9fff",
    "Lao": "\u0e80-\u0eff",
    "Latin": "A-Za-z\u00aa-\u024f\u1e00-\u1eff",
    "Makasar": "\U00011ee0-\U00011eff",
    "Malayalam": "\u0d00-\u0d7f",
    "Mongolian": "\u1800-\u18af",
    "Oriya": "\u0b00-\u0b7f",
    "Sinhala": "\u0d80-\u0dff",
    "Sundanese": "\u1b80-\u1bbf\u1cc0-\u1ccf",
    "Syriac": "\u0700-\u074f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Thaana": "\u0780-\u07bf",
    "Thai": "\u0e00-\u0e7f",
    "Tibetan": "\u0f00-\u0fff",
    "Tifinagh": "\u2d30-\u2d7f",
}
# By the code of ISO 639: all scripts in which a language is or was written, the usual one first.
# Of a language that is not here nothing is known, and nothing is refused.
_OF = {
    "Arabic": "ar arz ckb fa ps ur",
    "Arabic Cyrillic Latin": "ug",
    "Arabic Devanagari": "ks sd",
    "Armenian": "hy",
    "Bengali": "as bn",
    "Burmese": "my",
    "Chinese": "lzh yue zh",
    "Cyrillic": "ab ba be bg ce cv mk os ru sah uk",
    "Cyrillic Arabic Latin": "kk ky tg tt",
    "Cyrillic Latin": "sr",
    "Cyrillic Mongolian": "mn",
    "Devanagari": "bho hi mai mr ne",
    "Ethiopic": "am ti",
    "Georgian": "ka",
    "Greek": "el grc",
    "Gujarati": "gu",
    "Gurmukhi Arabic": "pa",
    "Hebrew": "he yi",
    "Japanese": "ja",
    "Kannada": "kn",
    "Khmer": "km",
    "Korean": "ko",
    "Lao": "lo",
    "Latin": "af ca cs cy da de en es et eu fi fil fo fr ga gl hr hu id is it la lb lt lv mt nb nl"
    " nn no oc pl pt sk sl sq sv tr",
    "Latin Arabic": "ace bjn ha ms sw",
    "Latin Arabic Cyrillic": "az bs ku tk uz",
    "Latin Balinese": "ban sas",
    "Latin Batak": "bbc btk btx",
    "Latin Buginese": "bug",
    "Latin Buginese Makasar": "mak",
    "Latin Chinese": "vi",
    "Latin Cyrillic": "ro",
    "Latin Javanese Arabic": "jv mad",
    "Latin Sundanese Javanese Arabic": "su",
    "Malayalam": "ml",
    "Oriya": "or",
    "Sinhala": "si",
    "Syriac": "arc syr",
    "Tamil": "ta",
    "Telugu": "te",
    "Thaana": "dv",
    "Thai": "th",
    "Tibetan": "bo dz",
    "Tifinagh Latin Arabic": "ber kab zgh",
}
_SCRIPTS_OF = {one: tuple(scripts.split()) for scripts, all_ in _OF.items() for one in all_.split()}
# By the four letters of ISO 15924, which a code may carry (sr-Latn): many begin the name.
_CODES = {script[:4]: script for script in _RANGES} | {
    "Aran": "Arabic",
    "Armn": "Armenian",
    "Batk": "Batak",
    "Cyrl": "Cyrillic",
    "Grek": "Greek",
    "Gujr": "Gujarati",
    "Guru": "Gurmukhi",
    "Hang": "Korean",
    "Hani": "Chinese",
    "Hans": "Chinese",
    "Hant": "Chinese",
    "Jpan": "Japanese",
    "Khmr": "Khmer",
    "Knda": "Kannada",
    "Laoo": "Lao",
    "Latn": "Latin",
    "Mlym": "Malayalam",
    "Mymr": "Burmese",
    "Orya": "Oriya",
    "Syrc": "Syriac",
    "Tfng": "Tifinagh",
    "Tibt": "Tibetan",
}
# Of a script that is not known here: no Latin letter, and none of the signs that all texts have.
_OTHER = "[^\\s\u0000-\u02ff\u1e00-\u1eff\u2000-\u2bff\u3000-\u3020\ufe00-\ufe0f\uff00-\uff0f]"
_TO_THE_LEFT = ("Arabic", "Hebrew", "Syriac", "Thaana")
FACES = ("Arabic", "Latin")
"""The scripts of the faces that pages and paper bring along; others need the reader's own."""


def scripts_of(language: str) -> tuple[str, ...]:
    """Name the scripts in which a language is written, by its code, the usual one first.

    A code that names a script (`jv-Java`) has that one. Of a language, or a script, that is not
    known here there is none: it may have any letters.

    >>> scripts_of("ar"), scripts_of("sr"), scripts_of("sr-Latn"), scripts_of("und-Vaii")
    (('Arabic',), ('Cyrillic', 'Latin'), ('Latin',), ())
    """
    first, *others = language.split("-")
    told = [one for one in others if len(one) == 4]
    if told:
        return (_CODES[told[0]],) if told[0] in _CODES else ()
    return _SCRIPTS_OF.get(first, ())


def script_of(language: str) -> str:
    """Name the usual script of a language; empty text if it is not known.

    >>> script_of("ar"), script_of("sr-Latn"), script_of("fr-CA")
    ('Arabic', 'Latin', 'Latin')
    """
    return next(iter(scripts_of(language)), "")


def script_in(text: str, language: str = "") -> str:
    """Name the script of most letters of a text; of those that share letters, that of a language.

    >>> script_in("Αθήνα (2)"), script_in("南京", "zh"), script_in("1815")
    ('Greek', 'Chinese', '')
    """
    found = scripts_in(text, language)
    return found.most_common(1)[0][0] if found else ""


def scripts_in(text: str, language: str = "") -> Counter[str]:
    """Count the letters of a text by their script; of those that share some, that of a language."""
    known = (*scripts_of(language), *_RANGES)
    return Counter(_script(one, known) for one in text if one.isalpha())


def _script(letter: str, known: Iterable[str]) -> str:
    for script in known:
        if re.match(f"[{_RANGES[script]}]", letter):
            return script
    return unicodedata.name(letter, "unknown").partition(" ")[0].title()  # VAI SYLLABLE EE


def direction_of(language: str) -> str:
    """Say which way a language is written: ``"rtl"`` or ``"ltr"``."""
    return "rtl" if script_of(language) in _TO_THE_LEFT else "ltr"


def is_apart(language: str) -> bool:
    """Tell if a language is usually written in other letters than those of an English text."""
    return script_of(language) != "Latin"


@cache
def letters_of(language: str) -> re.Pattern[str]:
    """Give what finds words in the usual letters of a language, with what stands between them.

    >>> letters_of("el").findall("Αθήνα, in English Athens")
    ['Αθήνα']
    """
    script = script_of(language)
    one = f"[{_RANGES[script]}]" if script else _OTHER
    return re.compile(f"{one}+(?:[\\s-]+{one}+)*")


@dataclass(frozen=True)
class LocalNames:
    """The language of the second names of places, `name_local`: its code and its name.

    `direction` is ``"ltr"`` or ``"rtl"``; it may be left out where the language tells it.
    """

    language: str
    label: str
    direction: str = ""

    @property
    def runs(self) -> str:
        """Which way the names are written."""
        return self.direction or direction_of(self.language)


def other_name(name: str, local: str | None) -> str:
    """Return a local name where it says something else than the name; nothing is said twice.

    >>> other_name("Batavia", "Jakarta"), other_name("Libya", "LIBYA "), other_name("Libya", None)
    ('Jakarta', '', '')
    """
    told = (local or "").strip()
    return "" if told.casefold() == name.strip().casefold() else told
