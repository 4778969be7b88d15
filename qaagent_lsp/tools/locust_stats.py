"""Reads what Locust counted: ``--json-file`` of 2.39 and newer, else the table of ``--csv``.

The table is written once a second, so that the last second may be missing from it.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Counted:
    """The requests of one method and name. Times are in seconds, ``rate`` in requests a second."""

    method: str
    name: str
    requests: int
    failures: int
    median: float
    p95: float
    rate: float

    @property
    def error_rate(self) -> float:
        """The share that failed, from 0 to 1."""
        return self.failures / self.requests if self.requests else 0.0


class TornStats(ValueError):
    """A file of Locust's that is not what it should be."""


def from_json(content: bytes) -> tuple[Counted, ...]:
    """Read the JSON file. Raises ``TornStats``."""
    try:
        entries = json.loads(content)
        spans = [
            (float(one["start_time"]), float(one["last_request_timestamp"])) for one in entries if _asked(one)
        ]
        lasted = max((end for _, end in spans), default=0.0) - min((begin for begin, _ in spans), default=0.0)
        return tuple(_from_entry(one, max(lasted, 1.0)) for one in entries if _asked(one))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TornStats(str(error)) from error


def from_csv(content: bytes) -> tuple[Counted, ...]:
    """Read ``*_stats.csv``. Raises ``TornStats``."""
    try:
        rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
        counted = tuple(_from_row(row) for row in rows if row["Type"] and int(row["Request Count"]))
    except (ValueError, TypeError, KeyError, AttributeError, csv.Error) as error:
        raise TornStats(str(error)) from error
    if not any(row["Name"] == "Aggregated" for row in rows):
        raise TornStats("it has no last line")
    return counted


def errors_of(content: bytes) -> Mapping[tuple[str, str], Sequence[str]]:
    """Read ``*_failures.csv``: what failed, by method and name, the most frequent first; up to where it is torn."""
    found: dict[tuple[str, str], Counter[str]] = {}
    with suppress(csv.Error):  # a field that holds a whole answer of the server is too long for the module
        for row in _rows(content):
            method, name, said, times = (
                row.get(key) or "" for key in ("Method", "Name", "Error", "Occurrences")
            )
            if times.isdigit():
                found.setdefault((method, name), Counter())[said] += int(times)
    return {key: [said for said, _ in counts.most_common()] for key, counts in found.items()}


def exceptions_of(content: bytes) -> Sequence[str]:
    """Read ``*_exceptions.csv``: what tasks of a locustfile raised, each once. What cannot be read is one, too."""
    found: dict[str, None] = {}
    try:
        for row in _rows(content):
            found[row.get("Message") or "an exception"] = None
    except csv.Error:
        found["an exception"] = None
    return list(found)


def _rows(content: bytes) -> Iterator[dict[str, str | None]]:
    return csv.DictReader(content.decode("utf-8", "replace").splitlines())


def _asked(entry: Mapping[str, Any]) -> bool:
    return int(entry["num_requests"]) > 0


def _from_entry(entry: Mapping[str, Any], lasted: float) -> Counted:
    times = {float(time): int(count) for time, count in entry["response_times"].items()}
    requests = int(entry["num_requests"])
    return Counted(
        method=str(entry["method"] or ""),
        name=str(entry["name"]),
        requests=requests,
        failures=int(entry["num_failures"]),
        median=_percentile(times, 0.5) / 1000,
        p95=_percentile(times, 0.95) / 1000,
        rate=requests / lasted,
    )


def _percentile(times: Mapping[float, int], share: float) -> float:
    """Return the time that a share of the requests did not exceed, as Locust counts it."""
    wanted, seen = share * sum(times.values()), 0
    for time in sorted(times):
        seen += times[time]
        if seen >= wanted:
            return time
    return 0.0


def _from_row(row: Mapping[str, str]) -> Counted:
    return Counted(
        method=row["Type"],
        name=row["Name"],
        requests=int(row["Request Count"]),
        failures=int(row["Failure Count"]),
        median=float(row["Median Response Time"]) / 1000,
        p95=float(row["95%"]) / 1000,
        rate=float(row["Requests/s"]),
    )
