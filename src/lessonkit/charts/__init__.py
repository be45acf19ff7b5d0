"""Charts of figures and of values: what they show, and how they are drawn once for all readers."""
