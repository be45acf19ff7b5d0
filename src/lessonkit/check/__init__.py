"""A lesson folder, read and checked: every fault of every file in one run."""
