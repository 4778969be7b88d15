"""From routes to the text of tests. Pure."""
