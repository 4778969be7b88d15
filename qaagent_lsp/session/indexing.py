"""From the files of a folder to routes, tests and links. Values in, values out; only reading the disk blocks.

Facts are kept per file under the digest of its text, so that one changed file costs one parse and resolving what
followed from it.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from qaagent_lsp.discovery.facts import FileFacts, facts_of, is_relevant
from qaagent_lsp.discovery.faults import attempt
from qaagent_lsp.discovery.pytest_tests import TestPatterns, is_test_file, tests_of
from qaagent_lsp.discovery.resolve import Resolver
from qaagent_lsp.discovery.salvage import salvage
from qaagent_lsp.discovery.wiring import Wiring
from qaagent_lsp.host.walk import walk
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import Source, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId
from qaagent_lsp.runners.pytest_config import CONFIG_NAMES
from qaagent_lsp.runners.pytest_project import PytestProject, config_problems, project_of, projects_of

_MOST_ROUNDS = 3
"""Each round may lead to further files; constants are seldom more than three imports away."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file as last read: its facts, and the last text that parsed with its facts, for buffers that are broken now.

    ``tests`` are what pytest would find in it by the ``patterns`` of its project.
    """

    facts: FileFacts
    source: Source
    good: FileFacts | None
    good_source: Source | None
    patterns: TestPatterns
    tests: tuple[TestFunction, ...]
    by_id: Mapping[TestId, TestFunction]


@dataclass(frozen=True, slots=True)
class Index:
    """Everything static that is known of a folder. Replaced, never edited.

    ``files`` are those with routes, tests, or names that routes need; ``python_files`` are all there are.
    """

    files: Mapping[WorkspacePath, Known] = field(default_factory=dict)
    configs: Mapping[WorkspacePath, str] = field(default_factory=dict)
    projects: tuple[PytestProject, ...] = ()
    routes: tuple[Route, ...] = ()
    tests: Mapping[TestId, TestFunction] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    python_files: frozenset[WorkspacePath] = frozenset()
    config_problems: tuple[Problem, ...] = ()


def source_of(file: WorkspacePath, text: str) -> Source:
    """Name a text by its content."""
    return Source(
        file, text, hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    )


def read_text(path: Path) -> str | None:
    """Read a file as Python would decode it; None when it cannot be read."""
    data = _read(path)
    return None if data is None else _decode(data)


def is_indexed(file: WorkspacePath) -> bool:
    """Tell whether a change of this file can change the index."""
    name = PurePosixPath(file).name
    return name.endswith(".py") or name in CONFIG_NAMES


def build(
    folder: Path,
    buffers: Mapping[WorkspacePath, str],
    exclude: Collection[str],
    before: Index,
    resolver: Resolver | None = None,
) -> Index:
    """Read the whole folder.

    Files whose text is as in ``before`` are not parsed again. Blocks: call it in a worker thread.
    """
    files = list(_files_of(folder, buffers, exclude))
    configs = {
        file: text
        for file in files
        if _is_config(file)
        and (text := buffers[file] if file in buffers else read_text(folder / file)) is not None
    }
    index = Index(
        configs=configs,
        projects=projects_of(configs),
        python_files=frozenset(file for file in files if file.endswith(".py")),
        config_problems=tuple(config_problems(configs)),
    )
    known: dict[WorkspacePath, Known] = {}
    with _collector_off():
        for file in files:
            if (
                file in index.python_files
                and (text := _text_of(folder, file, buffers.get(file), index.projects)) is not None
            ):
                known[file] = _know(source_of(file, text), before.files.get(file), index.projects)
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

    Where pytest's configuration changes what counts as a test file, the folder is read anew. Blocks: call it in a
    worker thread. ``resolver`` remembers what followed from the files that did not change.
    """
    if any(map(_is_config, changed)):
        return build(folder, buffers, exclude, index, resolver)
    files = dict(index.files)
    python = set(index.python_files)
    for file, given in changed.items():
        text = _text_of(folder, file, given, index.projects)
        if text is None:
            files.pop(file, None)
        else:
            files[file] = _know(source_of(file, text), files.get(file), index.projects)
        if file.endswith(".py"):
            (python.add if text is not None or (folder / file).is_file() else python.discard)(file)
    known = index.python_files if python == index.python_files else frozenset(python)
    return _settle(index, replace(index, files=files, python_files=known), resolver or Resolver(), folder)


def _text_of(
    folder: Path, file: WorkspacePath, given: str | None, projects: Sequence[PytestProject]
) -> str | None:
    """Give the text of a Python file, or None when it is gone or can hold neither routes nor tests."""
    if given is not None:
        return given
    data = _read(folder / file)
    if data is None or not (is_relevant(data) or is_test_file(file, project_of(file, projects).patterns)):
        return None
    return _decode(data)


def _know(source: Source, before: Known | None, projects: Sequence[PytestProject]) -> Known:
    patterns = project_of(source.file, projects).patterns
    if before is not None and before.source.digest == source.digest:
        if before.patterns == patterns:
            return before
        return _tested(before.facts, source, before.good, before.good_source, patterns)
    facts = _facts_of(source)
    good, good_source = (None, None) if before is None else (before.good, before.good_source)
    if facts.parsed:
        good, good_source = facts, source
    else:
        facts = salvage(source, good, good_source)
    return _tested(facts, source, good, good_source, patterns)


def _facts_of(source: Source) -> FileFacts:
    facts = attempt(lambda: facts_of(source), source.file)
    if isinstance(facts, Problem):
        return FileFacts(source.file, source.digest, parsed=True, wiring=Wiring(), problem=facts)
    return facts


def _tested(
    facts: FileFacts,
    source: Source,
    good: FileFacts | None,
    good_source: Source | None,
    patterns: TestPatterns,
) -> Known:
    tests = tests_of(facts, patterns)
    return Known(facts, source, good, good_source, patterns, tests, {test.id: test for test in tests})


def _settle(before: Index, index: Index, resolver: Resolver, folder: Path) -> Index:
    """Resolve across files; what a name led to and was not read yet is read, too."""
    files = dict(index.files)
    table = resolver.resolve({file: known.facts for file, known in files.items()}, index.python_files)
    for _ in range(_MOST_ROUNDS):
        wanted = {file: text for file in table.wanted if (text := read_text(folder / file)) is not None}
        if not wanted:
            break
        files.update(
            {file: _know(source_of(file, text), None, index.projects) for file, text in wanted.items()}
        )
        table = resolver.resolve({file: known.facts for file, known in files.items()}, index.python_files)
    return replace(
        index,
        files=files,
        routes=table.routes,
        tests=_tests(before, files),
        problems=(*table.problems, *index.config_problems),
    )


def _tests(before: Index, files: Mapping[WorkspacePath, Known]) -> Mapping[TestId, TestFunction]:
    """Put the tests of all files together, in the order of files; while no test came or went, in the place of the old.

    Thousands of tests are copied quicker than they are put together.
    """
    now = {file: known for file, known in files.items() if known.tests}
    then = {file: known for file, known in before.files.items() if known.tests}
    changed = [file for file in {**then, **now} if then.get(file) is not now.get(file)]
    if not changed:
        return before.tests
    if all(
        file in then and file in now and list(then[file].by_id) == list(now[file].by_id) for file in changed
    ):
        tests = dict(before.tests)
        for file in changed:
            tests.update(now[file].by_id)
        return tests
    return {test_id: test for _, known in sorted(now.items()) for test_id, test in known.by_id.items()}


def _files_of(
    folder: Path, buffers: Iterable[WorkspacePath], exclude: Collection[str]
) -> Iterator[WorkspacePath]:
    seen = set()
    for file, _ in walk(folder, suffixes=(".py",), names=CONFIG_NAMES, exclude=exclude):
        seen.add(file)
        yield file
    yield from (file for file in buffers if file not in seen and is_indexed(file))


def _is_config(file: WorkspacePath) -> bool:
    return PurePosixPath(file).name in CONFIG_NAMES


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        # Gone or unreadable between walk and read: the next watcher event tells which. Nothing to understand here.
        return None


def _decode(data: bytes) -> str:
    """Decode as Python would (PEP 263), but never refuse: odd bytes become U+FFFD and keep their line."""
    if data.isascii() and b"coding" not in data[:400]:
        return data.decode("ascii")
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8"
    return data.decode(encoding, "replace").removeprefix("\ufeff")


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
