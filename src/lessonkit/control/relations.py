"""Relations of two actors: how long each lasted."""

from __future__ import annotations

import numpy as np
import pandas as pd


def with_spells(relations: pd.DataFrame, unit: str = "D") -> pd.DataFrame:
    """Add the days through which a pair kept a relation without a break.

    A relation is split into rows where its sources or details change; a reader asks since when it
    held.

    Parameters
    ----------
    relations
        The table `relations.csv`: `start` and `end` are datetime64, both inclusive, NaT for open,
        `start_text` and `end_text` as they were written.
    unit
        That of the days of the lesson, ``"D"`` or ``"m"``.

    Returns
    -------
    DataFrame
        The same rows in the same order, with `since` and `until`, inclusive, NaT for open, and
        `since_text` and `until_text` as they were written.
    """
    one = pd.Timedelta(days=1) if unit == "D" else pd.Timedelta(minutes=1)
    keys = ["actor_id", "other_id", "relation"]
    ordered = relations.sort_values([*keys[:2], "start"], na_position="first")
    same = ordered[keys].eq(ordered[keys].shift()).all(axis=1)
    follows = same & (ordered["start"] == ordered["end"].shift() + one)
    begins = np.flatnonzero(~follows)  # positions of the first row of each spell
    spell = (~follows).to_numpy().cumsum() - 1
    ends = np.append(begins[1:], len(ordered)) - 1
    days = {}
    for name, column, rows in (("since", "start", begins), ("until", "end", ends)):
        days[name] = ordered[column].iloc[rows[spell]]
        days[f"{name}_text"] = ordered[f"{column}_text"].iloc[rows[spell]]
    return relations.assign(**{name: cells.set_axis(ordered.index) for name, cells in days.items()})
