"""Calls of a test file joined with the fixtures that the conftest files around it define."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.discovery.python_tests.borrowed_calls import filled, told_by_test
from qaagent_lsp.discovery.python_tests.client_words import REFERENCE
from qaagent_lsp.discovery.python_tests.fixtures import BY_ITSELF, Asked, Fixture
from qaagent_lsp.model.client_call import FIXTURE, ClientCall
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
    known = tuple(_of_tests_themselves(_joined(_filled(opened, by_name), by_name), opened, by_name))
    return calls if known == opened else folded(known)


def _filled(calls: Iterable[ClientCall], by_name: Mapping[str, Fixture]) -> Iterator[ClientCall]:
    """Put the URLs of other files where they are read; a call of which nothing is known then falls out."""
    texts = {name: dict(fixture.texts) for name, fixture in by_name.items() if fixture.texts}
    for call in calls:
        if call.owner or REFERENCE not in call.url:
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
        if call.through.startswith(FIXTURE):
            for name in _with_needs((call.owner,), by_name):
                for asked in dict(by_name[name].asks).get(BY_ITSELF, ()):
                    yield _asking(call, asked, apps)
            continue
        fixture = by_name.get(call.owner)
        method = call.through.removesuffix("()").partition(".")[2]
        for asked in dict(fixture.asks).get(method, ()) if fixture is not None else ():
            if url := told_by_test(asked.url, call.url):
                yield _asking(call, replace(asked, url=url), apps)


def _asking(call: ClientCall, asked: Asked, apps: tuple[str, ...]) -> ClientCall:
    return replace(call, method=asked.method, url=asked.url, apps=apps, owner="", follows=asked.follows)


def _of_tests_themselves(
    known: Iterable[ClientCall], opened: Iterable[ClientCall], by_name: Mapping[str, Fixture]
) -> Iterator[ClientCall]:
    """Leave out what fixtures ask for tests that ask something themselves, or may: a helper is not known."""
    every = tuple(known)
    asking = {call.test for call in every if not call.through.startswith(FIXTURE)}
    asking |= {call.test for call in opened if _is_unknown(call) and call.owner not in by_name}
    yield from (call for call in every if call.test not in asking or not call.through.startswith(FIXTURE))


def _is_unknown(call: ClientCall) -> bool:
    """Tell whether a call is one of a function, and not of a method, that another file defines."""
    return bool(call.owner) and not call.through.startswith(FIXTURE) and "." not in call.through


def _modules(names: Iterable[str], by_name: Mapping[str, Fixture]) -> Iterator[str]:
    """Yield the modules behind fixtures, and behind those that they ask for."""
    for name in _with_needs(names, by_name):
        yield from by_name[name].modules


def _with_needs(names: Iterable[str], by_name: Mapping[str, Fixture]) -> Iterator[str]:
    """Yield the fixtures that are known, and those that they ask for, each once."""
    seen: dict[str, None] = dict.fromkeys(names)
    todo = list(seen)
    while todo:
        name = todo.pop()
        fixture = by_name.get(name)
        if fixture is None:
            continue
        yield name
        fresh = [need for need in fixture.needs if need not in seen]
        seen.update(dict.fromkeys(fresh))
        todo += fresh
