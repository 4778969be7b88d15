"""The scope of ``run``: which one of its options was given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from qaagent_lsp.cli.workspace import inside, named_test
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    FailedScope,
    PathScope,
    RouteScope,
    RoutesInFileScope,
    Scope,
    SuiteScope,
    TestScope,
)

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")


@dataclass(frozen=True, slots=True)
class ScopeOptions:
    """What was typed. ``everything`` and ``failed`` are flags; None where an option was not given.

    ``changed`` is ``""`` where no revision was given.
    """

    everything: bool = False
    suite: str | None = None
    path: str | None = None
    test: str | None = None
    route: str | None = None
    route_file: str | None = None
    routes_in: str | None = None
    at: str | None = None
    failed: bool = False
    changed: str | None = None


def scope_of(options: ScopeOptions, folder: Path) -> Scope:
    """Read the scope; without one it is everything.

    Raises ``typer.BadParameter`` for two scopes at once or an unreadable route, ``UnknownPath`` for a missing file.
    """
    given = {
        "--all": options.everything,
        "--suite": options.suite is not None,
        "--path": options.path is not None,
        "--test": options.test is not None,
        "--route": options.route is not None,
        "--routes-in": options.routes_in is not None,
        "--at": options.at is not None,
        "--failed": options.failed,
        "--changed": options.changed is not None,
    }
    names = [name for name, is_given in given.items() if is_given]
    if options.route_file is not None and options.route is None:
        raise typer.BadParameter("--in says which file defines the route of --route.")
    if len(names) > 1:
        raise typer.BadParameter(f"{' and '.join(names)} are different scopes; give one.")
    if options.suite is not None:
        return SuiteScope(options.suite)
    if options.path is not None:
        return PathScope(inside(folder, options.path))
    if options.test is not None:
        return TestScope(named_test(folder, options.test))
    if options.route is not None:
        file = None if options.route_file is None else inside(folder, options.route_file)
        return RouteScope(route_key(options.route), file)
    if options.routes_in is not None:
        return RoutesInFileScope(inside(folder, options.routes_in))
    if options.at is not None:
        return place_in(folder, options.at)
    if options.changed is not None:
        return ChangedScope(options.changed or None)
    return FailedScope() if options.failed else AllScope()


def with_values(words: Sequence[str]) -> list[str]:
    """Give a bare ``--changed``, or ``--html`` of ``runs show``, the value ``""``, so that theirs may be left out.

    What follows an option is its value to the parser, and no revision or file of ours begins with ``-``.
    """
    bare = {"--changed", "--html"} if list(words[:2]) == ["runs", "show"] else {"--changed"}
    return [
        f"{word}=" if word in bare and (not following or following.startswith("-")) else word
        for word, following in zip(words, [*words, ""][1:], strict=True)
    ]


def refuse_doubled(words: Sequence[str]) -> None:
    """Raise ``typer.BadParameter`` where a scope is given twice to a command that takes one.

    The parser would take the last and say nothing of the first, whose tests nobody would miss.
    """
    if list(words[:1]) == ["generate"]:
        return
    given = [word.partition("=")[0] for word in words]
    for option in ("--suite", "--path", "--test", "--route", "--routes-in", "--at"):
        if given.count(option) > 1:
            raise typer.BadParameter(
                f"{option} was given {given.count(option)} times; one run has one scope."
            )


def place_in(folder: Path, text: str) -> AtScope:
    """Read ``FILE:LINE`` or ``FILE:LINE:COLUMN``. Raises ``typer.BadParameter``, ``UnknownPath``."""
    found = _PLACE.fullmatch(text)
    if found is None or int(found["line"]) < 1 or int(found["column"] or 1) < 1:
        raise typer.BadParameter(
            f"{text!r} is no place: write FILE:LINE or FILE:LINE:COLUMN, e.g. app/pets.py:12."
        )
    return AtScope(inside(folder, found["file"]), int(found["line"]), int(found["column"] or 1))


def route_key(text: str) -> RouteKey:
    """Read ``"GET /pets/{pet_id}"``. Raises ``typer.BadParameter``."""
    try:
        return RouteKey.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
