"""Exercises: as they are written, their answers from the data, sealed, marked."""
