"""A lesson as pages while somebody writes it: what changes in a file is seen in the browser."""
