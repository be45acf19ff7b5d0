"""The letters of languages: which script, which way it runs, and whether a face of ours has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_RANGES = {
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Armenian": "\u0531-\u058f",
    "Bengali": "\u0980-\u09ff",
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
    "Japanese": "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff",
    "Kannada": "\u0c80-\u0cff",
    "Khmer": "\u1780-\u17ff",
    "Korean": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af\u4e00-\u9fff",
    "Lao": "\u0e80-\u0eff",
    "Latin": "A-Za-z\u00aa-\u024f\u1e00-\u1eff",
    "Malayalam": "\u0d00-\u0d7f",
    "Mongolian": "\u1800-\u18af",
    "Sinhala": "\u0d80-\u0dff",
    "Syriac": "\u0700-\u074f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Thaana": "\u0780-\u07bf",
    "Thai": "\u0e00-\u0e7f",
    "Tibetan": "\u0f00-\u0fff",
}
# By the code of ISO 639; a language that is not here is written in Latin letters.
_OF = {
    "Arabic": "ar arz ckb fa ps sd ug ur",
    "Armenian": "hy",
    "Bengali": "as bn",
    "Burmese": "my",
    "Chinese": "lzh yue zh",
    "Cyrillic": "ab ba be bg ce cv kk ky mk mn os ru sah sr tg tt uk",
    "Devanagari": "bho hi mai mr ne sa",
    "Ethiopic": "am ti",
    "Georgian": "ka",
    "Greek": "el grc",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Hebrew": "he yi",
    "Japanese": "ja",
    "Kannada": "kn",
    "Khmer": "km",
    "Korean": "ko",
    "Lao": "lo",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Syriac": "arc syr",
    "Tamil": "ta",
    "Telugu": "te",
    "Thaana": "dv",
    "Thai": "th",
    "Tibetan": "bo dz",
}
_SCRIPT_OF = {language: script for script, all_ in _OF.items() for language in all_.split()}
# By the four letters of ISO 15924, which a code may carry (sr-Latn): most begin the name.
_CODES = {script[:4]: script for script in _RANGES} | {
    "Armn": "Armenian",
    "Cyrl": "Cyrillic",
    "Grek": "Greek",
    "Hans": "Chinese",
    "Hant": "Chinese",
    "Jpan": "Japanese",
    "Latn": "Latin",
}
_TO_THE_LEFT = ("Arabic", "Hebrew", "Syriac", "Thaana")
FACES = ("Arabic", "Latin")
"""The scripts of the faces that pages and paper bring along; others need the reader's own."""


def script_of(language: str) -> str:
    """Name the script of a language by its code.

    >>> script_of("ar"), script_of("sr-Latn"), script_of("fr-CA")
    ('Arabic', 'Latin', 'Latin')
    """
    first, *others = language.split("-")
    told = (_CODES[one] for one in others if one in _CODES)
    return next(told, _SCRIPT_OF.get(first, "Latin"))


def direction_of(language: str) -> str:
    """Say which way a language is written: ``"rtl"`` or ``"ltr"``."""
    return "rtl" if script_of(language) in _TO_THE_LEFT else "ltr"


@cache
def letters_of(language: str) -> re.Pattern[str]:
    """Give what finds words in the letters of a language, with what stands between them.

    >>> letters_of("el").findall("Αθήνα, in English Athens")
    ['Αθήνα']
    """
    one = f"[{_RANGES[script_of(language)]}]"
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
