"""Reading what a run's folder holds: test records, sidecar, the raw events of a run that was cut short."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from qaagent_lsp.model.event import CaseFinished, ToolStarted
from qaagent_lsp.results.attempts import joined
from qaagent_lsp.results.events import Decoder
from qaagent_lsp.store.case_record import Recorded, read_record
from qaagent_lsp.store.layout import ARTIFACTS, ATTEMPT, EVENTS, SIDECAR, TESTS
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
    artifacts = run_dir / ARTIFACTS
    found = dict(known)
    for events in sorted(
        (*artifacts.glob(f"*/{EVENTS}"), *artifacts.glob(f"*/{ATTEMPT}*/{EVENTS}")), key=_attempt
    ):
        suite = events.relative_to(artifacts).parts[0]
        finished_at = events.stat().st_mtime
        decoder = Decoder(suite, target_path)
        for event in decoder.feed(events.read_bytes().splitlines()):
            if not isinstance(event, CaseFinished):
                continue
            before = found.get((suite, event.case.id))
            if before is None:
                recorded = Recorded("", event.case, finished_at)
            elif _attempt(events) > 1 and event.case.attempts[-1:] != before.case.attempts[-1:]:
                recorded = Recorded(before.test_id, joined(before.case, event.case), finished_at)
            else:
                continue
            found[suite, event.case.id] = recorded
            yield recorded


def _attempt(events: Path) -> int:
    """Tell which start of a suite wrote an events file."""
    number = events.parent.name.removeprefix(ATTEMPT)
    return int(number) if number.isdecimal() else 1


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
