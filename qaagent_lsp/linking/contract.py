"""What is documented against what was seen: answers that a description does not list, and those that no test got.

A range (``4XX``) holds for statuses that are not listed themselves, ``default`` for all others (OpenAPI 3.2, "Responses
Object"). Content types count only where the description says any for that response.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qaagent_lsp.model.operation import Answer, Operation, Response


@dataclass(frozen=True, slots=True)
class Drift:
    """An answer that is not documented. ``expected`` are the content types that are, where only that differs."""

    answer: Answer
    expected: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.expected:
            return f"{self.answer.status} is not documented"
        only = ", ".join(self.expected)
        return f"{self.answer.status} as {self.answer.media} is not documented, only as {only}"


def drifts(operation: Operation, answers: Iterable[Answer]) -> Sequence[Drift]:
    """Return the answers that an operation does not list; none where it lists no responses at all."""
    if not operation.responses:
        return ()
    found: list[Drift] = []
    statuses: dict[int, Answer] = {}
    for answer in answers:
        response = documented(operation, answer.status)
        if response is None:
            statuses.setdefault(answer.status, answer)
        elif response.media is not None and answer.media and not _accepts(response.media, answer.media):
            found.append(Drift(answer, response.media))
    return (*(Drift(answer) for answer in statuses.values()), *found)


def unexercised(operation: Operation, answers: Sequence[Answer]) -> Sequence[str]:
    """Name the documented responses that no test got: ``404``, ``200 as text/csv``; nothing while none was seen at all.

    ``default`` stands for whatever else may happen, so nothing need be got of it.
    """
    if not answers:
        return ()
    found: list[str] = []
    for response in operation.responses:
        if response.status == "default":
            continue
        got = [answer for answer in answers if documented(operation, answer.status) == response]
        if not got:
            found.append(response.status)
            continue
        found += [
            f"{response.status} as {media}"
            for media in response.media or ()
            if not any(_accepts((media,), answer.media) for answer in got)
        ]
    return found


def documented(operation: Operation, status: int) -> Response | None:
    """Return the response that holds for a status: its own, else that of its range, else the default."""
    by_status = {response.status: response for response in operation.responses}
    return by_status.get(str(status)) or by_status.get(f"{status // 100}XX") or by_status.get("default")


def _accepts(listed: Iterable[str], media: str) -> bool:
    kind = media.partition("/")[0]
    return any(one in {media, "*/*", f"{kind}/*"} for one in listed)
