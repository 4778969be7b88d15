"""Which files Playwright takes for tests: its ``testMatch`` and ``testIgnore``, globs and regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath

DEFAULT_MATCH = "**/*.@(spec|test).?(c|m)[jt]s?(x)"
SPEC_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
"""Endings of files that can hold Playwright tests, whatever they are called."""

_PLAIN = re.compile(r"[^\\*?+@!{}\[\]()|,]+")
_REGEX = re.compile(r"/(?P<body>.*)/(?P<flags>[a-z]*)", re.DOTALL)
_REPEATED = {"@": ")", "?": ")?", "*": ")*", "+": ")+"}


@dataclass(frozen=True, slots=True)
class SpecPatterns:
    """What a configuration says. A pattern is a glob relative to any folder, or ``/…/flags`` for a regular expression.

    ``test_dir`` is the folder that is searched, relative to the workspace folder.
    """

    test_dir: WorkspacePath = WORKSPACE_FOLDER
    test_match: tuple[str, ...] = (DEFAULT_MATCH,)
    test_ignore: tuple[str, ...] = ()


def is_spec_file(file: WorkspacePath, patterns: SpecPatterns) -> bool:
    """Tell whether Playwright would read a file: below ``test_dir``, matched, not ignored, not in ``node_modules``."""
    if not file.endswith(SPEC_EXTENSIONS) or "node_modules" in file.split("/"):
        return False
    if patterns.test_dir and not file.startswith(f"{patterns.test_dir}/"):
        return False
    path = f"/{file}"
    return _any(patterns.test_match, path) and not _any(patterns.test_ignore, path)


def _any(patterns: Iterable[str], path: str) -> bool:
    return any(_matches(pattern, path) for pattern in patterns)


def _matches(pattern: str, path: str) -> bool:
    """Match as Playwright does: a regular expression anywhere, a glob against the whole absolute path."""
    found = _REGEX.fullmatch(pattern)
    try:
        if found:
            flags = re.IGNORECASE if "i" in found["flags"] else 0
            return re.search(found["body"].replace("(?<", "(?P<"), path, flags) is not None
        glob = pattern.removeprefix("./")
        if not glob.startswith(("**/", "/")):
            glob = f"**/{glob}"
        return re.fullmatch("/?" + "".join(_translated(glob.lstrip("/"))), path.lstrip("/")) is not None
    except re.error:
        return False  # syntax that only JavaScript knows


def _translated(glob: str) -> Iterator[str]:
    """Translate the glob syntax of picomatch, piece by piece: ``**``, ``*``, ``?``, ``[…]``, ``{a,b}``, ``@(a|b)``."""
    at = 0
    closers: list[str] = []
    while at < len(glob):
        plain = _PLAIN.match(glob, at)
        if plain:
            yield re.escape(plain[0])
            at = plain.end()
            continue
        letter, following = glob[at], glob[at + 1 : at + 2]
        size = 1
        if letter == "*" and following == "*":
            size = 3 if glob.startswith("**/", at) else 2
            yield "(?:[^/]*/)*" if size == 3 else ".*"
        elif letter in _REPEATED and following == "(":
            closers.append(_REPEATED[letter])
            size = 2
            yield "(?:"
        elif letter == "[" and "]" in glob[at:]:
            size = glob.index("]", at) + 1 - at
            yield glob[at : at + size].replace("[!", "[^")
        elif letter == "{":
            closers.append(")")
            yield "(?:"
        elif letter in "})" and closers:
            yield closers.pop()
        elif letter in "|," and closers:
            yield "|"
        elif letter == "*":
            yield "[^/]*"
        elif letter == "?":
            yield "[^/]"
        elif letter == "\\" and following:
            size = 2
            yield re.escape(following)
        else:
            yield re.escape(letter)
        at += size
