"""The console script: decides between server and command line, and imports neither before it knows."""

from __future__ import annotations

import sys

_SERVER_FLAGS = ("--stdio", "--tcp", "--ws")


def main() -> None:
    """Run ``qaagent-lsp``; ``qaagent-lsp --stdio`` is ``qaagent-lsp serve --stdio``."""
    argv = sys.argv[1:]
    if argv and argv[0].partition("=")[0] in _SERVER_FLAGS:
        argv = ["serve", *argv]
    sys.exit(_serve(argv[1:]) if argv and argv[0] == "serve" else _command(argv))


def _serve(argv: list[str]) -> int:
    from qaagent_lsp.server.without_openssl import import_hashing
    from qaagent_lsp.server.without_plugins import leave_plugins_out
    from qaagent_lsp.server.without_tls import import_asyncio

    import_asyncio()
    import_hashing()
    leave_plugins_out()
    from qaagent_lsp.server.serve import run_server

    return run_server(argv)


def _command(argv: list[str]) -> int:
    from qaagent_lsp.cli.app import run_cli

    return run_cli(argv)


if __name__ == "__main__":
    main()
