"""Feature files → scenarios and examples rows as tests, what holds them, and the requests that they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.gherkin.reader import ReadFeature, ReadStep, Statement, read_feature
from qaagent_lsp.discovery.gherkin.requests import requests_in
from qaagent_lsp.discovery.gherkin.rows import ANNOTATION_SCHEMA, NamedRow, filled, rows_of
from qaagent_lsp.discovery.syntax.positions import lines_of
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source, Span, WorkspacePath, digest_of
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId

_LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as a person reads it: ``keyword`` as written, ``text`` with the values of a row put in.

    ``span`` is the step's line without indent. Steps of backgrounds are not among a test's own.
    """

    keyword: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class FeatureFacts:
    """What one feature file says. ``tests`` are scenarios and rows in the order of the text.

    ``tags`` are all that hold for a test, without ``@``, those of the feature first. ``steps`` are each test's own,
    ``background`` what runs before the scenarios (of all rules). ``problems`` hold the first line that Behave would
    refuse, which ends its whole run (``gherkin-error``), or the text that swallows the rest of the file.
    """

    file: WorkspacePath
    name: str
    language: str
    tests: tuple[TestFunction, ...]
    groups: tuple[TestGroup, ...]
    tags: Mapping[TestId, tuple[str, ...]]
    steps: Mapping[TestId, tuple[StepText, ...]]
    background: tuple[StepText, ...]
    calls: tuple[ClientCall, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Test:
    """A test on its way: its statement, the row that it is made of, and what stands around it."""

    function: TestFunction
    statement: Statement
    row: NamedRow | None
    tags: tuple[str, ...]
    background: tuple[ReadStep, ...]


def gherkin_tests(
    source: Source, *, language: str = "en", annotation_schema: str = ANNOTATION_SCHEMA
) -> FeatureFacts:
    """Read one feature file, broken or not.

    The two options are Behave's ``lang`` and ``scenario_outline_annotation_schema``.
    """
    lines = lines_of(source.text)
    read = read_feature(lines, language)
    tests = tuple(_tests(source.file, lines, read, annotation_schema))
    feature = next((item for item in read.statements if item.kind == "feature"), None)
    steps = {
        item.function.id: tuple(_step(step, lines, item.row) for step in item.statement.steps)
        for item in tests
    }
    backgrounds = [item for item in read.statements if item.kind == "background"]
    return FeatureFacts(
        file=source.file,
        name=feature.name if feature else "",
        language=read.language,
        tests=tuple(item.function for item in tests),
        groups=tuple(_groups(source.file, lines, read, tests)),
        tags={item.function.id: tuple(dict.fromkeys(item.tags)) for item in tests},
        steps=steps,
        background=tuple(_step(step, lines, None) for item in backgrounds for step in item.steps),
        calls=tuple(call for item in tests for call in _calls(item, steps[item.function.id], lines)),
        problems=tuple(
            Problem(
                source.file,
                _whole_line(fault.line, lines),
                fault.message,
                "gherkin-error" if fault.is_refused else "gherkin-unclosed-text",
            )
            for fault in read.faults[:1]
        ),
    )


def _tests(file: WorkspacePath, lines: Sequence[str], read: ReadFeature, schema: str) -> Iterator[_Test]:
    of_feature: Statement | None = None
    of_rule: Statement | None = None
    shared: dict[int, tuple[ReadStep, ...]] = {}
    for item in read.statements:
        if item.kind == "feature":
            of_feature = item
        elif item.kind == "rule":
            of_rule = item
        elif item.kind == "background":
            shared[of_rule.line if of_rule else 0] = tuple(item.steps)
        else:
            above = tuple(tag for holder in (of_feature, of_rule) if holder for tag in holder.tags)
            before = (*shared.get(0, ()), *(shared.get(of_rule.line, ()) if of_rule else ()))
            yield from _of_statement(file, lines, item, (*above, *item.tags), before, schema)


def _of_statement(
    file: WorkspacePath,
    lines: Sequence[str],
    item: Statement,
    tags: tuple[str, ...],
    background: tuple[ReadStep, ...],
    schema: str,
) -> Iterator[_Test]:
    if item.kind == "scenario":
        text = "\n".join(lines[item.first_line - 1 : item.last_line])
        function = TestFunction(
            id=_id(file, item.line),
            file=file,
            name=item.name,
            class_name="",
            span=_lines(item.first_line, item.last_line, lines),
            name_span=_name_span(item, lines),
            digest=digest_of(text),
            runner="behave",
        )
        yield _Test(function, item, None, tags, background)
        return
    head_ends = min((examples.line for examples in item.examples), default=item.last_line + 1)
    head = "\n".join(lines[item.first_line - 1 : head_ends - 1])
    for row in rows_of(item, schema):
        line = row.row.line
        span = _whole_line(line, lines)
        heading = ",".join(row.values)
        function = TestFunction(
            id=_id(file, line),
            file=file,
            name=row.name,
            class_name="",
            span=span,
            name_span=span,
            digest=digest_of(f"{head}\n{heading}\n{lines[line - 1].strip()}"),
            runner="behave",
        )
        filled_tags = (filled(tag, row.values) for tag in (*tags, *row.tags))
        yield _Test(function, item, row, tuple(filled_tags), background)


def _groups(
    file: WorkspacePath, lines: Sequence[str], read: ReadFeature, tests: Sequence[_Test]
) -> Iterator[TestGroup]:
    """Yield the feature, the rules and the outlines, each with its tests."""
    for at, item in enumerate(read.statements):
        if item.kind == "feature":
            last = max((other.last_line for other in read.statements), default=item.last_line)
            inside = [test.function.id for test in tests]
            yield TestGroup(_id(file, item.line), item.name, "feature", _from(item, last, lines), (*inside,))
        elif item.kind == "rule":
            below = read.statements[at + 1 :]
            end = next((number for number, other in enumerate(below) if other.kind == "rule"), len(below))
            held = [item, *below[:end]]
            inside = [test.function.id for test in tests if any(test.statement is one for one in held)]
            span = _from(item, held[-1].last_line, lines)
            yield TestGroup(_id(file, item.line), item.name, "rule", span, (*inside,))
        elif item.kind == "outline":
            inside = [test.function.id for test in tests if test.statement is item]
            span = _lines(item.first_line, item.last_line, lines)
            yield TestGroup(_id(file, item.line), item.name, "outline", span, (*inside,))


def _calls(item: _Test, steps: Sequence[StepText], lines: Sequence[str]) -> Iterator[ClientCall]:
    """Yield what a test's title and steps ask; what its background asks is set-up, unless it asks nothing itself."""
    values = item.row.values if item.row else {}
    title = filled(item.statement.name, values)
    found = [*_named(item, title, _name_span(item.statement, lines))]
    for step in steps:
        found += _named(item, step.text, step.span)
    if not found:
        for shared in item.background:
            found += _named(item, filled(shared.text, values), _whole_line(shared.line, lines))
    yield from dict.fromkeys(found)


def _named(item: _Test, text: str, span: Span) -> Iterator[ClientCall]:
    for request in requests_in(text):
        shown = " ".join(text[request.start : request.end].split())
        short = shown if len(shown) <= _LONGEST_TEXT else f"{shown[: _LONGEST_TEXT - 1]}…"
        yield ClientCall(item.function.id, request.method, request.url, span, short)


def _step(step: ReadStep, lines: Sequence[str], row: NamedRow | None) -> StepText:
    text = filled(step.text, row.values) if row else step.text
    return StepText(step.keyword, text, _whole_line(step.line, lines))


def _id(file: WorkspacePath, line: int) -> TestId:
    return TestId(f"{file}:{line}")


def _name_span(item: Statement, lines: Sequence[str]) -> Span:
    """Give the place of a name; that of the keyword where it has none."""
    whole = _whole_line(item.line, lines)
    start = whole.end_column - len(item.name)
    return replace(whole, column=start) if item.name else whole


def _whole_line(line: int, lines: Sequence[str]) -> Span:
    """Give the place of a line's text without its indent."""
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = len(text) - len(text.lstrip())
    return Span(line, indent + 1, line, max(len(text.rstrip()), indent) + 1)


def _lines(first: int, last: int, lines: Sequence[str]) -> Span:
    start, end = _whole_line(first, lines), _whole_line(last, lines)
    return Span(start.line, start.column, end.line, end.end_column)


def _from(item: Statement, last: int, lines: Sequence[str]) -> Span:
    return _lines(item.first_line, max(last, item.last_line), lines)
