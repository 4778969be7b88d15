"""Reading what a run's folder holds: test records, sidecar, the raw events of a run that was cut short."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from qaagent_lsp.model.event import CaseFinished, ToolStarted
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.results.attempts import joined
from qaagent_lsp.results.events import Decoder
from qaagent_lsp.store.case_record import Recorded, read_record
from qaagent_lsp.store.layout import ARTIFACTS, ATTEMPT, EVENTS, ROUND, SIDECAR, TESTS
from qaagent_lsp.store.records import Json, Sidecar, SuiteTool

CaseKey = tuple[str, str]
"""Suite and case id: what tells the cases of a run apart."""


def key_of(recorded: Recorded) -> CaseKey:
    """Return the key of a case."""
    return (recorded.case.suite, recorded.case.id)


def read_sidecar(run_dir: Path) -> Sidecar | None:
    """Read our sidecar; None for the original's runs, and for a sidecar that somebody broke."""
    try:
        return Sidecar.model_validate(json.loads((run_dir / SIDECAR).read_bytes()))
    except (OSError, ValueError):
        return None


def record_objects(run_dir: Path) -> Iterator[Json]:
    """Read the objects of ``tests.jsonl``; blank, torn and foreign lines are passed over."""
    try:
        content = (run_dir / TESTS).read_bytes()
    except OSError:
        return
    for line in content.splitlines():
        value = parse_object(line)
        if value is not None:
            yield value


def parse_object(line: bytes) -> Json | None:
    """Read one line; None when it is not a JSON object."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def read_records(run_dir: Path) -> dict[CaseKey, Recorded]:
    """Read the cases of a run in the order in which they finished; the last record of a case counts."""
    return latest(
        recorded for value in record_objects(run_dir) if (recorded := read_record(value)) is not None
    )


def latest(records: Iterable[Recorded]) -> dict[CaseKey, Recorded]:
    """Fold the records of each case into its last one.

    The original knows cases by name only, and different tests may share one: each of its records stands for
    itself.
    """
    found: dict[CaseKey, Recorded] = {}
    for recorded in records:
        suite, case_id = key_of(recorded)
        found[
            (suite, case_id)
            if recorded.finished_at
            else (f"{suite} {recorded.test_id} {len(found)}", case_id)
        ] = recorded
    return found


def unrecorded(run_dir: Path, target_path: str, known: dict[CaseKey, Recorded]) -> Iterator[Recorded]:
    """Read the finished cases, and tries of cases, that only the raw events of the probes hold."""
    found = dict(known)
    for suite_folder in sorted((run_dir / ARTIFACTS).glob("*")):
        suite = suite_folder.name
        # Of several orchestrations only the last can hold what is not recorded: the others have come to their end.
        rounds = sorted(suite_folder.glob(f"{ROUND}*"), key=lambda folder: _number(folder, ROUND))
        folder = rounds[-1] if rounds else suite_folder
        later = sorted(folder.glob(f"{ATTEMPT}*"), key=lambda start: _number(start, ATTEMPT))
        for attempt, start in enumerate([folder, *later], 1):
            events = start / EVENTS
            if not events.exists():
                continue
            finished_at = events.stat().st_mtime
            decoder = Decoder(suite, target_path)
            for event in decoder.feed(events.read_bytes().splitlines()):
                if not isinstance(event, CaseFinished):
                    continue
                before = found.get((suite, event.case.id))
                case = event.case if before is None else _newer(before.case, event.case, attempt, len(rounds))
                if case is None:
                    continue
                recorded = Recorded("" if before is None else before.test_id, case, finished_at)
                found[suite, case.id] = recorded
                yield recorded


def _newer(before: CaseResult, told: CaseResult, attempt: int, rounds: int) -> CaseResult | None:
    """Tell what becomes of a recorded case that the events tell of; None where the record has it already."""
    if attempt > 1:
        return joined(before, told) if told.attempts[-1:] != before.attempts[-1:] else None
    is_another = rounds > 0 and not any(tried in before.attempts for tried in told.attempts)
    return told if is_another else None


def _number(folder: Path, prefix: str) -> int:
    number = folder.name.removeprefix(prefix)
    return int(number) if number.isdecimal() else 0


def suite_tool(run_dir: Path, suite: str, target_path: str) -> SuiteTool | None:
    """Read what the tool of a suite said of itself in its first events."""
    try:
        with (run_dir / ARTIFACTS / suite / EVENTS).open("rb") as events:
            head = events.read(_HEAD).splitlines()
    except OSError:
        return None
    for event in Decoder(suite, target_path).feed(head[:10]):
        if isinstance(event, ToolStarted):
            return SuiteTool.model_construct(
                tool=event.tool, version=event.version, python=event.python, rootdir=event.rootdir
            )
    return None


_HEAD = 65_536
