"""Names of countries as people write them: Czechia, U.K., Deutschland, Holland.

`countries.json` has, by the codes of ISO 3166-1, the names that Natural Earth gives a country: the
first one is the name in English that base maps have. `basemap.known_as` makes it. What Natural
Earth lacks stands here.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from lessonkit.letters import unaccented

_FILE = Path(__file__).with_name("countries.json")

# Names that may mean a country, but also something else: an island, a province, another time.
_MAY_MEAN = {
    "abyssinia": "ET",
    "america": "US",
    "britain": "GB",
    "byelorussia": "BY",
    "ceylon": "LK",
    "congo": "CD CG",
    "dahomey": "BJ",
    "dr congo": "CD",
    "east germany": "DE",
    "eire": "IE",
    "great britain": "GB",
    "holland": "NL",
    "kirghizia": "KG",
    "korea": "KP KR",
    "macedonia": "MK",
    "mesopotamia": "IQ",
    "persia": "IR",
    "prussia": "DE",
    "rhodesia": "ZW",
    "siam": "TH",
    "upper volta": "BF",
    "west germany": "DE",
    "zaire": "CD",
}
# States that are several today.
_SEVERAL = {
    "austria hungary": "AT HU",
    "czechoslovakia": "CZ SK",
    "soviet union": "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ",
    "ussr": "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ",
    "yugoslavia": "BA HR ME MK RS SI XK",
}


@lru_cache(maxsize=4096)  # the same few hundred names for each map
def folded(name: str) -> str:
    """Give a name as it is looked up: in small letters, without accents, marks and *the*.

    >>> folded("The U.S.A."), folded("St. Lucia"), folded("Bosnia & Herzegovina")
    ('usa', 'saint lucia', 'bosnia and herzegovina')
    """
    plain = re.sub(r"\b(\w)\.(?=\w\.|\W|$)", r"\1", unaccented(name).replace("&", " and "))
    words = re.findall(r"\w+", plain)
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    return " ".join("saint" if word == "st" else word for word in words)


@cache
def names_by_code() -> dict[str, list[str]]:
    """Give the names of each country by its code, the English one of base maps first."""
    return json.loads(_FILE.read_text("utf-8"))


@cache
def _codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, names in names_by_code().items():
        for name in names:
            found.setdefault(folded(name), set()).add(code)
    return found


def surely(name: str) -> str:
    """Give the code of the country that a name means, or empty text if it may mean another.

    >>> surely("Czechia"), surely("UK"), surely("Deutschland"), surely("Holland"), surely("CA")
    ('CZ', 'GB', 'DE', '', '')
    """
    plain = folded(name)
    codes = _codes().get(plain, set()) if plain not in _MAY_MEAN else set()
    return next(iter(codes)) if len(codes) == 1 else ""


def perhaps(name: str) -> list[str]:
    """Give the codes of the countries that a name may mean; two letters may be a state's.

    >>> perhaps("Holland"), perhaps("Congo"), perhaps("CA"), perhaps("Elm")
    (['NL'], ['CD', 'CG'], ['CA'], [])
    """
    plain = folded(name)
    if plain in _MAY_MEAN:
        return _MAY_MEAN[plain].split()
    if name.strip().upper() in names_by_code():
        return [name.strip().upper()]
    return sorted(_codes().get(plain, ()))


def several(name: str) -> list[str]:
    """Give the codes of the countries of today that a state of another time is.

    >>> several("Czechoslovakia")
    ['CZ', 'SK']
    """
    return _SEVERAL.get(folded(name), "").split()


def is_called(name: str, code: str, english: str) -> bool:
    """Whether a name is that of a country of a base map, there called `english`."""
    return folded(name) == folded(english) or (bool(code) and surely(name) == code)
