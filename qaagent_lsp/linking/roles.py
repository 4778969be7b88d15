"""Which of a test's routes are its subject, and which it only passes on the way: a login, rows that it needs.

What fixtures and hooks request is setup (the probe tells the phase). A request in the body is a helper's when

1. the test makes it only through a helper (``auth.login()`` of a fixture, ``login(client)``), never by its own call,
2. at least three tests use that helper, which asks for one or two routes and no more,
3. the test's name does not speak of the route, and
4. after it the test asks for something that is its subject.

In doubt a route is the test's subject. See ``docs/decisions/0016-setup-traffic.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.linking.calls import Meant
from qaagent_lsp.linking.templates import PLACEHOLDER, segments_of
from qaagent_lsp.linking.words import same_noun, words_of
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.test import TestId

_LEAST_TESTS = 3
_MOST_ROUTES = 2

HelperUse = tuple[str, TestId, str, str]
"""A helper (``auth.login()``), the test that uses it, and the method and URL that it asks."""


def uses_of(calls: Iterable[ClientCall]) -> frozenset[HelperUse]:
    """List the helpers that the tests of a file use."""
    return frozenset((call.through, call.test, call.method, call.url) for call in calls if call.through)


def common_helpers(uses: Iterable[HelperUse]) -> frozenset[str]:
    """Name the helpers that several tests use and that ask for little else than one thing."""
    tests: dict[str, set[TestId]] = {}
    asked: dict[str, set[tuple[str, str]]] = {}
    for helper, test, method, url in uses:
        tests.setdefault(helper, set()).add(test)
        asked.setdefault(helper, set()).add((method, url))
    return frozenset(
        helper
        for helper, those in tests.items()
        if len(those) >= _LEAST_TESTS and len(asked[helper]) <= _MOST_ROUTES
    )


def with_roles(
    name: str,
    links: Sequence[Link],
    asked: Sequence[tuple[ClientCall, Sequence[Meant]]],
    common: frozenset[str],
) -> Sequence[Link]:
    """Tell the helpers' links of one test from its subject's; ``asked`` is what its calls mean, in their order."""
    own: dict[Meant, int] = {}
    helped: dict[Meant, tuple[int, str]] = {}
    for at, (call, meant) in enumerate(asked):
        for route in meant:
            if call.through in common:
                helped.setdefault(route, (at, call.through))
            else:
                own[route] = at
    aside = {
        route: helper
        for route, helper in helped.items()
        if route not in own and not speaks_of(name, route[0])
    }
    if not aside:
        return links
    # What was seen and stands nowhere in the text came from a call that could not be read: of the test itself.
    last = max(
        (
            own.get((link.route, link.file), len(asked))
            for link in links
            if (link.route, link.file) not in aside and link.role == "subject"
        ),
        default=-1,
    )
    return tuple(_as_helpers(link, aside, last) for link in links)


def speaks_of(name: str, route: RouteKey) -> bool:
    """Tell whether a test's name has a word of the route's last literal segment: ``test_login`` of ``/auth/login``."""
    literal = [segment for segment in segments_of(route.path) if not PLACEHOLDER.search(segment)]
    words = words_of(name)
    return any(same_noun(word, other) for other in words_of(literal[-1] if literal else "") for word in words)


def split(links: Iterable[Link]) -> tuple[Sequence[Link], Sequence[Link]]:
    """Part the links of one route: those that count, and those that only pass it on the way.

    Where no test has the route for its subject, those that reach it through a helper count: none may be lost.
    """
    every = tuple(links)
    tested = {link.file for link in every if link.role == "subject"}
    counted = [
        link.role == "subject" or (link.role == "helper" and link.file not in tested) for link in every
    ]
    return [link for link, counts in zip(every, counted, strict=True) if counts], [
        link for link, counts in zip(every, counted, strict=True) if not counts
    ]


def _as_helpers(link: Link, aside: Mapping[Meant, tuple[int, str]], last: int) -> Link:
    found = aside.get((link.route, link.file))
    if found is None or link.role != "subject" or found[0] >= last:
        return link
    return replace(link, role="helper", why=f"{link.why}; on the way, through {found[1]}")
