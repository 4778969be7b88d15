"""The command line on the same session as the editor's server."""
