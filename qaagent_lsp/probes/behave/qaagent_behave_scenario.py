"""One scenario while it runs: its phases, what went wrong in each, and the requests made in each."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from qaagent_probe_failures import SECTION_LIMIT, capped
from qaagent_probe_routes import taken

if TYPE_CHECKING:
    from collections.abc import Callable

    from qaagent_probe_routes import Recorder

    Detail = dict[str, Any]

_NAMES = ("setup", "call", "teardown")
_ORDER = {name: number for number, name in enumerate(_NAMES)}
BAD = frozenset(("failed", "error", "hook_error", "cleanup_error", "undefined", "pending"))
"""Names of behave's for how a scenario ended that count among the failed ones."""


class RunningScenario:
    """Collects what happens between the start and the end of a scenario.

    ``setup`` is what hooks do before its steps; what its background requests belongs there too, though a background
    step that fails fails the call. ``teardown`` is what hooks and cleanups do after the steps.
    """

    def __init__(self, scenario: Any, own_id: str, recorder: Recorder) -> None:
        self.scenario = scenario
        self.id = own_id
        self.was_started = False
        self.was_interrupted = False
        self.step: Any = None
        self.inner_step: Any = None
        self.told_step: Any = None
        self.failures: dict[str, list[Detail]] = {name: [] for name in _NAMES}
        self._hits: dict[str, list[dict[str, object]]] = {name: [] for name in _NAMES}
        self._seconds = dict.fromkeys(_NAMES, 0.0)
        self._owners = recorder.owners
        self.owner, self._token = self._owners.begin(own_id)
        self._phase = "setup"
        self._clock = time.perf_counter
        self._since = 0.0

    def enters(self, phase: str) -> None:
        """Go on to a phase, never back; requests so far belong to the one before."""
        if _ORDER[phase] > _ORDER[self._phase]:
            self._take()
            self._phase = phase

    def leaves(self) -> None:
        """Let the context be nobody's again."""
        self._owners.end(self.owner, self._token)

    def hook_begins(self, phase: str) -> None:
        """Begin to count the time of a hook."""
        if phase == "teardown":
            self.enters(phase)
        self._since = self._clock()

    def hook_ends(self, phase: str) -> None:
        """Count the time of a hook that is over."""
        self._seconds[phase] += self._clock() - self._since

    def step_begins(self, step: Any) -> None:
        """Go on to the call with the first step that is not the background's."""
        self.step, self.inner_step = step, None
        if self._phase == "setup" and not any(step is one for one in self.scenario.background_steps):
            self.enters("call")

    def has_failed_by_itself(self, step: Any) -> bool:
        """Tell whether a step of the scenario, none that a step executes, raised before any hook did."""
        return step is self.step and step.exception is not None and not step.hook_failed

    def took(self, seconds: float) -> None:
        """Count the time of a step."""
        self._seconds["call"] += seconds

    def phases(self, status: str, bad: bool, reason: Callable[[Any], str]) -> list[list[Any]]:  # noqa: FBT001 - behave's own answer
        """Rows of the phases now that all is over.

        ``status`` is behave's name of how it ended, ``bad`` says whether it counts among the failed ones,
        ``reason`` gives why the scenario was skipped.
        """
        self.enters("teardown")
        self._take()
        rows = [self._row("setup")]
        if not bad:
            self.failures["call"].clear()  # a hook of the user decided otherwise
        if status == "skipped":
            rows.append(
                [
                    "call",
                    "skipped",
                    self._seconds["call"],
                    self._told("call", {"reason": reason(self.scenario)}),
                ]
            )
        elif not self.failures["setup"] or self.failures["call"]:
            rows.append(self._row("call"))
        rows += [["call", "failed", 0.0, detail] for detail in self.failures["call"][1:]]
        rows.append(self._row("teardown"))
        return rows

    def _take(self) -> None:
        if self.owner.hits:
            self._hits[self._phase] += taken(self.owner.hits)

    def _row(self, name: str) -> list[Any]:
        failures = self.failures[name]
        if not failures and not self._hits[name]:  # as nearly always
            return [name, "passed", round(self._seconds[name], 6)]
        detail = dict(failures[0]) if failures else {}
        if name != "call" and len(failures) > 1:
            also = "\n\n".join(str(one["text"] or one["message"]) for one in failures[1:])
            detail["text"] = "%s\n\n%s" % (detail["text"], also)
        row: list[Any] = [name, "failed" if failures else "passed", round(self._seconds[name], 6)]
        detail = self._told(name, detail)
        return [*row, detail] if detail else row

    def _told(self, name: str, detail: Detail) -> Detail:
        if self._hits[name]:
            detail["hits"] = self._hits[name]
        return detail


def sections_of(captured: Any) -> list[list[str]]:
    """What behave captured of a scenario; nothing unless it kept it, which it does for those that fail."""
    has_output = getattr(captured, "has_output", None)
    if has_output is not None and not has_output():  # behave 1.3 puts even nothing together with much ado
        return []
    found = (
        ("Captured stdout", getattr(captured, "stdout", "")),
        ("Captured stderr", getattr(captured, "stderr", "")),
        ("Captured log", getattr(captured, "log", "") or getattr(captured, "log_output", "")),
    )
    return [[title, capped(str(text), SECTION_LIMIT)] for title, text in found if str(text or "").strip()]
