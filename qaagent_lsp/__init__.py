"""qaagent-lsp: is this route all right? One engine under editor and command line."""

__version__ = "0.1.0"
