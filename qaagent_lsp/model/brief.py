"""What tests of a route are to be written from: the requests worth making and what must come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath

Framework = Literal["pytest", "behave", "playwright"]
CaseKind = Literal["happy", "validation", "auth", "not_found", "refused", "page"]
"""``refused`` is any other answer of 4xx that the handler gives on purpose: a conflict, a forbidden value."""

KnownBy = Literal["schema", "observed", "convention"]

VARIES = "<varies>"


@dataclass(frozen=True, slots=True)
class Creation:
    """``param`` of a path is what the JSON of the first answer of a test has in ``field``."""

    param: str
    field: str


@dataclass(frozen=True, slots=True)
class RequestBrief:
    """One request. ``path`` is concrete, its parameters filled in; ``body`` is JSON text, None for no body.

    ``form`` goes as ``application/x-www-form-urlencoded`` instead of a body. ``made``: the path has one parameter left,
    ``{id}``, which is known only when the thing has been made.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    form: tuple[tuple[str, str], ...] = ()
    made: Creation | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A request made after the one under test, that shows what it did. Fields as those of ``CaseBrief``."""

    request: RequestBrief
    statuses: tuple[int, ...]
    json: str | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """One test of a route.

    ``statuses`` are all that will do, never empty. ``media`` is the content type of the answer, ``""`` for any.
    ``json`` is JSON text that the answer must equal; ``fields`` are keys that its object (or each object of its list)
    must have. ``contains`` are texts of a page, ``lacks`` texts that it must not have. ``location`` is where a redirect
    must lead, ``""`` for anywhere. ``name`` tells tests of one kind apart, as words with underscores, ``""`` for the
    only one. ``before`` are requests that must come first (their answers do not matter), ``after`` one that shows what
    was done. ``known_by`` says where the expectation comes from. ``unknown`` is what could not be known, one
    phrase each: it becomes a marked comment in the test.
    """

    kind: CaseKind
    title: str
    request: RequestBrief
    statuses: tuple[int, ...]
    media: str = ""
    json: str | None = None
    fields: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    location: str = ""
    location_is_whole: bool = False
    """Whether what is at ``location`` was told as a whole URL of the app, with the scheme and host left out there."""
    signed_in: bool = False
    """Whether the request is made by a user who is signed in."""
    name: str = ""
    shape: str | None = None
    """Instead of ``json``: JSON text in which the text ``VARIES`` stands for each value that may be any."""
    before: tuple[RequestBrief, ...] = ()
    after: FollowUp | None = None
    making: RequestBrief | None = None
    """The request that first makes what ``request.made`` is asked for; it must be answered with ``making_status``."""
    making_status: int = 201
    page_title: str = ""
    page_heading: str = ""
    """The title and the main heading of the page that answers, ``""`` where it has none or they vary."""
    returned: tuple[tuple[str, str], ...] = ()
    """Fields of the answer that have what was sent, with their values as JSON text."""
    known_by: KnownBy = "convention"
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteBrief:
    """A route, and the tests that it should have. ``is_page``: it answers HTML that people look at."""

    route: Route
    cases: tuple[CaseBrief, ...]
    summary: str = ""
    is_page: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Companion:
    """A file that a file of tests needs beside it (steps, hooks): written where there is none of its name yet."""

    file: WorkspacePath
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A file of tests that could be written. ``notes`` are for a person: what to look at before relying on it."""

    file: WorkspacePath
    text: str
    framework: Framework
    routes: tuple[RouteKey, ...]
    notes: tuple[str, ...] = ()
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True)
class Authored:
    """A file that was written, and what came of it when it ran.

    ``outcome`` is ``not-run`` where it was not run; ``message`` says why, or what its run found.
    """

    file: WorkspacePath
    framework: Framework
    routes: tuple[RouteKey, ...]
    outcome: Literal["passed", "failed", "error", "skipped", "not-run"] = "not-run"
    message: str = ""
    notes: tuple[str, ...] = ()
