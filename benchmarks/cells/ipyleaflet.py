# %% Not timed: imports, and what is read from files once
import base64
import io
import json
import math
import re
from datetime import date, timedelta
from pathlib import Path

from ipyleaflet import GeoJSON, ImageOverlay, LayersControl, Map
from IPython.display import display
from ipywidgets import IntSlider
from shapely.geometry import mapping

from lessonkit import Lesson
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.ground import ground_of

chosen = json.loads(Path("map.json").read_text())
lesson = Lesson.find()
extent = lesson.extents[chosen["extent"]]
files = ground_of(lesson, extent)
relief = files.relief
kinds = ("lakes", "rivers", "borders", "governorates", "coast")
ground = {kind: files.frame(kind) for kind in kinds}

# %% Timed: from the tables to the first picture
layers = build_layers(lesson, extent, chosen["layers"], chosen["places"])


def as_geojson(layer, shapes):
    """`shapes` are pairs of a name and a geometry. The class is how the benchmark finds a path."""
    look = {"color": layer.style.colour, "weight": layer.style.width, "fillOpacity": 0.2}
    features = [
        {
            "type": "Feature",
            "geometry": mapping(shape),
            "properties": {"style": look | {"className": f"of-{layer.id} {name}"}},
        }
        for name, shape in shapes
    ]
    return {"type": "FeatureCollection", "features": features}


def on_day(layer, day):
    today = date.fromisoformat(chosen["first"]) + timedelta(days=day)
    held = [feature for feature in layer.features if feature.on(today)]
    return [("id-" + re.sub(r"\W", "-", feature.id), feature.geometry) for feature in held]


def picture(image):
    file = io.BytesIO()
    image.save(file, "WEBP", quality=72)
    url = "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()
    corners = ((extent.south, extent.west), (extent.north, extent.east))
    return ImageOverlay(url=url, bounds=corners, name="relief")


def as_layer(layer):
    if "relief" in layer.kinds:
        return picture(relief)
    if layer.table == "basemap":
        frames = [ground[kind] for kind in layer.kinds if kind in ground]
        shapes = [("ground", shape) for frame in frames for shape in frame.geometry]
    else:
        shapes = on_day(layer, chosen["start"])
    point = {"radius": 5, "fillOpacity": 1}
    return GeoJSON(data=as_geojson(layer, shapes), point_style=point, name=layer.id)


made = {layer.id: as_layer(layer) for layer in layers}
wide = extent.east - extent.west
leaflet = Map(
    layers=[made[id] for id in chosen["visible"]],  # no tiles: nothing is asked from elsewhere
    center=((extent.south + extent.north) / 2, (extent.west + extent.east) / 2),
    zoom=math.floor(math.log2(900 / 256 * 360 / wide)),
    layout={"height": "800px"},
)
leaflet.add(LayersControl(position="topright", collapsed=False))
slider = IntSlider(chosen["start"], 0, chosen["days"], description="day")


def show_day(change):
    """Send only the layers of which other features hold than on the day before."""
    for layer in layers:
        shapes = on_day(layer, change["new"])
        if shapes != on_day(layer, change["old"]):
            made[layer.id].data = as_geojson(layer, shapes)


slider.observe(show_day, "value")
display(slider, leaflet)
