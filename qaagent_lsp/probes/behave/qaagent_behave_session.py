"""Turns what behave does into events, in the order it does it."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

from qaagent_behave_failures import (
    error_detail,
    feature_detail,
    file_detail,
    hook_detail,
    plain_detail,
    step_detail,
)
from qaagent_behave_scenario import BAD, RunningScenario, sections_of
from qaagent_probe_functions import tell_shared
from qaagent_probe_routes import taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qaagent_behave_selection import Selection
    from qaagent_probe_channel import Channel
    from qaagent_probe_functions import Functions
    from qaagent_probe_places import Places
    from qaagent_probe_routes import Recorder

CHUNK = 500
_MISUSE = frozenset(
    (
        "ConfigError",
        "FileNotFoundError",
        "InvalidFileLocationError",
        "InvalidFilenameError",
        "TagExpressionError",
        "ClassNotFoundError",
        "ModuleNotFoundError",
        "InvalidClassError",
    )
)


class Session:
    """One run of behave. Methods named ``…_begins`` and ``…_ends`` are called around behave's own."""

    def __init__(
        self,
        channel: Channel,
        places: Places,
        recorder: Recorder,
        selection: Selection | None,
        executed: Functions | None = None,
    ) -> None:
        self.has_begun = False
        self.selection = selection
        self._channel = channel
        self._places = places
        self._recorder = recorder
        self._root = os.getcwd()
        self._told: list[BaseException] = []
        self._is_interrupted = False
        self._config: Any = None
        self._environment = ""
        self._containers: list[tuple[Any, list[dict[str, Any]]]] = []
        self._running: RunningScenario | None = None
        self._held: tuple[RunningScenario, dict[str, Any]] | None = None
        self._reported: set[int] = set()
        self._executed = executed
        self._partial: set[str] = set()
        self._files: dict[str, str] = {}

    def guarded(self, function: Callable[..., None], *args: object) -> None:
        """Call one of our own; its fault is told and never the user's."""
        try:
            function(*args)
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())

    # -- the whole run

    def misused(self, text: str) -> None:
        """Say that behave was called wrongly or cannot be called."""
        self._channel.event("usage_error", text=text)

    def told(self, error: BaseException) -> bool:
        """Tell whether an error was told before, and remember it."""
        known = any(error is one for one in self._told)
        self._told.append(error)
        return known

    def broke(self, error: BaseException) -> None:
        """Say what ended everything, unless the file that it came from was told."""
        if isinstance(error, SystemExit) or self.told(error):
            return
        if isinstance(error, KeyboardInterrupt):
            self.interrupted(error)
        elif type(error).__name__ in _MISUSE and _raised_by_behave(error):
            self.misused("%s: %s" % (type(error).__name__, error))
        else:
            self._channel.event("internal_error", failure=error_detail(self._places, error))

    def interrupted(self, error: BaseException) -> None:
        """Say that Ctrl-C, or the code of a test, interrupted the run."""
        self.told(error)
        if not self._is_interrupted:
            self._is_interrupted = True
            failure = error_detail(self._places, error)
            self._channel.event(
                "interrupted", reason=str(error), exception=type(error).__name__, failure=failure
            )

    def ends(self, code: int) -> None:
        """Say how it ends."""
        self.guarded(self._flush)
        self.guarded(self._recorder.tables.tell)
        for own_id, hits in self._recorder.owners.left():
            self._channel.event("late_hits", id=own_id, hits=taken(hits))
        if self.selection is not None and self._config is not None and self.selection.missing:
            self._channel.event("missing", ids=self.selection.missing)
        if self._executed is not None:
            self.guarded(tell_shared, self._executed, self._channel, self._partial)
        self._channel.event("session_end", exitstatus=code)

    # -- files

    def loading(self, filename: str) -> None:
        """Say who runs, with what, before the first file is read."""
        self.guarded(self._begin)
        # Frames name files relative to the folder that behave was started in, which the tests may leave.
        self._places.own(os.path.relpath(filename, self._root))

    def file_broke(self, filename: str, error: BaseException) -> None:
        """Say that a Python file of steps or hooks could not be loaded."""
        if isinstance(error, KeyboardInterrupt):
            self.interrupted(error)
        elif not self.told(error):
            self.guarded(self._file_broke, filename, file_detail, error)

    def feature_broke(self, filename: str, error: BaseException) -> None:
        """Say that a feature file could not be parsed."""
        if isinstance(error, Exception) and not self.told(error):
            self.guarded(self._file_broke, filename, feature_detail, error)

    def _file_broke(self, filename: str, describe: Callable[..., Any], error: BaseException) -> None:
        failure = describe(self._places, os.path.join(self._root, filename), error)
        self._collect_error(self._relative(filename), failure)

    def _collect_error(self, own_id: str, failure: dict[str, Any]) -> None:
        file = own_id.rpartition(":")[0] if own_id.rpartition(":")[2].isdigit() else own_id
        self._channel.event("collect_error", id=own_id, file=file, failure=failure)

    def _begin(self) -> None:
        if self.has_begun:
            return
        self.has_begun = True
        self._channel.event(
            "session",
            tool="behave",
            version=str(getattr(sys.modules["behave"], "__version__", "")),
            python="%d.%d.%d" % sys.version_info[:3],
            rootdir=self._root,
        )

    def model_begins(self, runner: Any, features: Iterable[Any]) -> None:
        """Say what will run, once every file is read and before the first hook."""
        self._begin()
        self._config = runner.config
        base = getattr(runner, "base_dir", None) or self._root
        self._environment = self._relative(os.path.join(base, str(runner.config.environment_file)))
        if self.selection is not None:
            self.selection.apply(features)
            self._partial = {
                self._relative(scenario.filename)
                for feature in features
                for scenario in _scenarios_of(feature)
                if self.selection.leaves_out(scenario)
            }
        rows = [
            [self._id(scenario), scenario.line]
            for feature in features
            for scenario in _scenarios_of(feature)
            if scenario.should_run(runner.config)
        ]
        for start in range(0, len(rows), CHUNK):
            self._channel.event("collected", cases=rows[start : start + CHUNK])

    # -- features and rules

    def container_begins(self, container: Any) -> None:
        """Note that a feature or rule runs."""
        self._containers.append((container, []))

    def container_ends(self, container: Any) -> None:
        """Say what its hooks did, and which of its scenarios behave skipped without asking them."""
        self._flush()
        _, failures = self._containers.pop()
        if failures:
            also = "".join("\n\n%s" % one["text"] for one in failures[1:])
            self._collect_error(self._id(container), {**failures[0], "text": failures[0]["text"] + also})
        if container.type == "feature":
            for scenario in _scenarios_of(container):
                if scenario.status.name == "skipped" and id(scenario) not in self._reported:
                    self._skipped(scenario)

    # -- scenarios

    def scenario_begins(self, scenario: Any, runner: Any) -> None:
        """Say that a scenario runs, unless behave is about to skip it."""
        if self._held is not None and self._held[0].scenario is not scenario:
            self._flush()
        if self._executed is not None:
            self._executed.tests_begin()
        self._running = running = RunningScenario(scenario, self._id(scenario), self._recorder)
        running.was_started = not runner.aborted and bool(scenario.should_run(runner.config))
        if running.was_started and self._held is None:
            self._channel.event("started", id=running.id, name=scenario.name.strip())

    def scenario_ends(self, scenario: Any, failed: bool) -> None:  # noqa: FBT001 - behave's own answer
        """Say how a scenario ended; one that was interrupted has no verdict."""
        running, self._running = self._running, None
        if running is not None:
            running.leaves()
        if running is None or running.was_interrupted:
            return
        if not running.was_started or scenario.was_dry_run:
            if scenario.status.name == "skipped" or scenario.was_dry_run:
                self._skipped(scenario)
            return
        status = scenario.status.name  # behave looks at all steps to tell
        bad = failed or status in BAD
        if bad and not any(running.failures.values()):
            says = "behave says %s" % status
            running.failures["call"].append(plain_detail(self._places, self._root, scenario, says))
        fields = self._fields(scenario)
        fields["phases"] = [*self._earlier(), *running.phases(status, bad, self._reason)]
        self._tell_executed(fields["phases"][-1])
        sections = sections_of(scenario.captured)
        if sections:
            fields["sections"] = sections
        self._held = (running, fields)
        # behave.contrib.scenario_autoretry puts its own ``run`` there.
        if not (bad and "run" in vars(scenario)):
            self._flush()

    def _tell_executed(self, row: list[Any]) -> None:
        """Lay what a scenario has executed into the row of its last phase."""
        ran = None if self._executed is None else self._executed.test_ended(None)
        if ran is not None:
            row[3:] = [{**(row[3] if len(row) > 3 else {}), "ran": ran}]

    def _earlier(self) -> Iterator[list[Any]]:
        """Phases of earlier attempts of the scenario in hand, whose failures were tried again."""
        if self._held is not None:
            for row in self._held[1]["phases"]:
                yield [row[0], "rerun" if row[1] == "failed" else row[1], *row[2:]]
            self._held = None

    def _flush(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._finish(held[0].scenario, held[1])

    def _finish(self, scenario: Any, fields: dict[str, Any]) -> None:
        self._reported.add(id(scenario))
        self._channel.event("finished", **fields)

    def _skipped(self, scenario: Any) -> None:
        if self.selection is not None and self.selection.leaves_out(scenario):
            return
        fields = self._fields(scenario)
        reason = self._reason(scenario)
        fields["phases"] = [["setup", "passed", 0.0], ["call", "skipped", 0.0, {"reason": reason}]]
        self._finish(scenario, fields)

    def _fields(self, scenario: Any) -> dict[str, Any]:
        own_id = self._id(scenario)
        file = own_id.rpartition(":")[0]
        return {"id": own_id, "name": scenario.name.strip(), "file": file, "line": scenario.line}

    def _reason(self, scenario: Any) -> str:
        if scenario.skip_reason:
            return str(scenario.skip_reason)
        if scenario.was_dry_run:
            return "not run: --dry-run"
        if not scenario.should_run_with_name_select(self._config):
            return "excluded by its name"
        tags = getattr(self._config, "tag_expression", None) or self._config.tags
        return "" if scenario.should_run_with_tags(tags) else "excluded by its tags"

    # -- steps

    def step_begins(self, step: Any) -> None:
        """Note that a step runs."""
        if self._running is not None:
            self._running.step_begins(step)

    def step_ends(self, step: Any) -> None:
        """Note how a step ended."""
        running = self._running
        if running is None:
            return
        running.took(step.duration)
        if isinstance(step.exception, KeyboardInterrupt):
            running.was_interrupted = True
            self.interrupted(step.exception)
        elif step.status.name in ("failed", "error", "undefined", "pending") and not step.hook_failed:
            self._step_failed(step)

    def inner_step_failed(self, step: Any) -> None:
        """Remember the step that another step executed and that failed, for its place."""
        if self._running is not None:
            self._running.inner_step = step

    def _step_failed(self, step: Any) -> None:
        running = self._running
        if running is not None and running.told_step is not step:
            running.told_step = step
            detail = step_detail(self._places, self._root, step, running.inner_step)
            running.failures["call"].append(detail)

    # -- hooks and cleanups

    def hook_begins(self, name: str, statement: Any) -> None:
        """Note that a hook runs."""
        running = self._running
        if running is None or name in ("before_step", "after_step"):
            # behave 1.2.6 forgets a step's own error when the hook after it fails.
            if running is not None and name == "after_step" and running.has_failed_by_itself(statement):
                self._step_failed(statement)
            return
        running.hook_begins(_phase_of(name))

    def hook_ends(self, name: str) -> None:
        """Note that a hook is over."""
        if self._running is not None and name not in ("before_step", "after_step"):
            self._running.hook_ends(_phase_of(name))

    def hook_failed(self, name: str, statement: Any, error: BaseException) -> None:
        """Lay the failure of a hook at the door of what it was called for."""
        if isinstance(error, KeyboardInterrupt):
            if self._running is not None:
                self._running.was_interrupted = True
            self.interrupted(error)
            return
        if isinstance(error, SystemExit) and not self._catches_exits():
            return
        where = "the hook %s%s" % (name, "(%s)" % statement if name.endswith("_tag") else "")
        self._failed_around(name.partition("_")[2], _phase_of(name), where, statement, error)

    def cleanup_failed(self, layer: str | None, error: Exception) -> None:
        """Lay the failure of a cleanup at the door of what it was registered for."""
        self._failed_around(layer or "scenario", "teardown", "a cleanup", None, error)

    def _failed_around(
        self, level: str, phase: str, where: str, statement: Any, error: BaseException
    ) -> None:
        if level in ("all", "testrun"):
            self._collect_error(self._environment, hook_detail(self._places, self._root, where, error, None))
        elif level in ("feature", "rule") or self._running is None:
            container, failures = self._containers[-1]
            failures.append(hook_detail(self._places, self._root, where, error, container))
        else:
            about = statement if level == "step" else self._running.scenario
            detail = hook_detail(self._places, self._root, where, error, about)
            self._running.failures[phase].append(detail)

    def _catches_exits(self) -> bool:
        """Tell behave 1.3, which makes a hook error of ``sys.exit()``, from older ones, which end by it."""
        return hasattr(sys.modules["behave.runner"].ModelRunner, "run_hook_with_capture")

    def _id(self, statement: Any) -> str:
        return "%s:%d" % (self._relative(statement.filename), statement.line)

    def _relative(self, filename: str) -> str:
        if filename not in self._files:
            self._files[filename] = self._places.relative(os.path.join(self._root, filename))
        return self._files[filename]


def _scenarios_of(feature: Any) -> list[Any]:
    """Scenarios and rows of a feature; none of one with examples without a table, which behave 1.2.6 breaks at."""
    try:
        return list(feature.walk_scenarios())
    except TypeError:
        return []


def _raised_by_behave(error: BaseException) -> bool:
    """Tell behave's complaints from the errors of the code that it runs, which may be of the same type."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).startswith("behave.")


def _phase_of(hook: str) -> str:
    return "setup" if hook.startswith("before_") else "teardown"
