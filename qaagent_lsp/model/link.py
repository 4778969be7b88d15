"""Links between tests and routes, and how each is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

How = Literal["observed", "request", "call", "name"]
"""How a link is known, best evidence first.

``observed``: the probe saw the test reach the route. ``request``: an outgoing HTTP request was matched on the template.
``call``: a client call stands in the test's syntax tree. ``name``: the test's name says so, resolved against
known routes.
"""

Role = Literal["subject", "helper", "setup"]
"""What a route is to a test: what it tests; what it passes through a helper; what its fixtures or hooks request."""

HOW_ORDER: tuple[How, ...] = ("observed", "request", "call", "name")


@dataclass(frozen=True, slots=True)
class Link:
    """One test function reaches one route.

    ``why`` is one sentence for a person, e.g. ``client.get("/pets/1") in line 12``.

    ``file`` is where the route is defined, when several apps serve this method and path and it is known which is meant.
    Only links whose ``role`` is ``subject`` count as the tests of a route, unless it has none.
    """

    test: TestId
    route: RouteKey
    how: How
    why: str
    file: WorkspacePath | None = None
    role: Role = "subject"


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that the probe saw a test make: the route it matched and what became of it.

    ``path`` is the full template with mount prefixes, ``handler_*`` the code object of the handler (absolute
    file, 1-based first line), ``entered`` whether the handler's code ran, ``when`` the phase of the test
    (``setup``/``call``/``teardown``). ``how`` is ``observed`` when the framework itself named the template,
    ``request`` when only an outgoing URL was seen (then ``path`` is the concrete path). Equal requests of one
    phase are one hit with a ``count``. ``media`` is the content type of the answer without its parameters, lower case;
    ``""`` where it has none or none was seen.
    """

    method: str
    path: str
    handler: str
    handler_file: str
    handler_line: int
    status: int | None
    entered: bool
    when: Literal["setup", "call", "teardown"]
    how: Literal["observed", "request"] = "observed"
    count: int = 1
    media: str = ""
