"""Calls of a test file joined with the fixtures that the conftest files around it define."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.discovery.python_tests.borrowed_calls import filled
from qaagent_lsp.discovery.python_tests.client_words import REFERENCE
from qaagent_lsp.discovery.python_tests.fixtures import Fixture
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.folded_calls import folded
from qaagent_lsp.model.source import WorkspacePath

Fixtures = tuple[tuple[Fixture, ...], ...]
"""Those of each conftest file above a test file, from the outermost in, and last the file's own."""


def fixtures_around(file: WorkspacePath, known: Mapping[WorkspacePath, tuple[Fixture, ...]]) -> Fixtures:
    """Give the fixtures that tests of a file may ask for; ``known`` are those of all files that have any."""
    folders = file.split("/")[:-1]
    places = ("/".join((*folders[:depth], "conftest.py")) for depth in range(len(folders) + 1))
    found = [known[place] for place in (*map(WorkspacePath, places), file) if place in known]
    return tuple(fixtures for fixtures in found if fixtures)


def joined(calls: Sequence[ClientCall], fixtures: Fixtures) -> Sequence[ClientCall]:
    """Fill in what only fixtures and imports tell: the app behind a client, what methods ask, URLs.

    The rest falls out.
    """
    opened = tuple(calls)
    if not any(call.clients or call.owner or REFERENCE in call.url for call in opened):
        return calls
    by_name = {fixture.name: fixture for those in fixtures for fixture in those}
    known = tuple(_joined(_filled(opened, by_name), by_name))
    return calls if known == opened else folded(known)


def _filled(calls: Iterable[ClientCall], by_name: Mapping[str, Fixture]) -> Iterator[ClientCall]:
    """Put the URLs of other files where they are read; a call of which nothing is known then falls out."""
    texts = {name: dict(fixture.texts) for name, fixture in by_name.items() if fixture.texts}
    for call in calls:
        if REFERENCE not in call.url:
            yield call
        elif url := filled(call.url, texts):
            yield replace(call, url=url)


def _joined(calls: Iterable[ClientCall], by_name: Mapping[str, Fixture]) -> Iterator[ClientCall]:
    for call in calls:
        apps = call.apps
        if call.clients:
            apps = tuple(dict.fromkeys((*apps, *_modules(call.clients, by_name))))
        if not call.owner:
            yield call if apps == call.apps else replace(call, apps=apps)
            continue
        fixture = by_name.get(call.owner)
        method = call.through.removesuffix("()").partition(".")[2]
        for asked in dict(fixture.asks).get(method, ()) if fixture is not None else ():
            yield replace(
                call, method=asked.method, url=asked.url, apps=apps, owner="", follows=asked.follows
            )


def _modules(names: Iterable[str], by_name: Mapping[str, Fixture]) -> Iterator[str]:
    """Yield the modules behind fixtures, and behind those that they ask for."""
    seen: dict[str, None] = dict.fromkeys(names)
    todo = list(seen)
    while todo:
        fixture = by_name.get(todo.pop())
        if fixture is None:
            continue
        yield from fixture.modules
        fresh = [name for name in fixture.needs if name not in seen]
        seen.update(dict.fromkeys(fresh))
        todo += fresh
