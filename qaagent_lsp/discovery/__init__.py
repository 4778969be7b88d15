"""Text to facts to tables: routes, tests and client calls, found without importing any of the user's code. Pure."""
