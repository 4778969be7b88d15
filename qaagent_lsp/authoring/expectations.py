"""Two looks at one answer → what a test may expect of it: what was the same both times, and will be tomorrow."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from qaagent_lsp.authoring.pages import named_by, telling
from qaagent_lsp.model.brief import VARIES, CaseBrief, FollowUp
from qaagent_lsp.model.trial import Reply

LARGEST = 1_500
"""Characters of a JSON text that a test spells out."""

MOST_TEXTS = 8
"""Texts of a page that a test asks for."""


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of the trials: a date (``2024-01-02``) and POSIX seconds. What tells them is another tomorrow."""

    day: str
    seconds: float

    def is_told_by(self, text: str) -> bool:
        """Tell whether a text names the day or the moment."""
        year, month, day = self.day.split("-")
        dates = (
            rf"{year}\D{{1,3}}{month}\D{{1,3}}{day}",
            rf"{day}\D{{1,3}}{month}\D{{1,3}}{year}",
            rf"\b{year}\b",
        )
        return any(re.search(date, text) for date in dates) or any(
            abs(float(number) - self.seconds) < 172_800 for number in re.findall(r"\b\d{10}\b", text)
        )


def seen(case: CaseBrief, first: Reply, again: Reply, others: Sequence[Reply], now: Now) -> CaseBrief:
    """Let a case expect what came back. ``others`` are answers of other cases of the route."""
    if first.status != again.status:
        unknown = (*case.unknown, f"it answered {first.status} once and {again.status} another time")
        statuses = tuple(sorted({first.status, again.status}))
        return replace(case, statuses=statuses, known_by="observed", fields=(), unknown=unknown)
    found = replace(case, statuses=(first.status,), known_by="observed", fields=())
    if first.location and first.location == again.location:
        location = _local(first.location)
        found = replace(found, location=location, location_is_whole=location != first.location)
    if first.media.endswith("json"):
        return _with_json(replace(found, media=first.media), first, again, now)
    if first.status in range(300, 400):
        return found
    contains = _texts(first, again, [other.text for other in others], now)
    if first.media == "text/html":
        both = zip(named_by(first.text), named_by(again.text), strict=True)
        title, heading = (one if one == other and not now.is_told_by(one) else "" for one, other in both)
        found = replace(found, page_title=title, page_heading=heading)
    return replace(found, media=first.media, contains=contains)


def followed(path: FollowUp, before: Reply, first: Reply, again: Reply, now: Now) -> FollowUp | None:
    """Say what a request changed elsewhere: what a later answer has and an earlier one had not; None if nothing."""
    if first.status != again.status or first.status >= 500:
        return None
    changed_status = replace(path, statuses=(first.status,)) if first.status != before.status else None
    if first.media.endswith("json") and not changed_status:
        shape = _shape(_parsed(first.text), _parsed(again.text), now)
        if (
            _parsed(first.text) == _parsed(before.text)
            or len(first.text) > LARGEST
            or VARIES in json.dumps(shape)
        ):
            return None
        return replace(path, statuses=(first.status,), json=first.text)
    if changed_status or first.text == before.text:
        return changed_status
    new = _texts(first, again, [before.text], now, MOST_TEXTS)
    new = tuple(text for text in new if text not in before.text)[:3]
    gone = telling(before.text, [first.text], MOST_TEXTS)
    gone = tuple(text for text in gone if text not in first.text and text not in again.text)[:3]
    if not new and not gone:
        return None
    return replace(path, statuses=(first.status,), contains=new, lacks=gone)


def _with_json(case: CaseBrief, first: Reply, again: Reply, now: Now) -> CaseBrief:
    one, other = _parsed(first.text), _parsed(again.text)
    if one is None and first.text.strip() != "null":
        return case
    shape = _shape(one, other, now)
    if first.status == 422:
        shape = _without_words(shape)
    text = json.dumps(shape, ensure_ascii=False)
    held = one[0] if isinstance(one, list) and one else one
    fields = tuple(held) if isinstance(held, dict) else ()
    if len(text) > LARGEST:
        return replace(case, fields=fields)
    if VARIES not in text:
        return replace(case, json=text)
    return replace(case, fields=fields, shape=None if shape == VARIES else text)


def _shape(one: Any, other: Any, now: Now) -> Any:
    """Write a value with ``VARIES`` for what differs from another look at it, or tells the time."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        return {key: _shape(one[key], other[key], now) for key in one}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_shape(left, right, now) for left, right in zip(one, other, strict=True)]
    is_same = one == other and type(one) is type(other)
    told = isinstance(one, str | int | float) and not isinstance(one, bool) and now.is_told_by(str(one))
    return one if is_same and not told else VARIES


def _without_words(value: Any) -> Any:
    """Leave the words of a validator out: another version of it says the same otherwise."""
    if isinstance(value, list):
        return [_without_words(one) for one in value]
    if isinstance(value, dict):
        is_error = "loc" in value and "msg" in value
        return {
            key: VARIES if is_error and key in {"msg", "input", "ctx", "url"} else _without_words(one)
            for key, one in value.items()
        }
    return value


def _texts(
    first: Reply, again: Reply, others: Sequence[str], now: Now, most: int = MOST_TEXTS
) -> tuple[str, ...]:
    different = [other for other in others if other != first.text]
    found = telling(first.text, different, most * 3)
    return tuple(text for text in found if text in again.text and not now.is_told_by(text))[:most]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _local(location: str) -> str:
    """Take the client's made-up host off a location."""
    return re.sub(r"^https?://(?:testserver|localhost|test)(?::\d+)?(?=/)", "", location)
