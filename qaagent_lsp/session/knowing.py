"""What one file says, by its dialect: Python sources, features, Playwright specs, descriptions of an API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qaagent_lsp.discovery.facts import FileFacts, Reading
from qaagent_lsp.discovery.faults import attempt
from qaagent_lsp.discovery.gherkin.features import gherkin_tests
from qaagent_lsp.discovery.openapi.document import SUFFIXES as API_SUFFIXES
from qaagent_lsp.discovery.openapi.document import ApiFile, read_api_file, says_no_version, while_broken
from qaagent_lsp.discovery.playwright.files import SPEC_EXTENSIONS
from qaagent_lsp.discovery.playwright.specs import playwright_facts
from qaagent_lsp.discovery.pytest_tests import TestPatterns, is_test_file, tests_of
from qaagent_lsp.discovery.python_tests.folded_functions import FoldedFunctions, folded_functions
from qaagent_lsp.discovery.salvage import read_again
from qaagent_lsp.discovery.syntax.wiring import Wiring
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.folded_calls import FoldedCalls, folded
from qaagent_lsp.model.folded_tests import FoldedTests, folded_tests
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId
from qaagent_lsp.runners.behave_project import BehaveProject, behave_project_of
from qaagent_lsp.runners.playwright_project import PlaywrightProject, playwright_project_of
from qaagent_lsp.runners.pytest_project import PytestProject, project_of
from qaagent_lsp.session.conventions import Conventions, is_config

Dialect = Literal["python", "gherkin", "playwright", "openapi", "none"]


def dialect_of(file: WorkspacePath) -> Dialect:
    """Tell by its name what a file can hold."""
    if file.endswith(".py"):
        return "python"
    if file.endswith(".feature"):
        return "gherkin"
    if file.endswith(SPEC_EXTENSIONS):
        return "playwright"
    return "openapi" if file.endswith(API_SUFFIXES) and not is_config(file) else "none"


@dataclass(frozen=True, slots=True)
class Known:
    """A file as last read: its facts, and the last text that parsed with its facts, for buffers that are broken now.

    ``digest`` is that of its text. ``good_source`` is None where no text parsed yet, or where the file is as an earlier
    session left it and was not read.
    ``tests`` are what its tool would find in it; for Python by the ``patterns`` of its project. ``problems`` are those
    that the route table does not tell of.
    """

    facts: FileFacts
    digest: str
    good: FileFacts | None
    good_source: Source | None
    patterns: TestPatterns
    tests: Sequence[TestFunction]
    by_id: Mapping[TestId, TestFunction]
    groups: tuple[TestGroup, ...] = ()
    problems: tuple[Problem, ...] = ()
    convention: BehaveProject | PlaywrightProject | None = None
    """The project that other files than Python's were read for."""
    api: ApiFile | None = None
    """What a description of an API, or a part of one, says."""
    good_api: tuple[ApiFile, str] | None = None
    """The last of its texts that was whole, and what that said."""


def known_of(source: Source, before: Known | None, conventions: Conventions) -> Known:
    """Read a file. What was known of the same text, or of the last one that could be read, is used again."""
    match dialect_of(source.file):
        case "gherkin":
            return _of_feature(source, before, behave_project_of(source.file, conventions.behave))
        case "playwright":
            return _of_spec(source, before, playwright_project_of(source.file, conventions.playwright))
        case "openapi" | "none":
            return known_of_api(source, before)
        case _:
            return _of_python(source, before, conventions.pytest)


def at_rest(known: Known, before: Known | None) -> Known:
    """Forget the text of a file that no editor holds: the disk has it, should the file be edited there.

    Its calls and its tests are folded; those of a file that is edited would be unfolded again at once.
    """
    tests = folded_tests(known.tests)
    facts = _folded(known.facts, tests)
    good = facts if known.good is known.facts else known.good and _folded(known.good, tests)
    if known.good_source is None and facts is known.facts and good is known.good and tests is known.tests:
        return known
    by_id = tests.by_id if isinstance(tests, FoldedTests) else known.by_id
    resting = replace(known, facts=facts, good=good, good_source=None, tests=tests, by_id=by_id)
    return before if before is not None and resting == before else resting


def _folded(facts: FileFacts, tests: Sequence[TestFunction]) -> FileFacts:
    """Fold what is said of tests; other functions are asked for by the files that import them."""
    calls = folded(facts.calls)
    functions = folded_functions(facts.wiring.functions) if tests else facts.wiring.functions
    if calls is facts.calls and functions is facts.wiring.functions:
        return facts
    return replace(facts, calls=calls, wiring=replace(facts.wiring, functions=functions))


def _unfolded(facts: FileFacts | None) -> FileFacts | None:
    """Unfold what is looked at several times at every edit."""
    if facts is None or not (isinstance(facts.calls, FoldedCalls) or _has_folded(facts)):
        return facts
    wiring = replace(facts.wiring, functions=tuple(facts.wiring.functions))
    return replace(facts, calls=tuple(facts.calls), wiring=wiring)


def _has_folded(facts: FileFacts) -> bool:
    return isinstance(facts.wiring.functions, FoldedFunctions)


def still_holds(known: Known, conventions: Conventions) -> bool:
    """Tell whether a file would be read in the same way today, its text being the same."""
    file = known.facts.file
    match dialect_of(file):
        case "gherkin":
            return known.convention == behave_project_of(file, conventions.behave)
        case "playwright":
            return known.convention == playwright_project_of(file, conventions.playwright)
        case "openapi" | "none":
            return True
        case "python":
            patterns = project_of(file, conventions.pytest).patterns
            return known.patterns == patterns and known.facts.reading == _reading(file, patterns)


def _reading(file: WorkspacePath, patterns: TestPatterns) -> Reading:
    return "everything" if is_test_file(file, patterns) else "routes"


def _of_python(source: Source, before: Known | None, projects: Sequence[PytestProject]) -> Known:
    patterns = project_of(source.file, projects).patterns
    reading = _reading(source.file, patterns)
    if before is not None and before.digest == source.digest and before.facts.reading == reading:
        if before.facts.parsed and before.good_source is None:
            before = replace(before, good_source=source)
        if before.patterns == patterns:
            return before
        return _tested(before.facts, before.good, before.good_source, patterns)
    good, good_source = (None, None) if before is None else (_unfolded(before.good), before.good_source)
    facts = _facts_of(source, reading, good, good_source)
    if facts.parsed:
        good, good_source = facts, source
    return _tested(facts, good, good_source, patterns)


def _facts_of(
    source: Source, reading: Reading, good: FileFacts | None, good_source: Source | None
) -> FileFacts:
    facts = attempt(lambda: read_again(source, good, good_source, reading), source.file)
    if isinstance(facts, Problem):
        return FileFacts(
            source.file, source.digest, parsed=True, wiring=Wiring(), problem=facts, reading=reading
        )
    return facts


def _tested(
    facts: FileFacts,
    good: FileFacts | None,
    good_source: Source | None,
    patterns: TestPatterns,
) -> Known:
    tests = tests_of(facts, patterns)
    by_id = {test.id: test for test in tests}
    return Known(facts, facts.digest, good, good_source, patterns, tests, by_id)


def _of_feature(source: Source, before: Known | None, project: BehaveProject | None) -> Known:
    if before is not None and before.digest == source.digest and before.convention == project:
        return before
    if project is None:
        # Some other tool's, such as pytest-bdd's, which shows its tests when they run.
        return _of_tool(source, None, (), (), (), ())
    facts = attempt(
        lambda: gherkin_tests(source, language=project.language, annotation_schema=project.annotation_schema),
        source.file,
    )
    if isinstance(facts, Problem):
        return _of_tool(source, project, (), (), (), (facts,))
    return _of_tool(source, project, facts.tests, facts.groups, facts.calls, facts.problems)


def _of_spec(source: Source, before: Known | None, project: PlaywrightProject | None) -> Known:
    if before is not None and before.digest == source.digest and before.convention == project:
        return before
    if project is None:
        # Some other tool's, such as Jest's or Vitest's.
        return _of_tool(source, None, (), (), (), ())
    facts = attempt(lambda: playwright_facts(source), source.file)
    if isinstance(facts, Problem):
        return _of_tool(source, project, (), (), (), (facts,))
    return _of_tool(source, project, facts.tests, facts.groups, facts.calls, facts.problems)


def known_of_api(source: Source, before: Known | None) -> Known:
    """Read a description of an API, or a part of one, whatever the file is called.

    While its text is broken, the last one that was whole counts, its lines where they stand now.
    """
    if before is not None and before.api is not None and before.digest == source.digest:
        if before.good_api is None and before.api.tree is not None:
            return replace(before, good_api=(before.api, source.text))
        return before
    read = attempt(lambda: read_api_file(source), source.file)
    if isinstance(read, Problem):
        return _of_tool(source, None, (), (), (), (read,))
    good = before.good_api if before is not None else None
    if read.problem is not None and good is not None:
        read = while_broken(read, source.text, *good)
    elif read.tree is not None:
        if good is not None and says_no_version(read):
            read = replace(read, version=good[0].version)
        good = (read, source.text)
    problems = () if read.problem is None else (read.problem,)
    return replace(_of_tool(source, None, (), (), (), problems), api=read, good_api=good)


def _of_tool(
    source: Source,
    convention: BehaveProject | PlaywrightProject | None,
    tests: tuple[TestFunction, ...],
    groups: tuple[TestGroup, ...],
    calls: tuple[ClientCall, ...],
    problems: tuple[Problem, ...],
) -> Known:
    """Keep what is known of a file that is no Python: it has no routes."""
    facts = FileFacts(source.file, source.digest, parsed=True, wiring=Wiring(), calls=calls)
    by_id = {test.id: test for test in tests}
    return Known(facts, source.digest, None, None, TestPatterns(), tests, by_id, groups, problems, convention)
