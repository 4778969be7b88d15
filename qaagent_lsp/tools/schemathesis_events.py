"""Reads the NDJSON report of Schemathesis: one event a line, ``{"ScenarioFinished": {…}}``.

Schemathesis 4.9 and newer write it. It names the check, the operation and the request of each failure, which its JUnit
file does not. A report that ends before ``EngineFinished`` is not complete.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qaagent_lsp.tools.curl import curl

_LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that an answer did not stand. ``operation`` is ``GET /pets/{pet_id}``, ``severity`` Schemathesis' own."""

    check: str
    operation: str
    title: str
    message: str
    severity: str
    method: str = ""
    url: str = ""
    curl: str = ""
    status: int | None = None
    answer: str = ""
    """The status and the beginning of the text that came back."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What Schemathesis itself could not do; ``operation`` is ``""`` where it concerns no single one."""

    message: str
    operation: str = ""


@dataclass(slots=True)
class Heard:
    """What a report says. ``statuses`` counts the answers of each operation, without those of stateful scenarios."""

    version: str | None = None
    selected: int = 0
    cases: int = 0
    stop_reason: str | None = None
    finished: bool = False
    failures: list[FailedCheck] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    answers: int = 0
    """How many requests of all were answered at all."""
    torn: int = 0
    """How many lines could not be read."""


def heard(report: bytes) -> Heard:
    """Read a report, whole or shortened by our probe. What cannot be read is counted, and raises nothing."""
    result = Heard()
    for line in report.splitlines():
        if not line.strip():
            continue
        try:
            ((name, event),) = json.loads(line).items()
            _hear(result, name, event)
        except (ValueError, AttributeError, TypeError, KeyError):
            result.torn += 1
    return result


def _hear(result: Heard, name: str, event: Mapping[str, Any]) -> None:
    match name:
        case "Initialize":
            result.version = event.get("schemathesis_version")
        case "LoadingFinished":
            result.selected = int(event["statistic"]["operations"]["selected"])
        case "ScenarioFinished":
            _scenario(result, event.get("recorder") or {})
        case "NonFatalError":
            operation = event.get("label") if event.get("related_to_operation") else ""
            result.troubles.append(Trouble(_said(event.get("value")), str(operation or "")))
        case "FatalError":
            result.troubles.append(Trouble(_said(event.get("exception"))))
        case "EngineFinished":
            result.finished = True
            result.stop_reason = event.get("stop_reason")
        case _:
            pass


def _scenario(result: Heard, recorder: Mapping[str, Any]) -> None:
    interactions: Mapping[str, Any] = recorder.get("interactions") or {}
    statuses = Counter(
        {str(status): int(count) for status, count in (recorder.get("statuses") or {}).items()}
    )
    if "statuses" not in recorder:
        statuses = Counter(
            str((told.get("response") or {}).get("status_code", "none")) for told in interactions.values()
        )
    result.cases += statuses.total()
    result.answers += statuses.total() - statuses["none"]
    label = str(recorder.get("label") or "")
    if " " in label and "/" in label:
        result.statuses.setdefault(label, Counter()).update(statuses)
    for case, checks in (recorder.get("checks") or {}).items():
        result.failures.extend(_failures(checks, interactions.get(case) or {}, label))


def _failures(checks: list[Any], interaction: Mapping[str, Any], label: str) -> Iterator[FailedCheck]:
    failed = {str(check.get("name")): check for check in checks if check.get("status") == "failure"}
    if "not_a_server_error" in failed:
        # That nobody documents its crashes is no news.
        failed.pop("status_code_conformance", None)
    request, response = interaction.get("request") or {}, interaction.get("response") or {}
    method, url = str(request.get("method") or ""), str(request.get("uri") or "")
    for name, check in failed.items():
        failure = (check.get("failure_info") or {}).get("failure") or {}
        yield FailedCheck(
            check=name,
            operation=str(failure.get("operation") or label),
            title=str(failure.get("title") or name),
            message=_with_status(failure, response),
            severity=str(failure.get("severity") or "medium"),
            method=method,
            url=url,
            curl=curl(method, url, _headers(request), _bytes(request.get("body"))) if url else "",
            status=response.get("status_code"),
            answer=_answer(response),
        )


def _with_status(failure: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    """What Schemathesis says of a failure; of a server error it says nothing, so the status stands for it."""
    message = str(failure.get("message") or "").strip()
    status = response.get("status_code")
    return message or (f"Received: {status}" if status else "")


def _headers(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, values in (request.get("headers") or {}).items():
        for value in values if isinstance(values, list) else [values]:
            yield name, str(value)


def _answer(response: Mapping[str, Any]) -> str:
    status = response.get("status_code")
    text = (_bytes(response.get("content")) or b"").decode("utf-8", "replace")[:_LONGEST_ANSWER]
    return f"HTTP {status}: {text}".rstrip(": ") if status else ""


def _bytes(content: object) -> bytes | None:
    """Return what is written as ``{"$base64": …}``, None for anything else."""
    if not isinstance(content, Mapping):
        return None
    try:
        return base64.b64decode(str(content["$base64"]))
    except (binascii.Error, KeyError):
        return None


def _said(error: object) -> str:
    if isinstance(error, Mapping):
        return (
            ": ".join(str(part) for part in (error.get("type"), error.get("message")) if part)
            or "unknown error"
        )
    return str(error or "unknown error")
