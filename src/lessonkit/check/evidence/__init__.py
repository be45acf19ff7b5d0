"""What rows rest on: their sources, and who reported what on which day."""
