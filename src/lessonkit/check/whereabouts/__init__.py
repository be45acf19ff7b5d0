"""Where a thing can be by all that is known of it, and by which slip it came elsewhere."""
