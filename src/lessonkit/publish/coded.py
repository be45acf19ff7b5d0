"""What a text says in another form: packed, in base64, escaped, in numbers or shifted letters.

Nothing of it is secret: who sees such a text can have it read by any notebook. So whoever searches
for words must search these readings, too.
"""

from __future__ import annotations

import base64
import bz2
import codecs
import html
import io
import lzma
import quopri
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import unquote_plus

_DEEP = 4
"""How many forms may lie in each other: text, packed, in base64, in an address."""
_MOST = 300  # readings of one text
_LARGEST = 20_000_000  # bytes that are unpacked of one piece, at most
_NEAR = 200  # letters beside a piece

_BREAK = r"(?:[\"']?(?:\\n|\s)+[#>\"']*\s*)"  # where a long line goes on below
_BASE64 = re.compile(
    rf"[A-Za-z0-9+/]{{8,}}(?:{_BREAK}[A-Za-z0-9+/]{{16,}})*(?:{_BREAK}[A-Za-z0-9+/]+(?==))?={{0,2}}"
)
_PICTURE = re.compile(r"[A-Za-z0-9+/\r\n]+={0,2}\s*")
_BASE64_OF_ADDRESSES = re.compile(r"[A-Za-z0-9_-]{8,}={0,2}")
_BASE32 = re.compile(r"\b[A-Z2-7]{16,}={0,6}")
# A word, a number or an address has none of the signs that are wanted first.
_BASE85 = re.compile(
    r"(?<![!-~])(?=[\w+=-]*[!#$%&()*;<>?@^`{|}~])[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{20,5000}"
)
_ASCII85 = re.compile(
    r"(?<![!-~])(?=[\"'`]?(?:<~)?[\w+=./:,-]*[!#$%&()*;<>?@^\[\]\\])"
    r"[\"'`]?(?:<~)?[!-u]{20,5000}(?:~>)?[\"'`]?"
)
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0x)?[0-9A-Fa-f]{2}(?:[\s:,;-]{0,2}(?:0x)?[0-9A-Fa-f]{2}){5,}"
)
_NUMBERS = re.compile(r"\b\d{2,3}(?:[,;\s]\s*\d{2,3}){5,}\b")
_BITS = re.compile(r"\b[01]{8}(?:[,;\s]*[01]{8}){5,}\b")
_SPELT = re.compile(r"(?:%u|U\+)([0-9A-Fa-f]{4,6})|\bchr\((\d{1,7})\)")
_PACKED_IN_PNG = re.compile(rb"x[\x01\x5e\x9c\xda]")
_ESCAPED = re.compile(
    r"\\+(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})"
    r"|([0-7]{3})|N\{([^{}]{1,80})\}|([nrt])|([\"'`/\\]))"
)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_QUOTED = re.compile(r"=[0-9A-F]{2}|=\r?\n")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w+);?")
_WORDS = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xf4]{6,}")


def readings(text: str) -> Iterator[str]:
    """Give what a text says if what is coded in it is read; the text itself is not among it.

    Of a long text only what stands near to a coded piece is given with it.

    >>> list(readings("VGhlIGFuc3dlcg=="))[0]
    'The answer'
    """
    seen, todo = {text}, [(text, 0)]
    while todo and len(seen) < _MOST:
        one, depth = todo.pop()
        # A picture has nothing else.
        readers = _READERS[:1] if len(one) > _NEAR and _PICTURE.fullmatch(one) else _READERS
        for found in filter(None, (read(one).strip() for read in readers)):
            if found not in seen:
                seen.add(found)
                yield found
                if depth < _DEEP:
                    todo.append((found, depth + 1))


def shifted(text: str) -> str:
    """Read a text as if each letter stood for the one thirteen further, as spoilers are written.

    >>> shifted("Gur nafjre")
    'The answer'
    """
    return codecs.encode(text, "rot13")


# ---- Bytes in letters ---------------------------------------------------------------------------


def _pieces(pattern: re.Pattern[str], decode: Callable[[str], bytes]) -> Callable[[str], str]:
    """Make what reads the pieces of a text that are bytes written in letters, in their place."""

    def read(text: str) -> str:
        parts, end = list[str](), 0
        for piece in pattern.finditer(text):
            if piece[0].islower() and piece[0].isalpha():
                continue  # a word
            with suppress(ValueError):
                if words := in_bytes(decode(piece[0])):
                    before = text[end : piece.start()]
                    near = (
                        before
                        if len(before) < 2 * _NEAR
                        else f"{before[:_NEAR]}\n{before[-_NEAR:]}"
                    )
                    parts += [near, words]
                    end = piece.end()
        return " ".join([*parts, text[end : end + _NEAR]]) if parts else ""

    return read


def in_bytes(data: bytes) -> str:
    """Give the words that stand in bytes, packed or not; of a picture only what is written in it.

    Bytes of short length are words only if they are nothing else.
    """
    if data.startswith(b"\x89PNG"):
        data += b"\n".join(_inflated(data[at.start() :]) for at in _PACKED_IN_PNG.finditer(data))
    data = _unpacked(data).replace(b"\0", b"")  # UTF-16 has one beside each plain letter
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8-sig")
        if all(one.isprintable() or one.isspace() for one in text):
            return text
    if len(data) < 60:
        return ""
    pieces = (one.decode("utf-8", errors="ignore") for one in _WORDS.findall(data))
    return "\n".join(one for one in pieces if " " in one.strip())


def _inflated(data: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, _LARGEST)
    return b""


def _unpacked(data: bytes) -> bytes:
    with suppress(zlib.error, OSError, EOFError, lzma.LZMAError, zipfile.BadZipFile, ValueError):
        if data.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(31).decompress(data, _LARGEST)
        if data[:1] == b"x" and len(data) > 1 and int.from_bytes(data[:2], "big") % 31 == 0:
            return zlib.decompressobj().decompress(data, _LARGEST)
        if data.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(data, _LARGEST)
        if data.startswith((b"\xfd7zXZ", b"]\x00\x00")):
            return lzma.LZMADecompressor().decompress(data, _LARGEST)
        if data.startswith(b"PK\x03\x04"):
            return "\n".join(members(data)).encode()
        if len(data) > 8 and (bare := zlib.decompressobj(-15)).decompress(data) and bare.eof:
            return zlib.decompressobj(-15).decompress(data, _LARGEST)
    return data


def members(data: bytes, of: str = "") -> Iterator[str]:
    """Give the words of each member of a ZIP file, such as a workbook, also of one that lies in it.

    `of` is a pattern for the names of the members that are meant; all if it is empty.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for one in packed.infolist():
            if one.file_size > _LARGEST or one.is_dir() or not re.search(of, one.filename):
                continue
            inner = packed.read(one)
            if inner.startswith(b"PK\x03\x04"):
                with suppress(zipfile.BadZipFile):
                    yield from members(inner)
            else:
                yield inner.decode("utf-8", errors="replace")


def _of_base64(piece: str) -> bytes:
    bare = re.sub(r"\\n|[\s#>\"'=]", "", piece).translate(str.maketrans("-_", "+/"))
    # One letter too many cannot be of it.
    return base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4))


def _of_base32(piece: str) -> bytes:
    bare = piece.rstrip("=")
    return base64.b32decode(bare + "=" * (-len(bare) % 8))


def _of_hex(piece: str) -> bytes:
    return bytes.fromhex(re.sub(r"0x|[\s:,;-]", "", piece))


def _of_base85(piece: str) -> bytes:
    return base64.b85decode(piece)


def _of_ascii85(piece: str) -> bytes:
    bare = piece.removeprefix("<~").removesuffix("~>")
    return base64.a85decode(bare if bare != piece else piece.strip("\"'`"))


def _of_numbers(piece: str) -> bytes:
    return bytes(int(one) for one in re.split(r"[,;\s]+", piece))


def _of_octals(piece: str) -> bytes:
    return bytes(int(one, 8) for one in re.split(r"[,;\s]+", piece))


def _of_bits(piece: str) -> bytes:
    bare = re.sub("[^01]", "", piece)
    return bytes(int(bare[n : n + 8], 2) for n in range(0, len(bare), 8))


# ---- Letters in other letters -------------------------------------------------------------------


def _unescaped(text: str) -> str:
    """Read escapes as JSON, TOML, Python and JavaScript have them."""
    if "\\" not in text:
        return ""

    def letter(one: re.Match[str]) -> str:
        braced, four, eight, two, octal, name, blank, itself = one.groups()
        with suppress(ValueError, OverflowError, KeyError):
            if number := braced or four or eight or two:
                return chr(int(number, 16))
            if octal:
                return chr(int(octal, 8))
            if name:
                return unicodedata.lookup(name)
        return " " if blank else itself or one[0]

    new = _ESCAPED.sub(letter, text)
    # Letters beyond the first 65,536 are two escapes in JSON.
    return new.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")


def _spelt(text: str) -> str:
    """Read letters that stand there by their numbers, as a page of old or Python has them."""

    def letter(one: re.Match[str]) -> str:
        with suppress(ValueError, OverflowError):
            return chr(int(one[1], 16) if one[1] else int(one[2]))
        return one[0]

    return _SPELT.sub(letter, text) if any(one in text for one in ("%u", "U+", "chr(")) else ""


def _from_address(text: str) -> str:
    return unquote_plus(text) if _PERCENT.search(text) else ""


def _from_mail(text: str) -> str:
    if not _QUOTED.search(text):
        return ""
    return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", errors="replace")


def _from_html(text: str) -> str:
    """Read what was escaped twice or more."""
    once = html.unescape(text) if "&" in text else ""
    return html.unescape(once) if _ENTITY.search(once) else ""


_READERS = (
    _pieces(_BASE64, _of_base64),
    _pieces(_BASE64_OF_ADDRESSES, _of_base64),
    _pieces(_BASE32, _of_base32),
    _pieces(_HEX, _of_hex),
    _pieces(_NUMBERS, _of_numbers),
    _pieces(_NUMBERS, _of_octals),
    _pieces(_BITS, _of_bits),
    _pieces(_BASE85, _of_base85),
    _pieces(_ASCII85, _of_ascii85),
    _unescaped,
    _spelt,
    _from_address,
    _from_mail,
    _from_html,
)
