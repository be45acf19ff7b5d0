"""Relations of two actors: how long each lasted."""

from __future__ import annotations

import numpy as np
import pandas as pd


def with_spells(relations: pd.DataFrame) -> pd.DataFrame:
    """Add the days through which a pair kept a relation without a break.

    A relation is split into rows where its sources or details change; a reader asks since when it
    held.

    Parameters
    ----------
    relations
        The table `relations.csv`: `start` and `end` are datetime64, both inclusive, NaT for open.

    Returns
    -------
    DataFrame
        The same rows in the same order, with `since` and `until`, inclusive, NaT for open.
    """
    keys = ["actor_id", "other_id", "relation"]
    ordered = relations.sort_values([*keys[:2], "start"], na_position="first")
    same = ordered[keys].eq(ordered[keys].shift()).all(axis=1)
    follows = same & (ordered["start"] == ordered["end"].shift() + pd.Timedelta(days=1))
    begins = np.flatnonzero(~follows)  # positions of the first row of each spell
    spell = (~follows).to_numpy().cumsum() - 1
    ends = np.append(begins[1:], len(ordered)) - 1
    days = {
        "since": ordered["start"].iloc[begins[spell]],
        "until": ordered["end"].iloc[ends[spell]],
    }
    return relations.assign(**{name: one.set_axis(ordered.index) for name, one in days.items()})
