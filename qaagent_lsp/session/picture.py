"""One immutable Snapshot out of what is known: index, observed links, verdicts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.linking.answers import Answering
from qaagent_lsp.linking.described import Tying, by_file
from qaagent_lsp.linking.helping import Helpers
from qaagent_lsp.linking.joining import fixtures_around
from qaagent_lsp.linking.links import FileTests, Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan, Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.memory import Memory


def static_picture(
    index: Index,
    observed: Observed,
    linker: Linker,
    shown: Sequence[Route] | None = None,
    tying: Tying | None = None,
    answering: Answering | None = None,
) -> Snapshot:
    """All that holds without any verdict. Copies what is known of tests and routes: call it in a worker thread.

    ``linker``, ``tying`` and ``answering`` think anew only about what changed since they were asked. ``shown`` are the
    routes, where apps were seen that have others than the index knows; those that only descriptions define come on top.
    """
    rows = index.routes if shown is None else tuple(shown)
    tests = {file: known for file, known in sorted(index.files.items()) if known.tests}
    fixtures = {file: known.facts.fixtures for file, known in index.files.items() if known.facts.fixtures}
    helpers = Helpers(
        {
            file: (known.facts.helpers, known.facts.wiring.imports)
            for file, known in index.files.items()
            if known.facts.helpers
        }
    )
    groups = {
        file: FileTests(
            known.tests,
            known.facts.calls,
            (*fixtures_around(file, fixtures), *filter(None, [helpers.of(file, known.facts.wiring.imports)])),
        )
        for file, known in tests.items()
    }
    tied = (tying or Tying()).tie(index.api.operations, rows)
    redirects = {file: known.facts.redirects for file, known in index.files.items() if known.facts.redirects}
    by_route, by_test = linker.assemble(tied.routes, groups, observed, redirects)
    routes: dict[WorkspacePath, list[Route]] = {}
    for route in tied.routes:
        routes.setdefault(route.file, []).append(route)
    return Snapshot(
        routes=tied.routes,
        routes_by_file={file: tuple(rows) for file, rows in routes.items()},
        described=tied.described,
        described_by_file=by_file(tied.described),
        answers=(answering or Answering()).answers(observed, index.tests, linker.table, tied.described),
        tests=index.tests,
        tests_by_file={file: known.tests for file, known in tests.items()},
        groups_by_file={file: known.groups for file, known in tests.items() if known.groups},
        calls_by_file={file: calls for file in tests if (calls := linker.calls_of(file))},
        links_by_route=by_route,
        links_by_test=by_test,
        passed_by_route=linker.passed,
        problems=index.problems,
        file_digests={file: known.digest for file, known in index.files.items()},
    )


def with_verdicts(
    static: Snapshot,
    memory: Memory,
    outlines: Mapping[WorkspacePath, tuple[FunctionSpan, ...]],
    digests: Mapping[WorkspacePath, str],
    version: int,
) -> Snapshot:
    """Lay verdicts over a static picture. ``digests`` are of the files in ``outlines``. Cheap."""
    return replace(
        static,
        version=version,
        results=memory.results,
        broken=memory.broken,
        broken_by=memory.broken_by,
        running=memory.running,
        found=memory.found,
        outlines=outlines,
        file_digests={**static.file_digests, **digests},
    )


def anchored_files(anchors: Iterable[Anchor | None]) -> frozenset[WorkspacePath]:
    """Name the files that anchors point into."""
    return frozenset(anchor.file for anchor in anchors if anchor is not None)
