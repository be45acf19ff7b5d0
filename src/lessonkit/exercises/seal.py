"""Salted hashes and scrambled text: what a student gets of an answer.

This is against peeking, not against an attacker: the page must be able to show the model answer
without a server, so whoever can program can read it. `core/seal.js` does the same in a browser.

No server can pack what is scrambled. So it is short before: a byte stands for each of `PIECES`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from typing import Any

_APART = "\x1f"  # stands between the parts of a key: no text of a lesson has it
_LENGTH = 20  # hexadecimal digits of a hash that are kept

_TABLE = (
    ' and |","explanation":"|","paragraphs":[|, |, and |. |: |A |The |a |about |ag|al|am|an|'
    "an |and |ar|as |at|at |be|ber|bo|by |ce |ch|ct|d |day|e |e, |ea|each |ed|ed |el|en|en |"
    "er|er |es|es |fi|for |from |gh|ha|il|in|in |in the |ing |ion |is|is |it|it |its |l |la|"
    "le|less|li|lo|ma|map |ment|n |name |ne|no|not |o |of |of the |ok|ol|om|on|on |one |op|"
    "or|or |other |ou|oun|our |ow|pla|pr|ra|re|report|ri|s |s, |said |says |se|se |sh|side|"
    "st|st |t |ta|th|that |the|the |the s|to|to |ts |two |un|ver|was |wh|what |which |wi|"
    'with |y |{"answer":"'
)
PIECES = _TABLE.split("|")
"""What is frequent in English, and in a model answer as JSON: 127 for the bytes 0x80 to 0xFE."""

# The longest piece goes first. Letters of other scripts stay as they are, between two bytes 0xFF.
_PIECE = re.compile(
    rb"[\x80-\xfe](?:[\0-\x7f]{0,2}[\x80-\xfe])*|"
    + b"|".join(re.escape(one.encode()) for one in sorted(PIECES, key=len, reverse=True))
)
_CODE = re.compile(rb"\xff([^\xff]*)\xff|[\x80-\xfe]")


class Seal:
    """The salt of one exercise and what is made with it.

    Parameters
    ----------
    lesson_id, version, exercise_id : str
        They give the salt, so that the same lesson is written with the same bytes twice.
    """

    def __init__(self, lesson_id: str, version: str, exercise_id: str) -> None:
        whole = _APART.join((lesson_id, version, exercise_id))
        self.salt = hashlib.sha256(whole.encode()).hexdigest()[:16]

    @classmethod
    def of(cls, salt: str) -> Seal:
        """Give the seal with a known salt."""
        made = cls("", "", "")
        made.salt = salt
        return made

    def hash(self, *parts: str) -> str:
        """Hash an answer, given as parts of text, to 20 hexadecimal digits."""
        whole = _APART.join((self.salt, *parts)).encode(errors="replace")  # half a character
        return hashlib.sha256(whole).hexdigest()[:_LENGTH]

    def mixed(self, count: int) -> list[int]:
        """Put the numbers of rows in the order in which a page shows them, each time the same."""
        return sorted(range(count), key=lambda n: self.hash("row", str(n)))

    def scramble(self, text: str, *key: str) -> str:
        """Turn text into base64 that shows nothing of it."""
        return base64.b64encode(self._mix(_short(text), key)).decode("ascii")

    def unscramble(self, scrambled: str, *key: str) -> str:
        """Turn what `scramble` made back into text."""
        return _long(self._mix(base64.b64decode(scrambled), key))

    def _mix(self, data: bytes, key: tuple[str, ...]) -> bytes:
        seed = _APART.join((self.salt, "text", *key))
        stream = b"".join(
            hashlib.sha256(f"{seed}{_APART}{n}".encode()).digest()
            for n in range(len(data) // 32 + 1)
        )
        mixed = int.from_bytes(data, "big") ^ int.from_bytes(stream[: len(data)], "big")
        return mixed.to_bytes(len(data), "big")


class Buckets:
    """Numbers by tolerance: all numbers within `tolerance` of the value fall into one bucket.

    Parameters
    ----------
    width, offset : float
        Bucket n holds the numbers from ``offset + n * width`` up to the next; in the unit of the
        answer. The offset says nothing of the size of the answer, only where its bucket begins.
    """

    def __init__(self, width: float, offset: float) -> None:
        self.width, self.offset = width, offset

    @classmethod
    def around(cls, value: float, tolerance: float) -> Buckets:
        """Cut the numbers so that one bucket is ``value - tolerance`` to ``value + tolerance``."""
        edge = 1e-9 * max(1.0, abs(value))  # both ends belong to it
        width = 2 * (tolerance + edge)
        return cls(width, math.fmod(value - tolerance - edge, width))

    def of(self, number: float) -> str:
        """Name the bucket of a number."""
        return str(math.floor((number - self.offset) / self.width))

    def off(self, number: float) -> float:
        """Say how far a number is from the middle of its bucket."""
        n = math.floor((number - self.offset) / self.width)
        return abs(number - self.offset - (n + 0.5) * self.width)


def size_of(area: float) -> int:
    """Give the step of an area in km² on a scale on which each step is a tenth more."""
    return math.floor(math.log(area) / math.log(1.1)) if 0 < area < math.inf else -1000


def seal_messages(seal: Seal, messages: dict[tuple[str, ...], str]) -> dict[str, str]:
    """Scramble each message with the answer that it is for: who has not given it cannot read it."""
    return {
        seal.hash(*parts): seal.scramble(text, *parts) for parts, text in sorted(messages.items())
    }


def seal_json(seal: Seal, value: Any, *key: str) -> str:
    """Scramble a value that JSON can hold."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return seal.scramble(written, *key)


def _short(text: str) -> bytes:
    def code(found: re.Match[bytes]) -> bytes:
        piece = found[0]
        if piece[0] > 0x7F:
            return b"\xff" + piece + b"\xff"
        return bytes([0x80 + PIECES.index(piece.decode())])

    return _PIECE.sub(code, text.encode())


def _long(data: bytes) -> str:
    def piece(found: re.Match[bytes]) -> bytes:
        return PIECES[found[0][0] - 0x80].encode() if found[1] is None else found[1]

    return _CODE.sub(piece, data).decode()
