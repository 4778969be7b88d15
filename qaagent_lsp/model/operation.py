"""Operations of a description of an API, and which routes of the code they describe."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.test import TestId


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that is documented.

    ``status`` is as written: ``200``, ``4XX``, ``default``. ``media`` are its content types, without parameters, lower
    case (``application/json``, ``*/*``); None where the description says nothing of content.
    """

    status: str
    media: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path of a description.

    ``key`` has the full path, behind the first server's; ``template`` is the path as written, ``bases`` are the paths
    of all servers. ``at`` is the key that an editor marks (``get:``), ``last_line`` (1-based) where it ends.
    ``document`` is the file that the description begins in: ``at`` may be in a file that it refers to.
    ``reason`` explains a confidence below 1.
    """

    key: RouteKey
    template: str
    bases: tuple[str, ...]
    operation_id: str
    at: Location
    last_line: int
    document: WorkspacePath
    summary: str = ""
    tags: tuple[str, ...] = ()
    responses: tuple[Response, ...] = ()
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """An operation and the rows of the route table that it stands for.

    ``has_handler``: these are routes of the code. Otherwise there is one row, which the description itself defines.
    """

    operation: Operation
    routes: tuple[Route, ...]
    has_handler: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answered to tests: a status, a content type (``""`` for none), and some of the tests that got it."""

    status: int
    media: str
    tests: tuple[TestId, ...]
