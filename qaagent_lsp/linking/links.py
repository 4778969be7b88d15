"""All evidence put together: which test reaches which route, each pair once, the best known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from qaagent_lsp.discovery.facts import Redirects
from qaagent_lsp.linking.calls import CallReader, call_links, is_explained
from qaagent_lsp.linking.evidence import best_of, rank
from qaagent_lsp.linking.hits import hit_links
from qaagent_lsp.linking.joining import Fixtures, joined
from qaagent_lsp.linking.leading import Leads
from qaagent_lsp.linking.names import NameReader, RouteNames, name_links
from qaagent_lsp.linking.observed import Observed, ObservedTest, counted_hits
from qaagent_lsp.linking.roles import HelperUse, common_helpers, split, uses_of, with_roles
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.by_file import ByFile
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.folded_calls import asked_by
from qaagent_lsp.model.folded_tests import Named, named_but, with_lines
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId, file_of, is_placed

LinksByRoute = Mapping[RouteKey, tuple[Link, ...]]
LinksByTest = Mapping[TestId, tuple[Link, ...]]
_NOWHERE: Mapping[WorkspacePath, Redirects] = {}


def assemble(
    routes: Sequence[Route],
    tests: Mapping[TestId, TestFunction],
    calls: Iterable[ClientCall],
    observed: Observed,
) -> tuple[LinksByRoute, LinksByTest]:
    """Link every test to the routes it reaches. The answer is the same whatever order the facts come in.

    Where all that a test does was seen, its calls and name no longer count. A name counts only where nothing better
    is known of the test. Both mappings are ordered by evidence, then by place of the test or key of the route.
    """
    grouped: dict[WorkspacePath, tuple[list[TestFunction], list[ClientCall]]] = {}
    for test in tests.values():
        grouped.setdefault(test.file, ([], []))[0].append(test)
    for call in calls:
        group = grouped.get(file_of(call.test))
        if group is not None:
            group[1].append(call)
    return Linker().assemble(routes, {file: FileTests(*group) for file, group in grouped.items()}, observed)


@dataclass(frozen=True, slots=True)
class FileTests:
    """The tests of one file and the client calls in them. Nothing changed while both are the same objects."""

    tests: Sequence[TestFunction]
    calls: Sequence[ClientCall] = ()
    fixtures: Fixtures = ()


class Linker:
    """Assembles again after every edit, thinking anew only about files and tests of which something changed."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._routes: Sequence[Route] = ()
        self._redirects: Mapping[WorkspacePath, Redirects] = {}
        self._keys: Counter[RouteKey] = Counter()
        self._table = RouteTable(())
        self._calls = CallReader(self._table)
        self._names = NameReader(RouteNames(self._table))
        self._observed = Observed()
        self._seen: dict[str, dict[TestId, ObservedTest]] = {}
        self._kept: dict[WorkspacePath, _FileLinks] = {}
        self._files_of: dict[RouteKey, set[WorkspacePath]] = {}
        self._reads: dict[WorkspacePath, _Read] = {}
        self._common: frozenset[str] = frozenset()
        self._by_route: dict[RouteKey, tuple[Link, ...]] = {}
        self.passed: dict[RouteKey, tuple[Link, ...]] = {}

    @property
    def table(self) -> RouteTable:
        """The routes that were last linked, ready for look-ups; of each, what it means counts and not its lines."""
        return self._table

    def assemble(
        self,
        routes: Sequence[Route],
        files: Mapping[WorkspacePath, FileTests],
        observed: Observed,
        redirects: Mapping[WorkspacePath, Redirects] = _NOWHERE,
    ) -> tuple[LinksByRoute, LinksByTest]:
        """As the function ``assemble``, with tests and calls by file, and where handlers redirect to."""
        self._lay(routes, redirects)
        self._observe(observed)
        before = self._kept
        self._read(files)
        self._kept = {
            file: self._of_file(self._reads[file], group, self._seen.get(file, _UNSEEN), before.get(file))
            for file, group in files.items()
            if group.tests
        }
        touched: set[RouteKey] = set()
        for file in {**before, **self._kept}:
            touched.update(self._moved(file, before.get(file), self._kept.get(file)))
        self._join(touched)
        by_file = {file: links.by_test for file, links in sorted(self._kept.items())}
        return self._by_route, ByFile(by_file)

    def _read(self, files: Mapping[WorkspacePath, FileTests]) -> None:
        """Join the calls of files with the fixtures around them, and see which helpers many tests use."""
        read: dict[WorkspacePath, _Read] = {}
        for file, group in files.items():
            old = self._reads.get(file)
            if old is None or old.calls is not group.calls or old.fixtures != group.fixtures:
                calls = joined(group.calls, group.fixtures)
                old = _Read(group.calls, group.fixtures, calls, uses_of(calls))
            read[file] = old
        self._reads = read
        self._common = common_helpers(use for one in read.values() for use in one.uses)

    def calls_of(self, file: WorkspacePath) -> Sequence[ClientCall]:
        """Give the client calls of a file as they were last read, with what the fixtures around it tell."""
        return self._reads[file].joined if file in self._reads else ()

    def _of_file(
        self, read: _Read, group: FileTests, seen: Mapping[TestId, ObservedTest], before: _FileLinks | None
    ) -> _FileLinks:
        common = frozenset(use[0] for use in read.uses) & self._common
        if before is not None and before.common == common and before.holds(group, seen, self._table):
            return before
        meant = None if seen else self._meant(read.joined, group)
        if (
            meant is not None
            and before is not None
            and before.common == common
            and before.says(group, seen, meant)
        ):
            return replace(before, table=self._table)
        facts = _facts_of(read.joined, group, seen)
        kept = before is not None and before.table is self._table and before.common == common
        then = _facts_of(before.calls, before.group, before.seen) if before is not None and kept else {}
        links = {
            test_id: before.by_test.get(test_id, ())
            if before is not None and then.get(test_id) == fact
            else self._links(test_id, fact)
            for test_id, fact in facts.items()
        }
        by_test = {
            test_id: links[test_id]
            for test_id in sorted(links, key=lambda one: (facts[one].line, one))
            if links[test_id]
        }
        by_route: dict[RouteKey, list[Link]] = {}
        for those in by_test.values():
            for link in those:
                by_route.setdefault(link.route, []).append(link)
        return _FileLinks(group, seen, self._table, read.joined, meant, common, by_test, by_route)

    def _meant(self, calls_read: Sequence[ClientCall], group: FileTests) -> Sequence[object]:
        """Give all that the links of a file take from the table, where nothing was seen of its tests."""
        asked = asked_by(calls_read)
        calls = [self._calls.reached(call) for call in asked]
        called = {call.test for call, meant in zip(asked, calls, strict=True) if meant}
        return (calls, [self._names.meant(test) for test in named_but(group.tests, called)])

    def _moved(
        self, file: WorkspacePath, before: _FileLinks | None, after: _FileLinks | None
    ) -> Iterable[RouteKey]:
        """Name the routes whose links are to be put together again because of one file."""
        if before is after:
            return ()
        old = before.by_route if before is not None else {}
        new = after.by_route if after is not None else {}
        if old is new:
            return ()
        for key in old.keys() - new.keys():
            self._files_of[key].discard(file)
        for key in new.keys() - old.keys():
            self._files_of.setdefault(key, set()).add(file)
        return {key for key in {**old, **new} if old.get(key) != new.get(key)}

    def _join(self, touched: Iterable[RouteKey]) -> None:
        joined, passed = dict(self._by_route), dict(self.passed)
        for key in touched:
            links = [link for file in sorted(self._files_of[key]) for link in self._kept[file].by_route[key]]
            counted, aside = split(sorted(links, key=rank))
            for mapping, those in ((joined, counted), (passed, aside)):
                if those:
                    mapping[key] = tuple(those)
                else:
                    mapping.pop(key, None)
        self.passed = passed
        if joined.keys() != self._by_route.keys():
            joined = {key: joined[key] for key in sorted(joined, key=attrgetter("method", "path"))}
        self._by_route = joined

    def _observe(self, observed: Observed) -> None:
        if observed is self._observed:
            return
        self._observed = observed
        self._seen = {}
        for test_id, seen in observed.tests.items():
            self._seen.setdefault(file_of(test_id), {})[test_id] = seen

    def _lay(self, routes: Sequence[Route], redirects: Mapping[WorkspacePath, Redirects]) -> None:
        """Take a route table; while only lines of it moved, what was thought of it still holds."""
        if (
            len(routes) != len(self._routes)
            or redirects != self._redirects
            or not all(map(self._means_the_same, routes, self._routes))
        ):
            self._keys = Counter(route.key for route in routes)
            self._table = RouteTable(routes)
            self._calls = CallReader(self._table, Leads(self._table, redirects))
            self._names = NameReader(RouteNames(self._table))
        self._routes = routes
        self._redirects = redirects

    def _means_the_same(self, new: Route, old: Route) -> bool:
        if new is old:
            return True
        if self._keys[old.key] > 1:
            return new == old
        return _meaning(new) == _meaning(old)

    def _links(self, test_id: TestId, facts: _Facts) -> tuple[Link, ...]:
        links: list[Link] = []
        aside: list[Link] = []
        calls: Sequence[ClientCall] = facts.calls
        if facts.seen is not None:
            links += hit_links(test_id, counted_hits(facts.seen.hits), self._table)
            aside = [replace(link, role="setup") for link in hit_links(test_id, facts.seen.hits, self._table)]
            calls = _unseen(calls, facts.seen, self._table) if links else calls
        links += call_links(calls, self._calls, test_id)
        if facts.test is not None and not links:
            links += name_links((facts.test,), self._names)
        links = [*best_of(links)]
        if self._common and facts.test is not None:
            asked = [(call, self._calls.reached(call)) for call in facts.calls]
            links = [*with_roles(facts.test.name, links, asked, self._common)]
        known = {(link.route, link.file) for link in links}
        links += [link for link in aside if (link.route, link.file) not in known]
        return tuple(sorted(links, key=lambda link: (rank(link), link.route, link.file or "")))


def _meaning(row: Route) -> tuple[object, ...]:
    """Give all of a row that links follow from, but for its lines."""
    return row.key, row.params, row.handler, row.file, row.handler_file, row.app, row.order, row.among


class _Read(NamedTuple):
    """The calls of one file, joined with its fixtures."""

    calls: Sequence[ClientCall]
    fixtures: Fixtures
    joined: Sequence[ClientCall]
    uses: frozenset[HelperUse]


class _Facts(NamedTuple):
    """All that the links of one test follow from, but for the route table.

    ``line`` is where the test begins; 0 for one that stands in no file.
    """

    test: Named | TestFunction | None
    line: int
    calls: tuple[ClientCall, ...]
    seen: ObservedTest | None


_UNSEEN: Mapping[TestId, ObservedTest] = {}


@dataclass(frozen=True, slots=True)
class _FileLinks:
    """What was thought of one file, and of what."""

    group: FileTests
    seen: Mapping[TestId, ObservedTest]
    table: RouteTable
    calls: Sequence[ClientCall]
    meant: Sequence[object] | None
    common: frozenset[str]
    by_test: Mapping[TestId, tuple[Link, ...]]
    by_route: Mapping[RouteKey, Sequence[Link]]

    def says(self, group: FileTests, seen: Mapping[TestId, ObservedTest], meant: Sequence[object]) -> bool:
        """Tell whether it holds for another table as well: nothing that it takes from the table is otherwise."""
        return self.meant == meant and self.holds(group, seen, self.table)

    def holds(self, group: FileTests, seen: Mapping[TestId, ObservedTest], table: RouteTable) -> bool:
        """Tell whether it would be thought again."""
        return (
            self.table is table
            and self.group.tests is group.tests
            and self.group.calls is group.calls
            and self.group.fixtures == group.fixtures
            and (self.seen is seen or self.seen == seen)
        )


def _facts_of(
    calls: Sequence[ClientCall], group: FileTests, seen: Mapping[TestId, ObservedTest]
) -> Mapping[TestId, _Facts]:
    """Tell what is known of each test of a file. Made anew when asked: keeping it for all tests takes much room."""
    calls_of: dict[TestId, list[ClientCall]] = {}
    for call in calls:
        calls_of.setdefault(call.test, []).append(call)
    if not seen:
        return {
            test.id: _Facts(test, line, tuple(calls_of.get(test.id, ())), None)
            for test, line in with_lines(group.tests)
        }
    texts = {was_seen.digest: was_seen for was_seen in seen.values() if was_seen.digest}
    facts = {
        test.id: _Facts(
            test, test.span.line, tuple(calls_of.get(test.id, ())), _holding(seen.get(test.id), test, texts)
        )
        for test in group.tests
    }
    for test_id, was_seen in seen.items():
        # Inherited and generated tests stand in no file: there is no source to compare.
        if test_id not in facts and not was_seen.digest:
            facts[test_id] = _Facts(None, 0, (), was_seen)
    return facts


def _unseen(calls: Sequence[ClientCall], seen: ObservedTest, table: RouteTable) -> Sequence[ClientCall]:
    """Keep the calls that may still be to come: none after a whole run, else those that no request was seen of."""
    if seen.whole or not calls:
        return ()
    reached = RouteTable(dict.fromkeys(row for hit in seen.hits for row in table.of_hit(hit)))
    return tuple(call for call in calls if not is_explained(call, reached))


def _holding(
    seen: ObservedTest | None, test: TestFunction, texts: Mapping[str, ObservedTest]
) -> ObservedTest | None:
    """Keep what was seen of a test only while its source is the one that was seen.

    One that is named by its place is known by its source alone: it moves when lines above it are edited.
    """
    if seen is not None and seen.digest == test.digest:
        return seen
    return texts.get(test.digest) if is_placed(test.id) else None
