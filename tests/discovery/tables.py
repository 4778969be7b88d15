"""Builds sources and reads route tables as plain lines, so that the tests are data."""

from __future__ import annotations

from textwrap import dedent

from qaagent_lsp.discovery.assembly.resolve import RouteTable, resolve
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.model.source import Source, WorkspacePath, digest_of


def source(text: str, file: str = "main.py") -> Source:
    text = dedent(text).lstrip("\n")
    return Source(WorkspacePath(file), text, digest_of(text))


def table(files: dict[str, str] | str) -> RouteTable:
    texts = {"main.py": files} if isinstance(files, str) else files
    sources = [source(text, file) for file, text in texts.items()]
    return resolve({item.file: facts_of(item) for item in sources}, [item.file for item in sources])


def rows(files: dict[str, str] | str) -> list[str]:
    return [f"{route.key} {route.handler}" for route in table(files).routes]


def left_out(files: dict[str, str] | str) -> list[str]:
    """Say what is not listed, as ``main.py:3 GET /begin: reason``; the reason without what all of them say."""
    return [
        f"{row.file}:{row.span.line} {row.key}: {row.reason.removesuffix(', which only a running app can tell')}"
        for row in table(files).left_out
    ]


def check(files: dict[str, str] | str, *expected: str) -> None:
    """Every row is certain and is exactly the one expected: ``METHOD /path handler``, in the order of the table."""
    found = table(files)
    assert [f"{route.key} {route.handler}" for route in found.routes] == list(expected)
    assert [route.reason for route in found.routes if route.confidence < 1] == []
