"""Layers, and how they are drawn. The only room that imports Cartopy."""
