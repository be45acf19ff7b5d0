"""The lesson on paper: map sheets, timeline, claims and exercises as PDF."""
