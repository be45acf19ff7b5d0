"""Files become typed tables: what a cell, a row, a table and `lesson.toml` must look like."""
