"""What an expression comes to across files: names, calls, parameters, classes, handlers. Pure."""
