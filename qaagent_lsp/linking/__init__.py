"""Which test reaches which route, how that is known, and what a scope comes to. Pure."""
