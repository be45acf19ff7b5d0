"""The names on a map: which there are, and where they stand in print."""
