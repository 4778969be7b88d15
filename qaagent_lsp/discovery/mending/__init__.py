"""Python text that does not parse, made readable without making anything up. Pure."""
