"""From the earth to a page and back: projection, mesh, scale, relief, graticule."""
