"""qaagent-lsp: is this route all right? One engine under editor and command line."""
