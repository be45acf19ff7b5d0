"""What runs in the page: scripts and styles, joined by `bundle`."""
