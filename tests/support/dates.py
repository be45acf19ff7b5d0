"""Dates for the tests of both languages: Python and the scripts of the page agree on them."""

from __future__ import annotations

from hypothesis import strategies as st

from lessonkit.days import read

CASES = {
    "2001-05-14": "14 May 2001",
    "1948-06": "June 1948",
    "1848": "1848",
    "1948-06?": "perhaps June 1948",
    "1948-06~": "about June 1948",
    "1948-06-01%": "perhaps about 1 June 1948",
    "0079-08-24": "24 August AD 79",
    "0999": "AD 999",
    "1000": "1000",
    "0001-01": "January AD 1",
    "0000": "1 BC",
    "-0043": "44 BC",
    "-0043-03-15": "15 March 44 BC",
    "-0499~": "about 500 BC",
    "1986-04-26T01:23": "26 April 1986, 01:23",
    "1986-04-26T01": "26 April 1986, 01:00 to 02:00",
    "1986-04-26T23": "26 April 1986, 23:00 to 24:00",
}
"""Dates, and each in words."""


def _text(year: int, tail: str, doubt: str) -> str:
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}{tail}{doubt}"


_TAILS = st.one_of(
    st.just(""),
    st.integers(1, 12).map("-{:02d}".format),
    st.tuples(st.integers(1, 12), st.integers(1, 31)).map(
        lambda two: "-{:02d}-{:02d}".format(*two)
    ),
    st.tuples(st.integers(1, 12), st.integers(1, 28), st.integers(0, 23)).map(
        lambda three: "-{:02d}-{:02d}T{:02d}".format(*three)
    ),
    st.tuples(st.integers(1, 12), st.integers(1, 28), st.integers(0, 23), st.integers(0, 59)).map(
        lambda four: "-{:02d}-{:02d}T{:02d}:{:02d}".format(*four)
    ),
)
TEXTS = st.builds(
    _text, st.integers(-4000, 2200), _TAILS, st.sampled_from(["", "", "?", "~", "%"])
).filter(lambda text: read(text) is not None)
"""Texts of one date, of any exactness."""
