"""What a scope comes to: which tests are run, and why each was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import assert_never

from qaagent_lsp.linking.evidence import links_to, rank
from qaagent_lsp.linking.known import folder_of, is_below, is_conftest, is_current, is_known, nearest_tests
from qaagent_lsp.model.errors import AmbiguousRoute, NothingToRun, UnknownRoute, UnknownSuite
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.scope import (
    AllScope,
    Chosen,
    ChosenTests,
    FailedScope,
    PathScope,
    RouteScope,
    RoutesInFileScope,
    Selection,
    SnapshotScope,
    SuiteScope,
    TestScope,
    WholeSuite,
)
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.model.test import RUNNERS, Runner, TestId, file_of, inside_of, is_loaded_beside, runner_of

SUITES: Mapping[str, Runner] = MappingProxyType({"unit": "pytest"})
"""Names of the suites that can be run, and their tools."""

CONFIG_PROBLEMS = frozenset(
    {
        "unknown-config-key",
        "missing-config-key",
        "duplicate-config-key",
        "bad-config-value",
        "config-syntax",
        "deprecated-config",
    }
)
"""Codes of problems of configuration files."""

_MOST_LISTED = 5
WHERE_TESTS_ARE = (
    "pytest looks for functions test_* in files test_*.py, Behave for *.feature files, "
    "Playwright for *.spec.ts and *.test.ts."
)
"""What to tell whoever has no tests."""
_TEACH = 'Write a test that calls it, e.g. client.{verb}("{path}"), or run all tests once to see who does.'


def select(snapshot: Snapshot, scope: SnapshotScope, *, suites: Mapping[str, Runner] = SUITES) -> Selection:
    """Turn a scope into tests. The order is that of the files, so that equal clicks give equal runs.

    Raises ``UnknownRoute``, ``AmbiguousRoute``, ``UnknownTest``, ``UnknownSuite`` with a hint at what was
    meant, and ``NothingToRun`` where the scope is understood and holds no test.
    """
    match scope:
        case AllScope():
            return Selection(scope, _whole(snapshot, WORKSPACE_FOLDER))
        case SuiteScope(suite=suite):
            if suite not in suites:
                raise UnknownSuite(
                    f"no suite is named {suite!r}", f"Suites of this workspace: {', '.join(suites)}."
                )
            return Selection(scope, _of_suite(snapshot, suites[suite]))
        case PathScope(path=path):
            return Selection(scope, _whole(snapshot, path))
        case TestScope(id=test_id):
            return Selection(scope, (_test(snapshot, test_id),))
        case RouteScope(key=key, file=file):
            route = find_route(snapshot, key, file)
            return Selection(scope, _chosen(snapshot, _route_tests(snapshot, route)))
        case RoutesInFileScope(file=file):
            return Selection(scope, _chosen(snapshot, _file_tests(snapshot, file)))
        case FailedScope():
            return _failed(snapshot)
        case _:
            assert_never(scope)


def concerns_tests(problem: Problem) -> bool:
    """Tell whether tests may be missing because of a problem; not for those of configurations and descriptions."""
    return problem.code not in CONFIG_PROBLEMS and not problem.code.startswith("openapi-")


def find_route(snapshot: Snapshot, key: RouteKey, file: WorkspacePath | None = None) -> Route:
    """Return the row of the table that is meant.

    Raises ``UnknownRoute`` naming the nearest ones, ``AmbiguousRoute`` where several files serve it and none
    was given.
    """
    rows = [row for row in snapshot.routes if row.key == key]
    if not rows and key.method != ANY_METHOD:
        rows = [row for row in snapshot.routes if row.key == RouteKey(ANY_METHOD, key.path)]
    if not rows:
        raise UnknownRoute(f"no route is {key}", _nearest_routes(snapshot, key))
    described = {
        row
        for one in (() if file is None else snapshot.described_by_file.get(file, ()))
        for row in one.routes
        if row.key == key
    }
    in_file = [
        row for row in rows if file is None or file in {row.file, row.handler_file} or row in described
    ]
    files = sorted({row.file for row in in_file})
    if not in_file:
        others = ", ".join(sorted({row.file for row in rows}))
        raise UnknownRoute(f"{file} does not define {key}", f"It is defined in {others}.")
    if len(files) > 1:
        raise AmbiguousRoute(f"{key} is served by several apps", f"Say which file: {', '.join(files)}.")
    return in_file[0]


def _route_tests(snapshot: Snapshot, route: Route) -> Sequence[Link]:
    links = links_to(route, snapshot.links_by_route.get(route.key, ()))
    if not links:
        hint = _TEACH.format(verb=route.key.method.lower(), path=route.key.path)
        raise NothingToRun(f"no test is known to reach {route.key}", hint)
    return links


def _file_tests(snapshot: Snapshot, file: WorkspacePath) -> Sequence[Link]:
    described = (row for one in snapshot.described_by_file.get(file, ()) for row in one.routes)
    handled = (row for row in snapshot.routes if row.handler_file == file)
    rows = tuple(dict.fromkeys((*snapshot.routes_by_file.get(file, ()), *handled, *described)))
    if not rows:
        hint = "Choose a file with route definitions or handlers, or run a path."
        raise NothingToRun(f"{file} has no routes", hint)
    links = [link for row in rows for link in links_to(row, snapshot.links_by_route.get(row.key, ()))]
    if not links:
        hint = _TEACH.format(verb=rows[0].key.method.lower(), path=rows[0].key.path)
        raise NothingToRun(f"no test is known to reach a route of {file}", hint)
    return links


def _chosen(snapshot: Snapshot, links: Iterable[Link]) -> tuple[ChosenTests, ...]:
    best: dict[TestId, Link] = {}
    for link in links:
        if link.test not in best or rank(link) < rank(best[link.test]):
            best[link.test] = link

    def place(link: Link) -> tuple[str, int]:
        test = snapshot.tests.get(link.test)
        return (file_of(link.test), test.span.line if test else 0)

    ordered = sorted(best.values(), key=place)
    return by_runner(Chosen(link.test, link.why, link.how) for link in ordered)


def by_runner(chosen: Iterable[Chosen]) -> tuple[ChosenTests, ...]:
    """Sort tests by the tool that runs them, each in the order given."""
    tests: dict[Runner, list[Chosen]] = {}
    for one in chosen:
        tests.setdefault(runner_of(one.id), []).append(one)
    return tuple(ChosenTests(runner, tuple(tests[runner])) for runner in RUNNERS if runner in tests)


def _whole(snapshot: Snapshot, path: WorkspacePath) -> tuple[WholeSuite, ...]:
    folder = WorkspacePath(path.strip("/")) if path not in {".", "./"} else WorkspacePath("")
    within = f"{folder}/" if folder else ""
    broken = (problem.file for problem in snapshot.problems if concerns_tests(problem))
    files = [*snapshot.tests_by_file, *broken, *snapshot.broken]
    runners = {
        snapshot.broken_by.get(file, runner_of(TestId(file)))
        for file in files
        if file == folder or file.startswith(within)
    }
    if not runners:
        place = folder or "this workspace"
        raise NothingToRun(f"no tests were found in {place}", WHERE_TESTS_ARE)
    return tuple(WholeSuite(runner, (folder,)) for runner in RUNNERS if runner in runners)


def _of_suite(snapshot: Snapshot, runner: Runner) -> tuple[WholeSuite, ...]:
    parts = tuple(part for part in _whole(snapshot, WORKSPACE_FOLDER) if part.runner == runner)
    if not parts:
        raise NothingToRun(f"no tests of {runner} were found in this workspace", WHERE_TESTS_ARE)
    return parts


def _test(snapshot: Snapshot, test_id: TestId) -> WholeSuite | ChosenTests:
    runner = runner_of(test_id)
    if not inside_of(test_id) and WorkspacePath(test_id) in snapshot.tests_by_file:
        return WholeSuite(runner, (WorkspacePath(test_id),))
    if not is_known(snapshot, test_id):
        raise nearest_tests(snapshot, test_id)
    groups = snapshot.groups_by_file.get(file_of(test_id), ())
    group = next((group for group in groups if group.id == test_id), None)
    if group is not None and test_id not in snapshot.tests:
        why = f"part of {group.kind} {group.name}".strip()
        return ChosenTests(runner, tuple(Chosen(test, why) for test in group.tests))
    return ChosenTests(runner, (Chosen(test_id, "asked for by its id"),))


def _failed(snapshot: Snapshot) -> Selection:
    failed = [last for last in snapshot.results.values() if last.case.outcome in {"failed", "error"}]
    current = [last.case for last in failed if is_current(snapshot, last.case)]
    latest = max((last.run_id for last in snapshot.results.values()), default="")
    gone = [last.case.id for last in failed if last.run_id == latest and not is_current(snapshot, last.case)]
    wanted = [
        (
            case.runner,
            Chosen(
                case.id, f"{case.outcome} when last run: {case.message.partition(chr(10))[0]}".rstrip(": ")
            ),
        )
        for case in current
    ]
    # The line that broke a test file may lie in another one, which is not to be run itself.
    explained = {file for case in current for file in (case.file, file_of(case.id))}
    wanted.extend(
        (
            snapshot.broken_by.get(file, runner_of(TestId(file))),
            Chosen(TestId(file), f"could not be collected: {problems[0].message.partition(chr(10))[0]}"),
        )
        for file, problems in snapshot.broken.items()
        if problems and file not in explained
    )
    if not wanted:
        raise _nothing_failed(gone)
    notes = (f"left out, for it is no longer there: {_listed(gone)}",) if gone else ()
    # While a file that is loaded for all tests is broken nothing of its tool has run.
    unloaded = {
        runner
        for runner, one in wanted
        if not inside_of(one.id)
        and file_of(one.id) not in snapshot.tests_by_file
        and is_loaded_beside(file_of(one.id), runner)
    }
    chosen = [one for runner, one in wanted if runner not in unloaded]
    parts: list[WholeSuite | ChosenTests] = [*by_runner(sorted(chosen, key=lambda case: case.id))]
    if any(is_conftest(one.id) for one in chosen):
        python = [one for one in chosen if runner_of(one.id) == "pytest"]
        parts = [part for part in parts if part.runner != "pytest"]
        parts.insert(0, WholeSuite("pytest", (_common_folder(python),)))
    parts.extend(WholeSuite(runner) for runner in RUNNERS if runner in unloaded)
    return Selection(FailedScope(), tuple(parts), notes)


def _nothing_failed(gone: Sequence[TestId]) -> NothingToRun:
    if gone:
        return NothingToRun(
            f"what failed when it was last run is no longer there: {_listed(gone)}",
            "Renamed or deleted? Run its file or all tests.",
        )
    return NothingToRun("nothing failed when it was last run", "Run a route, a file or all tests first.")


def _common_folder(chosen: Sequence[Chosen]) -> WorkspacePath:
    """Give the innermost folder that holds all: nothing below a broken conftest file has run at all."""
    folders = [folder_of(file_of(one.id)) for one in chosen]
    common = folders[0]
    while not all(is_below(folder, common) for folder in folders):
        common = folder_of(common)
    return common


def _listed(ids: Sequence[TestId]) -> str:
    more = len(ids) - _MOST_LISTED
    return ", ".join(ids[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _nearest_routes(snapshot: Snapshot, key: RouteKey) -> str:
    if not snapshot.routes:
        return "No routes were found in this workspace."
    keys = {str(row.key): row.key for row in snapshot.routes}
    same_path = [text for text, known in keys.items() if known.path == key.path]
    near = get_close_matches(str(key), keys, n=3, cutoff=0.6)
    named = list(dict.fromkeys([*same_path, *near]))[:4]
    return (
        f"Nearest: {', '.join(named)}."
        if named
        else f"There are {len(keys)} routes; list them to choose one."
    )
