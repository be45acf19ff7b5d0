"""Names of people as others see them: no sign hidden in one turns or hides the text around it.

`browser/answers/names.js` does the same in a page.
"""

from __future__ import annotations

import re
import unicodedata

from lessonkit.letters import LATIN_LOOKS

# They turn the text that comes after them, also that of others.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Signs that nobody sees. Joiners are letters of a name between those of some scripts, and hold some
# pictures together; some flags have tags behind them.
_HIDDEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]"
)


def named(text: str) -> str:
    """Write each sign of a name that nobody sees by its number.

    >>> named("Ana\u202e"), named("Ana\u200b")
    ('Ana[U+202E]', 'Ana[U+200B]')
    """
    return _HIDDEN.sub(_number, text)


def in_line(text: str) -> str:
    """Write each sign that turns the text after it by its number; a long text may have others."""
    return _TURNING.sub(_number, text)


def look_of(name: str) -> str:
    """Give the same for all names that look alike."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return " ".join(plain.translate(LATIN_LOOKS).split())


def _number(sign: re.Match[str]) -> str:
    return f"[U+{ord(sign[0]):04X}]"
