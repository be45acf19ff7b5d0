"""State in Python, pixels in the browser. The only room that imports ipywidgets and anywidget."""
