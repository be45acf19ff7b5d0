"""The report as itself, beside a map: its paragraphs, made of the claims in their order.

The claims are in the lesson's own words, so a paragraph is, too. Whether a claim turned out to be
true stands in the list of claims (`claims`), not here.
"""

from __future__ import annotations

from itertools import groupby

import pandas as pd
import traitlets

from lessonkit.errors import counted
from lessonkit.html.table import table
from lessonkit.lesson import LessonData, rows_of
from lessonkit.tables.schema import CLAIM_KINDS
from lessonkit.widgets.lists.claims import claims_spec, said
from lessonkit.widgets.lists.list import MapList
from lessonkit.widgets.state import KindOfClaim, ReportSpec, StateTrait
from lessonkit.words import capital

# Of each kind its mark, 10 wide and high, and what it means. No colour: on a map that is a holder.
_KINDS = {
    "fact": ("M1 1H9V9H1Z", "it can be checked on the day of the report. It may be true or false."),
    "quantity": (
        "M0 10V6H2.6V10Z M3.7 10V3H6.3V10Z M7.4 10V0H10V10Z",
        "it gives a number or size.",
    ),
    "attribution": (
        "M0 1H10V7H5L2 10V7H0Z",
        "it tells what somebody said or thought, not whether it is so.",
    ),
    "interpretation": (
        "M5 0L10 5L5 10L0 5Z M5 2.6L2.6 5L5 7.4L7.4 5Z",
        "it says what something means. Careful people may disagree.",
    ),
    "prediction": ("M0 3.5H5V0.5L10 5L5 9.5V6.5H0Z", "it says what will or could happen later."),
    "motive": (
        "M5 0A5 5 0 0 1 5 10A5 5 0 0 1 5 0Z M5 1.6A3.4 3.4 0 0 0 5 8.4A3.4 3.4 0 0 0 5 1.6Z "
        "M5 3.4A1.6 1.6 0 0 1 5 6.6A1.6 1.6 0 0 1 5 3.4Z",
        "it says why somebody does something, or what somebody wants.",
    ),
}


class Report(MapList):
    """The paragraphs of the report and their map. Make one with `Map.with_report`.

    Attributes
    ----------
    map : Map
        The map that stands beside the text.
    chosen : str
        Id of the claim that the map shows, or empty.
    filters : dict of str to str
        Which claims stand out, for example ``{"kind": "prediction"}``. Empty for all.
    """

    view = traitlets.Unicode("report").tag(sync=True)
    spec = StateTrait[ReportSpec]().tag(sync=True)

    def _fallback(self) -> tuple[str, str]:
        """Give the still map and the paragraphs, with who speaks and of what kind each claim is."""
        columns = {"paragraph": "Paragraph", "speaker": "Who speaks", "claims": "What is said"}
        meanings = [f"{kind['label']}: {kind['meaning']}" for kind in self.spec["kinds"]]
        runs = groupby(
            self.spec["items"], lambda item: (item["keys"]["paragraph"], item["head"][0])
        )
        rows = [
            (f"¶ {number}", speaker, " ".join(f"{one['head'][1]}: {one['title']}" for one in items))
            for ([number], speaker), items in runs
        ]
        words = table(pd.DataFrame(rows, columns=list(columns)), columns, self.spec["title"]).data
        lines = [f"{number}, {speaker}: {claims}" for number, speaker, claims in rows]
        title = self.spec["title"]
        plain = "\n".join([title, f"Map: {self.map.spec['title']}", *meanings, *lines])
        return plain, self.map.still_html() + words


def report_spec(lesson: LessonData) -> ReportSpec:
    """Give the paragraphs of the report as their claims, without what came of them."""
    lesson.needed("claims", "with_report")
    listed = claims_spec(lesson)
    rows = {row["claim_id"]: row for row in rows_of(lesson.claims)}
    items = [
        said(rows[item["id"]], listed["events"], known_by=lesson.known_by)
        for item in listed["items"]
    ]
    count = len({item["keys"]["paragraph"][0] for item in items})
    kinds = {item["keys"]["kind"][0] for item in items}
    return {
        **listed,
        "title": f"The report in our words, in {counted(count, 'paragraph')}",
        "use": "A mark and a word before each claim say of what kind it is. At the side stands who "
        "speaks. Point at a claim: its places have a ring on the map. Choose it: the map goes to "
        "its day and its first place. Choose a place on the map: its claims are underlined.",
        "filters": [one for one in listed["filters"] if one["id"] != "outcome"],
        "items": items,
        "key": "Choose a kind: what it means, and where it stands in the report.",
        "kinds": [_kind(kind) for kind in CLAIM_KINDS if kind in kinds],
    }


def _kind(kind: str) -> KindOfClaim:
    sign, meaning = _KINDS[kind]
    return {"id": kind, "label": capital(kind), "sign": sign, "meaning": meaning}
