"""“Did you mean …?” and the known name that looks most like one that is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lessonkit.errors import LessonError


def suggest(got: str, allowed: Iterable[str]) -> str:
    """Give the allowed word that looks most like what was typed, or empty text.

    >>> suggest("cordobba", ["cordoba", "granada"]), suggest("x", ["cordoba"])
    ('cordoba', '')
    """
    # Sorted, because a set has another order in each run and two words may be equally near.
    names = {name.casefold(): name for name in sorted(allowed)}
    near = difflib.get_close_matches(got.strip().casefold(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else ""


def did_you_mean(got: str, allowed: Iterable[str], otherwise: str) -> str:
    """Make a remedy of what `suggest` gives, or say `otherwise`. For people; no logic reads it."""
    near = suggest(got, allowed)
    return f"Did you mean {near}?" if near else otherwise


def known_id(
    wanted: object,
    known: Iterable[str],
    what: str,
    *,
    otherwise: str = "",
    where: str = "",
    error: type[LessonError] = LessonError,
) -> str:
    """Give an id back if it is known, or raise an error that names the one that is like it.

    Parameters
    ----------
    wanted
        What was asked for. A known id is text.
    known
        The ids that there are.
    what
        What they are ids of: ``"place"``.
    otherwise
        A remedy where no known id is like it; if not given, it lists the ids.
    where
        The function or the attribute that was given the id.
    error
        Which error to raise.
    """
    ids = list(known)
    if isinstance(wanted, str) and wanted in ids:
        return wanted
    remedy = did_you_mean(str(wanted), ids, otherwise or f"The ids are: {', '.join(ids)}.")
    raise error(f"{f'{where}: there' if where else 'There'} is no {what} {wanted!r:.60}. {remedy}")
