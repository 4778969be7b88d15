"""The ``serve`` command: arguments, transport, and an orderly end however the client goes."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.server.network import Address, loopback, parse_address


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line asked for. At most one of ``tcp`` and ``ws``; neither means stdio."""

    tcp: Address | None
    ws: Address | None
    token: str | None
    runs_dir: str | None


def run_server(argv: Sequence[str]) -> int:
    """Serve until the client goes.

    Returns the exit code: 0 after ``shutdown`` and ``exit``, 2 for wrong arguments.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr,
        level=arguments.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        options = _options(arguments)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        return asyncio.run(_serve(options))
    return 130


async def _serve(options: ServeOptions) -> int:
    # Terminating the server is a way of ending it like any other: runs are cancelled and sealed on the way
    # out.
    serving = asyncio.current_task()
    if serving is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    if options.tcp is not None:
        from qaagent_lsp.server.network import serve_tcp

        return await serve_tcp(options.tcp, token=options.token, runs_dir=options.runs_dir)
    if options.ws is not None:
        from qaagent_lsp.server.network import serve_ws

        return await serve_ws(options.ws, token=options.token, runs_dir=options.runs_dir)
    from qaagent_lsp.server.stdio import serve_stdio

    return await serve_stdio(runs_dir=options.runs_dir)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="qaagent-lsp serve", description="Run the language server.")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="speak on stdin and stdout (the default)")
    transport.add_argument(
        "--tcp", metavar="[HOST:]PORT", help="listen on a TCP port; loopback unless HOST is given"
    )
    transport.add_argument(
        "--ws", metavar="[HOST:]PORT", help="listen for WebSockets; loopback unless HOST is given"
    )
    parser.add_argument("--token-file", metavar="FILE", help="file with the token that clients must send")
    parser.add_argument(
        "--runs-dir", metavar="DIR", help="runs root (default: QAAGENT_RUNS_DIR, then ~/.qaagent/runs)"
    )
    parser.add_argument("--log-level", choices=("debug", "info", "warning", "error"), default="warning")
    # Clients of several kinds add it unasked; the process id of initialize says the same.
    parser.add_argument("--clientProcessId", type=int, help=argparse.SUPPRESS)
    return parser


def _options(arguments: argparse.Namespace) -> ServeOptions:
    tcp = parse_address(arguments.tcp) if arguments.tcp else None
    ws = parse_address(arguments.ws) if arguments.ws else None
    token = _token(arguments.token_file)
    address = tcp or ws
    if address is not None and not token and not loopback(address.host):
        raise ValueError(
            f"refusing to listen on {address.host} without a token: whoever reaches it could run code here. "
            "Give --token-file FILE or QAAGENT_TOKEN, or leave the host out to listen on this machine only"
        )
    return ServeOptions(tcp, ws, token, arguments.runs_dir)


def _token(file: str | None) -> str | None:
    token = Path(file).read_text("utf-8").strip() if file else os.environ.get("QAAGENT_TOKEN", "").strip()
    if file and not token:
        raise ValueError(f"{file} holds no token")
    return token or None
