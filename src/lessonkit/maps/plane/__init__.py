"""From the earth to a page and back: which projection a window has, and the mesh for the browser."""
