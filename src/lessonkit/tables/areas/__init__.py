"""Areas of a base map by their names: the outlines of a zone that was not drawn."""
