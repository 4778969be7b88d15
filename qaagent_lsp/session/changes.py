"""What changed becomes tests: asks git, reads the folder's Python files, and lets ``linking.affected`` decide.

Blocks: worker thread.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from qaagent_lsp.discovery.imports import Code, importers_of, imports_of, loaded_by_config, with_importers
from qaagent_lsp.discovery.modules import layout_of
from qaagent_lsp.discovery.pytest_tests import is_test_file
from qaagent_lsp.host.git_changes import changes_since
from qaagent_lsp.host.walk import walk
from qaagent_lsp.linking.affected import Ground, affected
from qaagent_lsp.linking.known import folder_of, is_below
from qaagent_lsp.linking.select import by_runner
from qaagent_lsp.model.change import Changes
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.scope import ChangedScope, Selection
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, runner_of
from qaagent_lsp.runners.pytest_project import project_of
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.executing import concerned_by
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.knowing import dialect_of
from qaagent_lsp.session.reading import read_text

_PLAYWRIGHT_CONFIGS = tuple(
    f"playwright.config.{suffix}" for suffix in ("ts", "js", "mts", "mjs", "cts", "cjs")
)
_HOLDS_TESTS = re.compile(r"^\s*(?:async )?def test|^class \w*Test|^class \w+\(\w*Test", re.MULTILINE)


def changed_selection(
    scope: ChangedScope,
    folder: Path,
    snapshot: Snapshot,
    index: Index,
    exclude: Collection[str],
    cache: WorkspaceCache | None = None,
) -> Selection:
    """Turn what changed into tests, each with the reason. ``cache`` holds what tests were seen to execute.

    Raises ``NothingToRun`` where nothing changed that a test may concern, and what ``changes_since`` raises.
    """
    changes = changes_since(folder, scope.since)
    if not changes.files:
        raise NothingToRun(
            f"nothing changed since {changes.since}",
            f"Looked at the files of {folder}, new ones included; files that git ignores do not count."
            + "".join(f" {note}." for note in changes.notes),
        )
    ground = ground_of(changes, folder, snapshot, index, exclude)
    if cache is not None:
        digests = {test.id: test.digest for test in snapshot.tests.values()}
        concerned = concerned_by(changes, scope.since, folder, cache, ground.code, digests)
        ground = replace(ground, concerned=concerned)
    found = affected(changes, ground)
    if not found.tests:
        raise NothingToRun(
            f"no test is known that a change since {changes.since} may concern",
            "; ".join(found.notes) + ". Run all tests to be sure.",
        )
    return Selection(scope, by_runner(found.tests), found.notes)


def ground_of(
    changes: Changes, folder: Path, snapshot: Snapshot, index: Index, exclude: Collection[str]
) -> Ground:
    """Gather what changes are judged by. Reads every Python file of the folder."""
    gone = frozenset(change.file for change in changes.files if change.what == "deleted")
    read = ((file, read_text(folder / file)) for file in sorted(index.python_files - gone))
    texts = {file: text for file, text in read if text is not None}
    test_files = frozenset(_test_files(snapshot, index, texts))
    playwright = {folder_of(file) for file, _ in walk(folder, names=_PLAYWRIGHT_CONFIGS, exclude=exclude)}
    return Ground(
        snapshot=snapshot,
        code=code_of(texts, gone, test_files, index),
        test_files=test_files,
        testless=frozenset(
            file for file in (*gone, *texts) if file not in test_files and _is_called_like_a_test(file, index)
        ),
        roots=frozenset({project.root for project in index.projects} | playwright),
        playwright_roots=frozenset(playwright),
    )


def code_of(
    texts: dict[WorkspacePath, str],
    gone: frozenset[WorkspacePath],
    test_files: frozenset[WorkspacePath],
    index: Index,
) -> Code:
    """Find who loads whom, by imports and by the rules of the tools. Files that are gone are still loaded by others."""
    layout = layout_of(
        {file: known.facts for file, known in index.files.items() if file.endswith(".py")},
        [*texts, *(file for file in gone if file.endswith(".py"))],
    )
    imports = {file: imports_of(text) for file, text in texts.items()}
    imports |= {file: loaded_by_config(text) for file, text in index.configs.items()}
    importers = importers_of(imports, layout)
    loaded = {
        file: [test for test in test_files if is_below(test, above) and runner_of(TestId(test)) == runner]
        for file in (*texts, *gone, *index.configs)
        for above, runner in _loaded_for(file)
    }
    return Code(texts, with_importers(importers, loaded))


def _loaded_for(file: WorkspacePath) -> Iterator[tuple[WorkspacePath, str]]:
    """Say which tests a tool loads a file for: those below a folder."""
    folder, name = folder_of(file), file.rpartition("/")[2]
    if name == "conftest.py" or not name.endswith(".py"):
        yield folder, "pytest"
    elif name.endswith("environment.py"):
        yield folder, "behave"
    elif folder.rpartition("/")[2].endswith("steps"):
        yield folder_of(folder), "behave"


def _test_files(snapshot: Snapshot, index: Index, texts: dict[WorkspacePath, str]) -> Iterator[WorkspacePath]:
    """Files that can be run: tests of them are known, have run, could not be collected, or their text may hold some."""
    have_run = {file_of(case) for case in snapshot.results}
    unread = {problem.file for problem in snapshot.problems} | snapshot.broken.keys()
    yield from (file for file in snapshot.tests_by_file if not file.endswith(".py") or file in texts)
    yield from (file for file in unread if dialect_of(file) in {"gherkin", "playwright"})
    for file, text in texts.items():
        if _is_called_like_a_test(file, index) and (
            file in have_run or file in unread or _HOLDS_TESTS.search(text)
        ):
            yield file


def _is_called_like_a_test(file: WorkspacePath, index: Index) -> bool:
    if file.endswith(".py"):
        return is_test_file(file, project_of(file, index.projects).patterns)
    return dialect_of(file) != "none"
