"""One ``testcase`` element → what it says about its test: outcome, failures, attempts, output."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from junitparser import Error, Skipped
from junitparser import Failure as JUnitFailure
from junitparser.junitparser import Result
from junitparser.xunit2 import FlakyError, FlakyFailure, InterimResult, RerunError, RerunFailure

from qaagent_lsp.model.result import Attempt, CaseOutcome, Failure
from qaagent_lsp.results.junit_failures import failure_of

_BAD = frozenset(
    ("failed", "failure", "fail", "error", "errored", "broken", "crashed", "timeout", "timedout", "undefined")
)
_HOOKS = frozenset(("hook_error", "cleanup_error"))
_NOT_RUN = frozenset(
    ("skipped", "notrun", "disabled", "suppressed", "ignored", "pending", "untested", "inconclusive", "todo")
)
_UNSAID = "the document says that it failed, not why"
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a ``testcase`` says.

    ``attempts`` has at least one. ``is_plain``: nothing but a time and output is told, which reads as passed.
    ``odd_time`` is a ``time`` that is no number of seconds.
    """

    attempts: tuple[Attempt, ...]
    reason: str
    output: str
    is_plain: bool
    odd_time: str = ""

    @property
    def last(self) -> Attempt:
        """The attempt whose outcome is the test's."""
        return self.attempts[-1]


def told_by(element: Element, workspace: str = "") -> Told:
    """Read one element through junitparser's types. ``workspace`` is the absolute path of the folder.

    Only its own children count, never what stands inside output.

    ``failure``/``error`` together with ``rerunFailure``/``rerunError``: the first tell the first attempt, the others
    the later ones, and the last of them decides (Maven Surefire and Playwright's ``includeRetries`` agree on that).
    ``flakyFailure``/``flakyError`` tell attempts before one that passed.
    """
    reruns: list[Attempt] = []
    flaky: list[Attempt] = []
    failures: list[tuple[CaseOutcome, Failure]] = []
    skips: list[Result] = []
    output = output_of(element)
    for child in element:
        kind = _KINDS.get(child.tag)
        if kind is None:
            continue
        result = kind.fromelem(child)  # type: ignore[no-untyped-call]  # junitparser leaves it unannotated
        if isinstance(result, Skipped):
            skips.append(result)
            continue
        outcome: CaseOutcome = "error" if isinstance(result, Error | RerunError | FlakyError) else "failed"
        failure = failure_of(
            message=result.message or _child_text(child, "message"),
            kind=result.type or "",
            text=_text_of(child, result),
            output=output,
            workspace=workspace,
        )
        if isinstance(result, InterimResult):
            duration, _ = seconds(child.get("time", ""))
            told = Attempt(outcome, duration, (failure,))
            (reruns if isinstance(result, RerunFailure | RerunError) else flaky).append(told)
        else:
            failures.append((outcome, failure))
    duration, odd = seconds(element.get("time", ""))
    says = _outcome(failures, skips, element)
    own = Attempt(says, duration, tuple(failure for _, failure in failures) or _unsaid(says))
    has_own = bool(failures or skips or flaky or not reruns)
    return Told(
        attempts=(*flaky, *((own,) if has_own else ()), *reruns),
        reason=_reason(skips) if says == "skipped" else "",
        output=output,
        is_plain=says == "passed" and not (reruns or flaky or skips),
        odd_time=odd,
    )


def output_of(element: Element) -> str:
    """Join what ``system-out`` and ``system-err`` hold, in the document's order; of either there may be several."""
    parts = []
    for child in element:
        if child.tag not in ("system-out", "system-err"):
            continue
        said = "".join(child.itertext()).strip("\r\n ")
        if said:
            parts.append(said if child.tag == "system-out" else f"--- stderr ---\n{said}")
    return "\n".join(parts)


def seconds(value: str) -> tuple[float, str]:
    """Read a ``time``: seconds, and the text itself when it is none (the seconds are 0 then).

    A comma groups thousands (``1,234.5``, as Surefire writes) or is a decimal one (``0,25``); ``s`` may follow.

    >>> seconds("1,234.5"), seconds("0,25"), seconds("1.5s"), seconds(""), seconds("NaN")
    ((1234.5, ''), (0.25, ''), (1.5, ''), (0.0, ''), (0.0, 'NaN'))
    """
    number = value.strip()
    if not number:
        return 0.0, ""
    number = number.removesuffix("s").strip()
    comma, dot = number.rfind(","), number.rfind(".")
    if comma > dot >= 0:
        number = number.replace(".", "").replace(",", ".")
    elif dot > comma or (_GROUPED.fullmatch(number) and not number.startswith("0,")):
        number = number.replace(",", "")
    else:
        number = number.replace(",", ".")
    try:
        read = float(number)
    except ValueError:
        return 0.0, value
    return (read, "") if math.isfinite(read) and read >= 0 else (0.0, value)


_KINDS: dict[str, type[Result]] = {
    "failure": JUnitFailure,
    "error": Error,
    "skipped": Skipped,
    "rerunFailure": RerunFailure,
    "rerunError": RerunError,
    "flakyFailure": FlakyFailure,
    "flakyError": FlakyError,
}


def _outcome(
    failures: Iterable[tuple[CaseOutcome, Failure]], skips: Sequence[Result], element: Element
) -> CaseOutcome:
    """Take the worst that the children say, and what the attributes say where there are none."""
    said = {outcome for outcome, _ in failures}
    if said:
        return "error" if "error" in said else "failed"
    if skips:
        return "skipped"
    words = {element.get(name, "").strip().lower() for name in ("status", "result", "outcome")}
    if words & _HOOKS:
        return "error"
    if words & _BAD:
        return "failed"
    if words & _NOT_RUN or element.get("executed", "").lower() == "false":
        return "skipped"
    return "passed"


def _unsaid(outcome: Literal["passed", "failed", "error", "skipped"]) -> tuple[Failure, ...]:
    return (Failure(_UNSAID),) if outcome in ("failed", "error") else ()


def _reason(skips: Iterable[Result]) -> str:
    for skip in skips:
        said = (skip.message or skip.text or "").strip()
        if said:
            return said
    return ""


def _text_of(child: Element, result: Result) -> str:
    if isinstance(result, InterimResult) and result.stack_trace:
        return str(result.stack_trace)
    return "".join(child.itertext())


def _child_text(child: Element, tag: str) -> str:
    found = child.find(tag)
    return "" if found is None else "".join(found.itertext()).strip()
