"""A server begins without TLS, and has it where it is needed."""

from __future__ import annotations

import subprocess
import sys


def said_by(program: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return told.stdout.split()


def test_nothing_that_a_server_begins_with_speaks_tls() -> None:
    program = """
import sys
from qaagent_lsp.server.without_tls import import_asyncio
import_asyncio()
import qaagent_lsp.server.stdio
from qaagent_lsp.server.types_on_demand import import_types
import_types()
import qaagent_lsp.server.app
print("ssl" in sys.modules)
from qaagent_lsp.host.health import answers
import asyncio, ssl
print(ssl.create_default_context().check_hostname)
print(asyncio.run(answers("https://127.0.0.1:9", 5)).listening)
"""
    assert said_by(program) == ["False", "True", "False"]


def test_where_asyncio_is_there_it_stays_as_it_is() -> None:
    program = """
import asyncio, sys
from qaagent_lsp.server.without_tls import import_asyncio
import_asyncio()
print(asyncio.sslproto.ssl is sys.modules["ssl"])
"""
    assert said_by(program) == ["True"]
