"""Which tests changed lines may concern: rather one too many than one too few, and for each a reason.

- A test that changed is run; a change elsewhere in its file runs the whole file.
- A handler whose body changed runs the tests of its routes, as long as some are known.
- Any other Python file runs what loads it, directly or not, and the tests of every route that loads it serves.
- Of a Python file of which only bodies of functions changed, tests that were seen to execute other ones are left out.
- What no import leads to (templates, data, configuration, scripts) runs all tests of its project; documents run none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.imports import Code, readers_of, without_imports
from qaagent_lsp.linking.changed_parts import in_a_head, in_handlers, parts_of, route_lines
from qaagent_lsp.linking.concerned import Concerned
from qaagent_lsp.linking.evidence import all_links_to
from qaagent_lsp.linking.file_kinds import is_document, is_script
from qaagent_lsp.linking.known import is_below
from qaagent_lsp.linking.narrowing import narrowed
from qaagent_lsp.model.change import Changes, FileChange
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.scope import Chosen
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of, runner_of

_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """What changes are judged by.

    ``test_files`` can be run as a whole, whatever their tool; ``testless`` are called like them, but gone or without a
    test. ``roots`` are the folders that tools are started in, ``playwright_roots`` those of Playwright. ``concerned``
    knows which functions tests executed, where that was seen.
    """

    snapshot: Snapshot
    code: Code
    test_files: frozenset[WorkspacePath]
    testless: frozenset[WorkspacePath]
    roots: frozenset[WorkspacePath]
    playwright_roots: frozenset[WorkspacePath]
    concerned: Concerned | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """The tests to run, sorted, each once, whole files among them, and what a person should know of the rest."""

    tests: tuple[Chosen, ...]
    notes: tuple[str, ...]


def affected(changes: Changes, ground: Ground) -> Affected:
    """Find the tests that changes may concern."""
    chosen: dict[TestId, Chosen] = {}
    documents: list[WorkspacePath] = []
    notes = list(changes.notes)
    for change in changes.files:
        if is_document(change.file):
            documents.append(change.file)
            continue
        found = list(_of_file(change, ground))
        if ground.concerned is not None and change.file.endswith(".py"):
            found = list(narrowed(found, change, ground.snapshot, ground.concerned))
        for one in found:
            chosen.setdefault(one.id, one)
        if not found:
            gone = "was deleted" if change.what == "deleted" else "changed"
            notes.append(f"{change.file} {gone}, and no test is known that it may concern")
    if documents:
        notes.append(f"documents that changed run no test: {_listed(documents)}")
    whole = {one.id for one in chosen.values() if not inside_of(one.id)}
    tests = [one for one in chosen.values() if one.id in whole or TestId(file_of(one.id)) not in whole]

    def place(one: Chosen) -> tuple[str, int, str]:
        test = ground.snapshot.tests.get(one.id)
        return (file_of(one.id), test.span.line if test else 0, one.id)

    return Affected(tuple(sorted(tests, key=place)), tuple(notes))


def _of_file(change: FileChange, ground: Ground) -> Iterator[Chosen]:
    file = change.file
    if file in ground.test_files:
        yield from _of_test_file(change, ground)
    elif file in ground.testless:
        yield from _of_readers(file, readers_of(ground.code.importers, file), ground)
    elif file.endswith((".py", ".pyw")):
        yield from _of_python(change, ground)
    elif is_script(file) and (root := _nearest(file, ground.playwright_roots)) is not None:
        below = [
            test
            for test in ground.test_files
            if is_below(test, root) and runner_of(TestId(test)) == "playwright"
        ]
        yield from (
            Chosen(TestId(test), f"{file} changed, below whose project this stands") for test in below
        )
    else:
        yield from _of_project(file, f"{file} changed, and any test of its project may read it", ground)


def _of_test_file(change: FileChange, ground: Ground) -> Iterator[Chosen]:
    file = change.file
    parts = None if _is_broken(file, ground) else parts_of(change, ground.snapshot)
    if parts is None:
        yield Chosen(
            TestId(file), "new" if change.what == "added" else "it changed, and not only in single tests"
        )
    else:
        yield from (Chosen(test, why) for test, why in parts)
    if file.endswith(".py"):
        yield from _of_readers(file, readers_of(ground.code.importers, file), ground)


def _of_python(change: FileChange, ground: Ground) -> Iterator[Chosen]:
    file = change.file
    readers = readers_of(ground.code.importers, file)
    more = _is_broken(file, ground) or in_a_head(change, ground.code.texts.get(file, ""))
    handlers = None if more else in_handlers(change, ground.snapshot.routes)
    complete = handlers is not None
    for route in handlers or ():
        links = all_links_to(route, ground.snapshot)
        complete = complete and bool(links)
        for link in links:
            yield Chosen(link.test, f"the handler of {route.key} changed; {link.why}", link.how)
        for user in _users_of(route, readers, ground):
            if user in ground.test_files:
                yield Chosen(TestId(user), f"it uses {_name_of(route)}, which changed in {file}")
            else:
                complete = False
    if not complete:
        yield from _of_everything_that_loads(file, readers, ground)
    else:
        yield from _with_unknown_routes(file, readers, ground)


def _of_everything_that_loads(
    file: WorkspacePath, readers: Collection[WorkspacePath], ground: Ground
) -> Iterator[Chosen]:
    imported = False
    for one in _of_readers(file, readers, ground):
        imported = True
        yield one
    served = {file, *readers}
    for route in ground.snapshot.routes:
        if route.file in served or route.handler_file in served:
            for link in all_links_to(route, ground.snapshot):
                yield Chosen(
                    link.test, f"{file} changed, which {route.key} is served with; {link.why}", link.how
                )
    if imported:
        yield from _with_unknown_routes(file, readers, ground)
    else:
        why = f"{file} changed, and nothing that is tested is seen to import it, so it may be loaded by name"
        yield from _of_project(file, why, ground)


def _of_readers(file: WorkspacePath, readers: Collection[WorkspacePath], ground: Ground) -> Iterator[Chosen]:
    ways = readers_of(ground.code.importers, file)
    for reader in readers:
        if reader in ground.test_files:
            through = "" if ways[reader] == file else f", through {ways[reader]}"
            yield Chosen(TestId(reader), f"it loads {file}, which changed{through}")


def _with_unknown_routes(
    file: WorkspacePath, readers: Collection[WorkspacePath], ground: Ground
) -> Iterator[Chosen]:
    """Tests of which nobody can say what they reach: no link is known, and no run of them could have shown one."""
    snapshot = ground.snapshot
    served = {file, *readers}
    if not any(route.file in served or route.handler_file in served for route in snapshot.routes):
        return
    have_run = {function_id(case) for case in snapshot.results}
    for test in snapshot.tests.values():
        if test.id in snapshot.links_by_test:
            continue
        if test.runner != "pytest":
            yield Chosen(test.id, f"{file} changed, and no run has shown yet which routes this test reaches")
        elif test.file in readers and test.id not in have_run:
            yield Chosen(
                test.id, f"{file} changed, and this test, which loads it, has not been seen to run yet"
            )


def _users_of(route: Route, readers: Iterable[WorkspacePath], ground: Ground) -> Iterator[WorkspacePath]:
    """Files that name a handler, or its class, elsewhere than where it is defined, imported and bound to its routes."""
    if not (word := _name_of(route)):
        return
    # In a URL the same word is no use of the function; where it is imported under another name, that one is used.
    used = re.compile(rf"(?<![\w/])(?<!class ){word}\b")
    renamed = re.compile(rf"\b{word}\s+as\s")
    for file in (route.handler_file, *readers):
        text = ground.code.texts.get(file, "")
        if not used.search(text):
            continue
        bound = route_lines(file, route, ground.snapshot.routes)
        lines = enumerate(without_imports(text).split("\n"), 1)
        if renamed.search(text) or any(
            used.search(line) and not any(number in span for span in bound) for number, line in lines
        ):
            yield file


def _of_project(file: WorkspacePath, why: str, ground: Ground) -> Iterator[Chosen]:
    """All tests of the nearest project that has any."""
    roots = [root for root in ground.roots | {WorkspacePath("")} if is_below(file, root)]
    for root in sorted(roots, key=len, reverse=True):
        below = [test for test in ground.test_files if is_below(test, root)]
        if below:
            yield from (Chosen(TestId(test), why) for test in below)
            return


def _is_broken(file: WorkspacePath, ground: Ground) -> bool:
    """Tell whether a file cannot be read as it stands: then nothing of it works, wherever the change may be."""
    return any(problem.file == file for problem in ground.snapshot.problems)


def _nearest(file: WorkspacePath, roots: Collection[WorkspacePath]) -> WorkspacePath | None:
    return max((root for root in roots if is_below(file, root)), key=len, default=None)


def _name_of(route: Route) -> str:
    """Name what others would use of a handler: itself, or its class; ``""`` inside a function, where nobody can."""
    outer, _, name = route.handler.rpartition(".")
    if route.handler_span.column > 1:
        name = outer.rpartition(".")[2]
    return name if name.isidentifier() else ""


def _listed(files: Sequence[str]) -> str:
    more = len(files) - _MOST_LISTED
    return ", ".join(files[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
