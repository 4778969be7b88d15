"""A route that finds nothing because nothing is there yet: make a thing first, where the app has a POST for it.

``GET /notes/{id}`` of an empty database is asked for the id that ``POST /notes`` has just answered with.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qaagent_lsp.authoring.inputs import Inputs, Told, inputs_of
from qaagent_lsp.authoring.learning import with_what_is_wanted
from qaagent_lsp.authoring.trials import Base, Idea, best_of, searched
from qaagent_lsp.model.brief import CaseBrief, Creation, FollowUp, RequestBrief
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.trial import Reply, Trial

Replies = Sequence[tuple[Reply, ...] | None]
_NAMES = ("id", "pk", "uuid", "slug", "name")


@dataclass(frozen=True, slots=True)
class Creator:
    """The POST that makes what another route is asked for."""

    route: Route
    told: Told


def is_made_by(route: Route, other: Route) -> bool:
    """Tell whether a POST to a collection makes what a route with one parameter finds in it."""
    if len(route.params) != 1 or other.key.method != "POST" or other.params or other.app != route.app:
        return False
    collection, found, _ = route.key.path.partition(f"{{{route.params[0].name}}}")
    return bool(found) and collection.rstrip("/") == other.key.path.rstrip("/")


def made_first(
    inputs: Inputs, base: Base, creator: Creator | None, *, can_sign_in: bool, can_look: bool
) -> Generator[tuple[Trial, ...], Replies, CaseBrief | None]:
    """Try to make a thing and then to ask for it; give the test that does so, None where that does not succeed.

    ``can_look``: what was made can be asked for with GET, which must find nothing any more after a DELETE.
    """
    if creator is None or base.reply is None or base.reply.status != 404:
        return None
    making = inputs_of(creator.route, creator.told)
    made = yield from _best(making, can_sign_in=can_sign_in)
    wanted = with_what_is_wanted(making, made.reply)
    if wanted is not making:
        made = yield from _best(wanted, can_sign_in=can_sign_in)
    (param,) = inputs.route.params
    field = _field(made.reply, param.name)
    if not field or made.reply is None:
        return None
    signed_in = made.idea.signed_in or base.idea.signed_in
    asked = [
        replace(one, path=inputs.route.key.path, made=Creation(param.name, field))
        for one in _requests(base.idea, made.idea)
    ]
    # Each twice: what another look does not bring again is not expected.
    looks = [RequestBrief("GET", one.path, headers=one.headers, made=one.made) for one in asked]
    is_gone = can_look and inputs.route.key.method == "DELETE"
    trials = [
        Trial((made.idea.request, one, *([look] if is_gone else [])), signed_in)
        for one, look in zip(asked, looks, strict=True)
    ]
    replies = yield (*trials, *trials)
    for number, request in enumerate(asked):
        first, again = replies[number], replies[number + len(asked)]
        if first and again and len(first) == len(again) and _succeeds(first[1], again[1]):
            case = _case(request, made.idea.request, (first, again), signed_in=signed_in)
            if is_gone and first[2].status == again[2].status == 404:
                return replace(case, after=FollowUp(looks[number], (404,)))
            return case
    return None


def _best(inputs: Inputs, *, can_sign_in: bool) -> Generator[tuple[Trial, ...], Replies, Base]:
    ideas = searched(inputs, can_sign_in=can_sign_in)
    replies = yield tuple(Trial((idea.request,), idea.signed_in) for idea in ideas)
    return best_of(ideas, [reply[0] if reply else None for reply in replies])


def _field(reply: Reply | None, param: str) -> str:
    """Name the field of an answer that tells what was made: as the parameter is called, ``id``, ``pk``, …."""
    if reply is None or reply.status not in {200, 201}:
        return ""
    told = _object(reply)
    names = (param, *_NAMES)
    return next((name for name in names if isinstance(told.get(name), str | int) and told[name] != ""), "")


def _requests(idea: Idea, making: Idea) -> Iterator[RequestBrief]:
    """Yield the route's own request, first with other texts than the thing was made with, last with what made it."""
    own = idea.request
    if own.body is None and own.method in {"PUT", "PATCH"}:
        own = replace(own, body=making.request.body)  # nothing tells what it takes: most likely the same
    body = _parsed(own.body)
    other = {name: _other(value) for name, value in body.items()}
    if other != body:
        yield replace(own, body=json.dumps(other, ensure_ascii=False))
    yield own
    if own.body is not None and making.request.body not in {None, own.body}:
        yield replace(own, body=making.request.body)


def _other(value: Any) -> Any:
    """Make another text of one that was made up."""
    return value.replace("some ", "another ", 1) if isinstance(value, str) else value


def _succeeds(first: Reply, again: Reply) -> bool:
    return first.status == again.status and 200 <= first.status < 300


def _case(
    request: RequestBrief,
    making: RequestBrief,
    looks: tuple[tuple[Reply, ...], tuple[Reply, ...]],
    *,
    signed_in: bool,
) -> CaseBrief:
    (made, first, *_), (_, again, *_) = looks
    one, two = _object(first), _object(again)
    sent: dict[str, Any] = {}
    for body in (making.body, request.body):
        sent |= {name: value for name, value in _parsed(body).items() if not isinstance(value, dict | list)}
    same = {name: value for name, value in sent.items() if one.get(name) == two.get(name) == value}
    return CaseBrief(
        "happy",
        "of one that was made just before",
        request,
        (first.status,),
        media=first.media,
        fields=tuple(one) if one.keys() == two.keys() and not same else (),
        returned=tuple((name, json.dumps(value, ensure_ascii=False)) for name, value in same.items()),
        signed_in=signed_in,
        name="made",
        making=making,
        making_status=made.status,
        known_by="observed",
    )


def _object(reply: Reply) -> dict[str, Any]:
    return _parsed(reply.text if reply.media.endswith("json") else None)


def _parsed(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "null")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
