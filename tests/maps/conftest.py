"""What the tests of maps share."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from support.drawings import Drawn, marks_of

from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.svg import draw_map
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson


@pytest.fixture(scope="module", params=["syria", "tanf"])
def drawn(request: pytest.FixtureRequest, lesson: Lesson) -> Drawn:
    """Return a map with every layer and every date of the lesson."""
    window = Window(lesson.extent(request.param))
    layers = build_layers(lesson, window.extent)
    made = draw_map(lesson, window, layers)
    return Drawn(window, layers, made.svg, ET.fromstring(made.svg), marks_of(made), made.spots)
