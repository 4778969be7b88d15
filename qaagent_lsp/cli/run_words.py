"""The sentences of a run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from rich.text import Text

from qaagent_lsp.editor.blame import blamed
from qaagent_lsp.editor.steps import step_in
from qaagent_lsp.linking.evidence import links_to
from qaagent_lsp.model.event import CollectionBroke
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import CaseResult, Failure, RunResult, RunStatus
from qaagent_lsp.model.scope import AtScope, ChangedScope, ChosenTests
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import is_placed
from qaagent_lsp.reporting.words import amount, counts_words, scope_words
from qaagent_lsp.results.diagnosing import diagnose_case
from qaagent_lsp.runs.supervisor import RunTicket

MESSAGE_LINES = 12
REASONS_SHOWN = 10
_MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
RED, GREEN, YELLOW, DIM = "bold red", "bold green", "yellow", "dim"


def start_words(run: RunTicket) -> list[Text]:
    """Say what will run, and for chosen tests why each was chosen."""
    chosen = [
        test
        for part in run.selection.parts
        if isinstance(part, ChosenTests)
        for test in part.tests
        if test.how or isinstance(run.scope, ChangedScope | AtScope)
    ]
    total = "" if run.total is None else f" ({amount(run.total, 'test')})"
    lines = [Text.assemble("Running ", (scope_words(run.scope), "bold"), total, (f"  run {run.run_id}", DIM))]
    lines += [Text.assemble("  ", str(test.id), (f"  {test.why}", DIM)) for test in chosen[:REASONS_SHOWN]]
    if len(chosen) > REASONS_SHOWN:
        lines.append(Text(f"  … and {len(chosen) - REASONS_SHOWN} more", DIM))
    return lines


def case_words(case: CaseResult) -> list[Text]:
    """Say what went wrong with a case: nothing for one that passed, a line for a flaky one."""
    match case.outcome:
        case "passed" if case.flaky:
            return [
                Text.assemble(("~ ", YELLOW), case.id, (f"  passed at attempt {len(case.attempts)}", DIM))
            ]
        case "passed" | "skipped":
            return []
        case "failed" | "error":
            heading = Text.assemble(
                ("✗ ", RED),
                (case.id, "bold"),
                _name_words(case),
                (f"  {case.outcome} in {case.duration:.2f} s", DIM),
            )
            lines = [Text(), heading]
            for failure in case.failures:
                lines += failure_words(failure)
            return [*lines, *(_route_words(link) for link in case.routes), _diagnosis_words(case)]
        case _:
            assert_never(case.outcome)


def _name_words(case: CaseResult) -> str:
    """Name a test whose id only says where it stands."""
    return f"  {case.name}" if is_placed(case.id) and case.name not in case.id else ""


def _diagnosis_words(case: CaseResult) -> Text:
    """Say where the fault lies and what to do: ``→ fault in the handler (sure)``, and the suggestion."""
    found = diagnose_case(case)
    where = "nobody knows where the fault lies" if found.fault == "unknown" else f"fault: {found.fault}"
    sure = f" ({found.fault_confidence:.0%})" if found.fault != "unknown" else ""
    return Text.assemble(("  → ", DIM), (f"{where}{sure}", YELLOW), (f"  {found.suggestion}", DIM))


def failure_words(failure: Failure) -> list[Text]:
    """Say where and why: ``app/pets.py:14`` and the message, cut after some lines; before it the step of a feature."""
    first, *more = failure.message.splitlines() or [failure.exception or "failed"]
    if failure.exception and failure.exception not in first and failure.exception != "Failed":
        first = f"{failure.exception}: {first}"
    phase = {"call": "", "collect": "", "setup": "in setup: ", "teardown": "in teardown: "}[failure.when]
    subtest = f"[{failure.subtest}] " if failure.subtest else ""
    place = (
        Text.assemble("  ", (f"{failure.location.file}:{failure.location.span.line}", "bold cyan"), "  ")
        if failure.location
        else Text("  ")
    )
    step = step_in(failure)
    at_step = (
        []
        if step is None
        else [Text.assemble("  ", (f"{step.file}:{step.span.line}", "bold cyan"), f"  {step.function}")]
    )
    lines = [*at_step, place.append(f"{subtest}{phase}{first}")]
    lines += [Text(f"    {line}") for line in more[: MESSAGE_LINES - 1]]
    if len(more) >= MESSAGE_LINES:
        lines.append(Text(f"    … {len(more) - MESSAGE_LINES + 1} more lines in the evidence", DIM))
    return lines


def broken_file_words(event: CollectionBroke) -> list[Text]:
    """Say that a file could not be collected, and where it is broken."""
    heading = Text.assemble(("✗ ", RED), (str(event.id), "bold"), ("  could not be collected", DIM))
    return [Text(), heading, *failure_words(event.failure)]


def end_words(result: RunResult, snapshot: Snapshot) -> list[Text]:
    """Say the verdict, the routes that are not all right, what broke besides tests, and where the evidence is."""
    style = {"passed": GREEN, "cancelled": YELLOW}.get(result.status, RED)
    verdict = Text.assemble(
        (f"{mark_of(result.status)} {_verdict_of(result.status)}", style),
        f"  {counts_words(result.counts)} in {result.duration:.2f} s",
    )
    broken = [f"{suite.name}: {suite.error}" for suite in result.suites if suite.error]
    return [
        Text(),
        *_routes_words(result, snapshot),
        *(Text.assemble(("✗ ", RED), line) for line in broken),
        *_interpreter_words(result),
        *(Text.assemble(("! ", YELLOW), note) for note in result.notes),
        verdict,
        Text.assemble(("  evidence ", DIM), result.run_dir),
    ]


def _interpreter_words(result: RunResult) -> Iterator[Text]:
    """Where a module is missing, name the Python that missed it: it may be another one than is meant."""
    for suite in result.suites:
        missing = _MISSING.search(suite.error)
        if missing is not None and suite.argv:
            told = f"  {suite.argv[0]} has no {missing[1]}: install it there, or choose another interpreter. "
            yield Text.assemble((told + "qaagent-lsp doctor says why it was this one.", DIM))


def mark_of(status: RunStatus) -> str:
    """One character for a status."""
    return {"passed": "✓", "cancelled": "■", "running": "●"}.get(status, "✗")


def _verdict_of(status: RunStatus) -> str:
    words = {"passed": "green", "failed": "red", "error": "broken", "timeout": "timed out"}
    return words.get(status, status)


def _route_words(link: Link) -> Text:
    return Text.assemble("  ", (str(link.route), "magenta"), (f"  {link.how}", DIM))


def _routes_words(result: RunResult, snapshot: Snapshot) -> Iterator[Text]:
    """For each route where a test fails: how many of its tests do, and where it is defined."""
    red = Counter(
        (link.route, link.file)
        for case in result.cases
        if case.outcome in {"failed", "error"}
        for link in _failing_links(case, snapshot)
    )
    for (key, file), failing in red.items():
        tests = sum(
            any((link.route, link.file) == (key, file) for link in case.routes) for case in result.cases
        )
        places = [
            f"{route.file}:{route.span.line}"
            for route in snapshot.routes
            if route.key == key and file in {None, route.file}
        ]
        # Several apps may serve it, and the evidence may not say which of them was meant.
        place = places[0] if len(places) == 1 else ""
        yield Text.assemble(
            ("✗ ", RED),
            (str(key), "magenta"),
            f"  {failing} of {amount(tests, 'test')} {'fails' if failing == 1 else 'fail'}",
            (f"  {place}", DIM),
        )


def _failing_links(case: CaseResult, snapshot: Snapshot) -> Iterator[Link]:
    """Give the links of a failing case without those to routes that it certainly only passed through."""
    at_fault = blamed(snapshot.routes, case)
    for link in case.routes:
        rows = [route for route in snapshot.routes if links_to(route, (link,))]
        if not rows or any(row in at_fault for row in rows):
            yield link
