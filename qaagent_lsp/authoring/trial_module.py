"""Trials → the source of a module that makes them inside the user's pytest (see the probe ``qaagent_try``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qaagent_lsp.authoring.file_head import Head, import_lines
from qaagent_lsp.authoring.project_style import ProjectStyle, caller_of
from qaagent_lsp.model.trial import Trial


def trial_source(trials: Sequence[Trial], style: ProjectStyle, head: Head) -> str:
    """Write a test for each trial, with the same client and fixtures as the tests that are to be written."""
    tests = ["\n".join(_test(number, trial, style, head)) for number, trial in enumerate(trials)]
    return "\n\n".join(["\n".join(import_lines(head.imports, head.own)), *head.fixtures, *tests]) + "\n"


def _test(number: int, trial: Trial, style: ProjectStyle, head: Head) -> Iterator[str]:
    caller = caller_of(style.sign_in if trial.signed_in else None, head.client)
    if style.mark:
        yield f"@{style.mark}"
    yield f"{'async ' if style.is_async else ''}def test_{number}({', '.join(caller.fixtures)}):"
    if caller.statement:
        yield f"    {caller.statement}"
    headers = f", {caller.headers}" if caller.headers else ""
    ask = "await qaagent_try_async" if style.is_async else "qaagent_try"
    yield f"    {ask}({number}, {caller.client}{headers})"
