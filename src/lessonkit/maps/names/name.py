"""One name on a map: its words, where it stands and what it names."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

from lessonkit.maps.boxes import Box
from lessonkit.maps.window import Window

LETTER = 12.0  # points: a letter of a country's name, which is written with spaces
MAIN = 12  # from this rank on, a place's name is bold and has its local name below


@dataclass(frozen=True)
class Name:
    """A name on the page. `x`, `y` in points, y downward; `angle` in degrees, clockwise.

    `role` is `country`, `water`, `place`, `zone` (a filled area, in which its name stands), `area`
    (a name that may stand in it) or `edge` (one that stands at its line); `layer` the switch it
    goes with; `feature` the id of what it names (empty for the ground).
    """

    text: str
    text_local: str
    x: float
    y: float
    role: str
    layer: str = ""
    feature: str = ""
    angle: float = 0.0
    rank: int = 0
    colour: str = ""
    wide: bool = False  # its mark has an outline round it
    large: bool = False  # of a zone on a map where all zones have room for large letters

    @property
    def main(self) -> bool:
        """Whether it is a main place, written bold and in both scripts."""
        return self.role == "place" and self.rank >= MAIN

    @property
    def lines(self) -> list[str]:
        """The name, in lines short enough for a map."""
        return textwrap.wrap(self.text, 30) if self.outlined else [self.text]

    @property
    def outlined(self) -> bool:
        """Whether it names an area or a line, in whose colour it is written."""
        return self.role in ("zone", "area", "edge")

    def turned_box(self, window: Window) -> Box:
        """Return the upright box around the name, y up, where it stands on its own point."""
        letter = LETTER if self.role == "country" else 8.0
        turn, half = math.radians(self.angle), letter / 2 * len(self.text)
        across = half * abs(math.cos(turn)) + 6 * abs(math.sin(turn))
        down = half * abs(math.sin(turn)) + 6 * abs(math.cos(turn))
        up = window.height - self.y
        return self.x - across, up - down, self.x + across, up + down
