"""The beginning of a new lesson: a small one of neutral words, and the ground of the earth."""
