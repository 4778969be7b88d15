"""From the files of a folder to routes, tests and links. Values in, values out; only reading the disk blocks.

Facts are kept per file under the digest of its text, so that one changed file costs one parse and resolving what
followed from it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from qaagent_lsp.discovery.assembly.resolve import Resolver, RouteTable
from qaagent_lsp.discovery.openapi.document import SUFFIXES as API_SUFFIXES
from qaagent_lsp.discovery.playwright.files import SPEC_EXTENSIONS
from qaagent_lsp.discovery.pytest_tests import is_test_file
from qaagent_lsp.discovery.python_tests.offered_requests import may_help
from qaagent_lsp.discovery.relevance import holds_urls, is_relevant
from qaagent_lsp.host.walk import walk
from qaagent_lsp.model.by_file import ByFile
from qaagent_lsp.model.differing import differing
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import Source, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId
from qaagent_lsp.runners.behave_project import holds_behave_code
from qaagent_lsp.runners.playwright_project import playwright_project_of
from qaagent_lsp.runners.pytest_project import PytestProject, project_of
from qaagent_lsp.session.conventions import (
    CONFIG_NAMES,
    Conventions,
    conventions_of,
    is_config,
    may_hold_behave_code,
)
from qaagent_lsp.session.describing import ApiIndex, text_of_description, with_descriptions
from qaagent_lsp.session.excluding import is_left_out
from qaagent_lsp.session.kept import KeptFiles
from qaagent_lsp.session.knowing import Known, at_rest, dialect_of, known_of
from qaagent_lsp.session.reading import decoded, read_bytes, read_text, source_of

_SUFFIXES = (".py", ".feature", *SPEC_EXTENSIONS, *API_SUFFIXES)

_MOST_ROUNDS = 3
"""Each round may lead to further files; constants are seldom more than three imports away."""


@dataclass(frozen=True, slots=True)
class Index:
    """Everything static that is known of a folder. Replaced, never edited.

    ``files`` are those with routes, tests, or names that routes need; ``python_files`` are all there are, of which
    ``behave_code`` are Behave's steps and hooks. ``left_out`` is that of ``RouteTable``.
    """

    files: Mapping[WorkspacePath, Known] = field(default_factory=dict)
    configs: Mapping[WorkspacePath, str] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
    routes: tuple[Route, ...] = ()
    left_out: tuple[Route, ...] = ()
    tests: Mapping[TestId, TestFunction] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    python_files: frozenset[WorkspacePath] = frozenset()
    behave_code: frozenset[WorkspacePath] = frozenset()
    api: ApiIndex = field(default_factory=ApiIndex)

    @property
    def projects(self) -> tuple[PytestProject, ...]:
        """The projects of pytest."""
        return self.conventions.pytest


def is_indexed(file: WorkspacePath) -> bool:
    """Tell whether a change of this file can change the index."""
    return dialect_of(file) != "none" or is_config(file)


def build(
    folder: Path,
    buffers: Mapping[WorkspacePath, str],
    exclude: Collection[str],
    before: Index,
    resolver: Resolver | None = None,
    kept: KeptFiles | None = None,
) -> Index:
    """Read the whole folder.

    Files whose text is as in ``before`` are not parsed again; those that are as ``kept`` has them are not even read.
    Blocks: call it in a worker thread.
    """
    files = dict(_files_of(folder, buffers, exclude))
    configs = {
        file: text
        for file in files
        if is_config(file)
        and (text := buffers[file] if file in buffers else read_text(folder / file)) is not None
    }
    code = frozenset(file for file in files if _is_behave_code(folder, file, buffers.get(file)))
    conventions = conventions_of(configs, files, code)
    left_out = {file for file in files if is_left_out(file, conventions)}
    if left_out:
        files = {file: status for file, status in files.items() if file not in left_out}
        code -= left_out
        conventions = conventions_of(configs, files, code)
    index = Index(
        configs=configs,
        conventions=conventions,
        python_files=frozenset(file for file in files if file.endswith(".py")),
        behave_code=code,
    )
    known: dict[WorkspacePath, Known] = {}
    with _collector_off():
        for file, status in files.items():
            if dialect_of(file) == "none":
                continue
            if kept is not None and status is not None:
                found = kept.find(file, status, index.conventions)
                if isinstance(found, Known):
                    known[file] = found
                if found is not None:
                    continue
            text = _text_of(folder, file, buffers.get(file), index.conventions, before)
            if text is not None:
                found = known_of(source_of(file, text), before.files.get(file), index.conventions)
                known[file] = found if file in buffers else at_rest(found, before.files.get(file))
        return _settle(before, replace(index, files=known), resolver or Resolver(), folder)


def update(
    folder: Path,
    index: Index,
    changed: Mapping[WorkspacePath, str | None],
    buffers: Mapping[WorkspacePath, str],
    exclude: Collection[str],
    resolver: Resolver | None = None,
) -> Index:
    """Take in changed files.

    A value is the editor's text, or None to read the disk; a file that is gone leaves the index.

    Where a configuration changes, or what begins a project of Behave, the folder is read anew. Blocks: call it in a
    worker thread. ``resolver`` remembers what followed from the files that did not change.
    """
    if any(_changes_conventions(folder, index, file, given) for file, given in changed.items()):
        return build(folder, buffers, exclude, index, resolver)
    with _collector_off():
        return _taken_in(folder, index, changed, resolver or Resolver())


def _taken_in(
    folder: Path, index: Index, changed: Mapping[WorkspacePath, str | None], resolver: Resolver
) -> Index:
    files = dict(index.files)
    python = set(index.python_files)
    for file, given in changed.items():
        if not (is_indexed(file) or is_part(index, file)) or is_left_out(file, index.conventions):
            continue
        text = _text_of(folder, file, given, index.conventions, index)
        if text is None:
            files.pop(file, None)
        else:
            files[file] = _known_now(folder, source_of(file, text), given, index)
        if file.endswith(".py"):
            (python.add if text is not None or (folder / file).is_file() else python.discard)(file)
    if python == index.python_files and all(files.get(file) is index.files.get(file) for file in changed):
        return index  # data, or what was read like this already
    known = index.python_files if python == index.python_files else frozenset(python)
    return _settle(index, replace(index, files=files, python_files=known), resolver, folder)


def _known_now(folder: Path, source: Source, given: str | None, index: Index) -> Known:
    """Read a changed file; of a buffer, what the disk holds is what it was before."""
    before = index.files.get(source.file)
    if given is None:
        return at_rest(known_of(source, before, index.conventions), before)
    if before is not None and before.good is before.facts and before.good_source is None:
        text = read_text(folder / source.file)
        saved = source_of(source.file, "" if text is None else text)
        before = known_of(saved, before, index.conventions) if saved.digest == before.digest else before
    return known_of(source, before, index.conventions)


def _text_of(
    folder: Path, file: WorkspacePath, given: str | None, conventions: Conventions, before: Index
) -> str | None:
    """Give the text of a file, or None when it is gone or can hold neither routes nor tests."""
    dialect = dialect_of(file)
    if dialect == "openapi" or (dialect == "none" and not is_config(file)):
        return text_of_description(folder, file, given, is_known=is_part(before, file))
    if dialect == "playwright" and playwright_project_of(file, conventions.playwright) is None:
        return None  # a web project has thousands of files that hold no tests
    if given is not None:
        return given
    data = read_bytes(folder / file)
    if data is None:
        return None
    if dialect != "python":
        return data.decode("utf-8-sig", "replace")
    is_read = (
        is_relevant(data, file)
        or _is_test_file(file, conventions.pytest)
        or (may_help(file) and holds_urls(data))
    )
    return decoded(data) if is_read else None


def is_part(index: Index, file: WorkspacePath) -> bool:
    """Tell whether a file is part of a description of an API, or would be if it were there."""
    known = index.files.get(file)
    return file in index.api.lacking or (known is not None and known.api is not None)


def _is_test_file(file: WorkspacePath, projects: Sequence[PytestProject]) -> bool:
    return is_test_file(file, project_of(file, projects).patterns)


def _settle(before: Index, index: Index, resolver: Resolver, folder: Path) -> Index:
    """Resolve across files; what a name led to and was not read yet is read, too."""
    files = dict(index.files)
    table = _resolved(resolver, files, index)
    for _ in range(_MOST_ROUNDS):
        wanted = {file: text for file in table.wanted if (text := read_text(folder / file)) is not None}
        if not wanted:
            break
        files.update(
            {
                file: at_rest(known_of(source_of(file, text), None, index.conventions), None)
                for file, text in wanted.items()
            }
        )
        table = _resolved(resolver, files, index)
    known_files, api = with_descriptions(folder, files, index.conventions, index.configs, before.api)
    troubled = sorted(file for file, known in known_files.items() if known.problems)
    of_files = (problem for file in troubled for problem in known_files[file].problems)
    return replace(
        index,
        files=known_files,
        api=api,
        routes=table.routes,
        left_out=table.left_out,
        tests=_tests(before, files),
        problems=(*table.problems, *of_files, *api.problems, *index.conventions.problems),
    )


def _resolved(resolver: Resolver, files: Mapping[WorkspacePath, Known], index: Index) -> RouteTable:
    facts = {file: known.facts for file, known in files.items() if file.endswith(".py")}
    return resolver.resolve(facts, index.python_files)


def _tests(before: Index, files: Mapping[WorkspacePath, Known]) -> Mapping[TestId, TestFunction]:
    """Put the tests of all files together, in the order of files."""
    then = before.tests.parts if isinstance(before.tests, ByFile) else {}
    changed = differing(before.files, files)
    now = dict(then)
    for file in changed:
        known = files.get(file)
        if known is not None and known.tests:
            now[file] = known.by_id
        else:
            now.pop(file, None)
    if now.keys() == then.keys():
        return (
            before.tests if all(now[file] is then[file] for file in changed if file in now) else ByFile(now)
        )
    return ByFile(dict(sorted(now.items())))


def _files_of(
    folder: Path, buffers: Iterable[WorkspacePath], exclude: Collection[str]
) -> Iterator[tuple[WorkspacePath, os.stat_result | None]]:
    """Yield the files that can be indexed, with their status; that of an open buffer does not matter."""
    seen = set()
    for file, status in walk(folder, suffixes=_SUFFIXES, names=CONFIG_NAMES, exclude=exclude):
        if is_indexed(file):
            seen.add(file)
            yield file, None if file in buffers else status
    yield from ((file, None) for file in buffers if file not in seen and is_indexed(file))


def _changes_conventions(folder: Path, index: Index, file: WorkspacePath, given: str | None) -> bool:
    """Tell whether a change can move where projects begin, so that every file may be another one's."""
    if is_config(file):
        return True
    if file.endswith(".feature"):
        return (file in index.files) != (given is not None or (folder / file).is_file())
    return _is_behave_code(folder, file, given) != (file in index.behave_code)


def _is_behave_code(folder: Path, file: WorkspacePath, given: str | None) -> bool:
    if not may_hold_behave_code(file):
        return False
    text = read_text(folder / file) if given is None else given
    return text is not None and holds_behave_code(file, text)


@contextmanager
def _collector_off() -> Iterator[None]:
    """Hold the garbage collector: a syntax tree is thousands of long-lived objects, walked by each pass."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
