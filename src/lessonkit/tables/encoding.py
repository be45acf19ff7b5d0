"""Text that was decoded twice: UTF-8 read with the code page of a computer, and saved again.

A spreadsheet that opens UTF-8 with its own code page shows *ü* as two signs, and an Arabic name as
a row of Latin letters. Saved as UTF-8, that is what the file then holds: valid, and nonsense. The
letters are still there, so it can be undone. The library for this, ftfy, knows the Western code
pages only, and here it is the Arabic, Cyrillic and Turkish ones that count.

And text of which a program for versions left two, with its marks between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from lessonkit.errors import listed, shown

# The pages with which spreadsheets read a file, the most common first.
PAGES = {
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "mac-roman": "Mac Roman",
    "cp437": "code page 437 (DOS)",
    "cp850": "code page 850 (DOS)",
    "latin-1": "ISO 8859-1 (Latin 1)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp874": "Windows-874 (Thai)",
    "iso8859-2": "ISO 8859-2 (Latin 2)",
    "mac-cyrillic": "Mac Cyrillic",
    "cp866": "code page 866 (DOS, Cyrillic)",
    "cp852": "code page 852 (DOS, Central Europe)",
}
# Two bytes make a sign: the second may be a plain letter that stood behind.
WIDE_PAGES = {
    "cp936": "code page 936 (Chinese, simplified)",
    "cp932": "code page 932 (Japanese)",
    "cp949": "code page 949 (Korean)",
    "cp950": "code page 950 (Chinese, traditional)",
}
_RUN = re.compile(r"[^\x00-\x7f]+")
# One letter and a closing mark can look like two bytes of UTF-8, as in a quotation in capitals.
_CLOSES = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\xbb"


@cache
def _bytes_of(page: str) -> dict[str, int]:
    """Give the byte of each character; a byte that the page leaves free stands for itself."""
    pairs = ((bytes([n]).decode(page, errors="replace"), n) for n in range(0x80, 0x100))
    return {chr(n) if char == "\ufffd" else char: n for char, n in pairs}


def decoded_once(text: str, page: str) -> str | None:
    """Undo a text that was decoded with a code page, or give None if it was not.

    >>> decoded_once("H\u00c3\u00bcrriyet", "cp1252")
    'Hürriyet'
    """
    if page in WIDE_PAGES:
        return _wide_undone(text, page)
    found = False

    def undo(run: re.Match[str]) -> str:
        nonlocal found
        undone = _run_undone(run[0], page)
        found = found or undone is not None
        return run[0] if undone is None else undone

    undone = _RUN.sub(undo, text)
    return undone if found and _is_likely(text, undone) else None


def _wide_undone(text: str, page: str) -> str | None:
    """Undo a text as a whole, if it can be no accident: two signs of Chinese often look like it.

    >>> _wide_undone("Keflav\u94c6k", "cp936"), _wide_undone("\u5c0f", "cp936")
    ('Keflavík', None)
    """
    undone = _run_undone(text, page)
    signs = "" if undone is None else "".join(_RUN.findall(undone))
    if undone is None or not all(unicodedata.category(sign)[0] in "LM" for sign in signs):
        return None
    scripts = {unicodedata.name(sign, "?").split()[0].partition("-")[0] for sign in signs}
    in_words = scripts == {"LATIN"} and len(_IN_A_WORD.findall(text)) == len(_RUN.findall(text))
    alone = len(signs) > 3 and (len(scripts) == 1 or scripts <= _OF_THE_EAST)
    return undone if in_words or (alone and scripts != {"LATIN"}) else None


_IN_A_WORD = re.compile(r"[A-Za-z][^\x00-\x7f]+|[^\x00-\x7f]+[A-Za-z]")
_OF_THE_EAST = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}


@lru_cache(maxsize=20_000)
def _run_undone(run: str, page: str) -> str | None:
    """Undo letters that stand together; the same ones stand in many texts."""
    if page in WIDE_PAGES:
        try:
            return run.encode(page).decode("utf-8")
        except UnicodeError:
            return None
    known = _bytes_of(page)
    try:
        return bytes(known[char] for char in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def undoing_pages(text: str) -> list[str]:
    """Give the code pages that undo any letters of a text at all: nearly always none."""
    runs = set(_RUN.findall(text))
    pages = (*PAGES, *WIDE_PAGES)
    return [page for page in pages if any(_run_undone(run, page) is not None for run in runs)]


def _is_likely(text: str, undone: str) -> bool:
    """Tell if it can be no accident: all of the text is undone, and into letters or marks."""
    before, after = (_RUN.findall(one) for one in (text, undone))
    if any(run in after for run in before):
        return False
    signs = "".join(after)
    if not signs or any(unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs") for sign in signs):
        return bool(signs) and _is_twice(after)
    # A mark of three bytes is no accident, whatever it ends with.
    return len(signs) > 1 or len("".join(before)) > 2 or "".join(before)[-1] not in _CLOSES


def _is_twice(runs: Iterable[str]) -> bool:
    """Tell if letters that were undone once are still decoded twice, with the bytes as signs."""
    return all(_run_undone(run, "latin-1") is not None for run in runs)


def wrong_page(texts: Iterable[str]) -> str | None:
    """Find the code page with which texts were decoded a second time; None if they were not.

    The page is the one that undoes most of them; of equals the more common one.
    """
    texts = [text for text in set(texts) if not text.isascii()]
    pages = undoing_pages("\n".join(texts))
    counts = {page: sum(decoded_once(text, page) is not None for text in texts) for page in pages}
    best = max(pages, key=lambda page: counts[page], default=None)
    return best if best and counts[best] else None


def told(text: str, undone: str, count: int, page: str) -> tuple[str, str, str]:
    """Say of a file that it was decoded twice: what stands there, what should, how to mend it.

    `text` is the first of `count` texts, `undone` what it was before.
    """
    more = f", and {count - 1} more like it" if count > 1 else ""
    got = f"{shown(text)} for {shown(undone)}{more}: text that was decoded twice"
    remedy = (
        f"The file was read as {(PAGES | WIDE_PAGES)[page]} and saved again. "
        "`lessonkit mend` turns it back; or take the file from before, and open it as UTF-8."
    )
    return got, "text in UTF-8", remedy


# ---- No text at all ---------------------------------------------------------------------------


def workbook_ending(start: bytes) -> str:
    r"""Give the ending that a file should have which begins as a workbook; empty if it does not.

    >>> workbook_ending(b"PK\x03\x04..."), workbook_ending(b"place_id,name_en")
    ('.xlsx', '')
    """
    if not start.startswith(b"PK\x03\x04"):
        return ""
    return ".ods" if b"opendocument.spreadsheet" in start[:100] else ".xlsx"


# ---- Marks of a merge ------------------------------------------------------------------------

_MERGE = re.compile(r"^(?:(?:<{7}|\|{7}|>{7})(?: .*)?|={7})\r?$", re.MULTILINE)


def merge_mark(text: str) -> tuple[int, str, str, str] | None:
    r"""Find the first mark that a merge left between two versions: its line, and what to do.

    >>> merge_mark("name\n=======\n")[:2]
    (2, '=======, one of the marks of a merge that nobody ended')
    """
    lines = [text.count("\n", 0, one.start()) + 1 for one in _MERGE.finditer(text)]
    if not lines:
        return None
    mark = shown(text.split("\n")[lines[0] - 1].strip(), 40)
    where = f"the line {lines[0]}" if len(lines) == 1 else f"the lines {listed([*map(str, lines)])}"
    remedy = f"Keep one of the versions between the marks, and delete {where}."
    return lines[0], f"{mark}, one of the marks of a merge that nobody ended", "one version", remedy
