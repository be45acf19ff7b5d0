"""Values on maps: scales of colour, circles with an area, lines where zones meet."""
