"""The facts of all files, joined to the route table. Pure."""
