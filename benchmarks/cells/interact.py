# %% Not timed: imports, and what is read from files once
import json
from datetime import date, timedelta
from pathlib import Path

import matplotlib.pyplot as plt
from ipywidgets import IntSlider, interact

from lessonkit import Lesson
from lessonkit.maps import ground
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.marks import draw_feature
from lessonkit.maps.window import Window, new_axes

chosen = json.loads(Path("map.json").read_text())
lesson = Lesson.find()
extent = lesson.extents[chosen["extent"]]
window = Window(extent)
left, bottom, right, top = window.bounds
relief = ground.ground_of(lesson, extent).relief
for kind in ("countries", "lakes", "rivers", "borders", "governorates", "coast"):
    ground.ground_of(lesson, extent).frame(kind)  # read once, not at each redraw

# %% Timed: from the tables to the first picture
layers = build_layers(lesson, extent, chosen["layers"], chosen["places"])


def draw(day, **on):
    today = date.fromisoformat(chosen["first"]) + timedelta(days=day)
    shown = [layer for layer in layers if on[layer.id]]
    figure = plt.figure(figsize=(window.width / 72, window.height / 72), dpi=72)
    ax = new_axes(window, figure, (0, 0, 1, 1))
    ground.draw_ground(ax, window, lesson, shown)
    if any("relief" in layer.kinds for layer in shown):
        ax.imshow(relief, extent=(left, right, bottom, top), zorder=-7, transform=window.crs)
    for layer in shown:
        for feature in layer.features:
            if feature.on(today):
                draw_feature(ax, window, layer, feature)
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    plt.show()


switches = {layer.id: layer.id in chosen["visible"] for layer in layers}
interact(draw, day=IntSlider(chosen["start"], 0, chosen["days"]), **switches)
