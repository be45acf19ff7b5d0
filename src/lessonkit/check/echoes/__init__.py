"""What other words say of a row: they must still agree when the row is changed."""
