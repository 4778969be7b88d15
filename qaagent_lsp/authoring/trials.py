"""Which requests are worth trying: first what may succeed, then how it may fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any
from urllib.parse import quote

from qaagent_lsp.authoring.inputs import Input, Inputs, Name, absent
from qaagent_lsp.authoring.json_schema import read
from qaagent_lsp.model.brief import CaseKind, RequestBrief
from qaagent_lsp.model.trial import Reply, Trial

MOST_SEARCHED = 16
"""Combinations of values that are tried in search of one that succeeds."""

_LOGIN = re.compile(r"log-?_?in|sign-?_?in|auth", re.IGNORECASE)
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Idea:
    """A request worth making. ``why`` tells it apart, in words with ``_``; ``expected`` is its kind if all is well.

    ``""`` for ``why``: the request that everything else is varied from.
    """

    why: str
    expected: CaseKind
    request: RequestBrief
    values: Mapping[Name, Any]
    signed_in: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """The best request that was found, and what it brought; None where it was never made."""

    idea: Idea
    reply: Reply | None = None
    unsigned: Reply | None = None
    """What the same request brings without a user; None where that was not asked."""


def searched(inputs: Inputs, *, can_sign_in: bool) -> tuple[Idea, ...]:
    """Give the requests that may succeed, in the order in which they are preferred."""
    base = inputs.base
    fields = [one for one in inputs.fields if one.key in base]
    combinations = product(*(one.values for one in fields))
    assigned: list[Mapping[Name, Any]] = [
        dict(zip((one.key for one in fields), values, strict=True))
        for values in islice(combinations, MOST_SEARCHED)
    ]
    together = {
        one.key: one.values[-1] for one in fields
    }  # what is known of all of them: a name and its password
    if together not in assigned:
        assigned.insert(1, together)
    users = (False, True) if can_sign_in else (False,)
    return tuple(
        Idea("", "happy", inputs.request(values), values, signed_in)
        for signed_in in users
        for values in assigned
    )


def best_of(ideas: Sequence[Idea], replies: Sequence[Reply | None]) -> Base:
    """Choose what succeeded best; of equals the first. ``ideas`` are never none."""
    scored = [
        (_score(idea, reply), -number)
        for number, (idea, reply) in enumerate(zip(ideas, replies, strict=True))
    ]
    chosen = -max(scored)[1]
    idea = ideas[chosen]
    unsigned = next(
        (
            reply
            for other, reply in zip(ideas, replies, strict=True)
            if idea.signed_in and not other.signed_in and other.values == idea.values
        ),
        None,
    )
    return Base(idea, replies[chosen], unsigned)


def leads_to_login(reply: Reply) -> bool:
    """Tell whether an answer sends somebody to sign in first."""
    return 300 <= reply.status < 400 and _LOGIN.search(reply.location.partition("?")[0]) is not None


def _score(idea: Idea, reply: Reply | None) -> int:
    if reply is None:
        return -2
    has_form = bool(idea.request.form)
    match reply.status // 100:
        case 2:
            return 3
        case 3:
            # After a form that was taken a browser is sent on; sent to sign in, it was not, or it has just registered.
            return (4 if has_form else 2) if leads_to_login(reply) else 5 if has_form else 3
        case 4:
            return 0 if reply.status in {401, 403} else 1
        case _:
            return -1


def variations(inputs: Inputs, base: Base, *, can_sign_in: bool) -> Iterator[Idea]:
    """Yield requests that differ from the best one in one thing each."""
    idea = base.idea
    for one in inputs.fields:
        yield from _of_input(inputs, one, idea)
    if inputs.whole is None and idea.request.body is not None:
        required = [one for one in inputs.fields if one.where == "json" and one.is_required]
        if len(required) > 1:
            values = {key: value for key, value in idea.values.items() if key[0] != "json"}
            yield Idea("empty_body", "validation", inputs.request(values), values, idea.signed_in)
    if can_sign_in:
        why = "signed_out" if idea.signed_in else "signed_in"
        kind: CaseKind = "auth" if idea.signed_in else "happy"
        yield Idea(why, kind, idea.request, idea.values, not idea.signed_in)


def _of_input(inputs: Inputs, one: Input, idea: Idea) -> Iterator[Idea]:
    def but(why: str, expected: CaseKind, value: Any) -> Idea:
        values = {**idea.values, one.key: value}
        return Idea(f"{_word(one.name)}_{why}", expected, inputs.request(values), values, idea.signed_in)

    if one.where == "path":
        yield but("unknown", "not_found", absent(one))
    elif one.key in idea.values:
        values = {key: value for key, value in idea.values.items() if key != one.key}
        kind: CaseKind = "validation" if one.is_required else "happy"
        request = inputs.request(values)
        yield Idea(f"without_{_word(one.name)}", kind, request, values, idea.signed_in)
    for bad in one.wrong:
        yield but(bad.why, "validation", bad.value)
    for edge in one.edges:
        yield but(edge.why, "happy", edge.value)
    mine = idea.values.get(one.key)
    others = [value for value in one.values if value != mine]
    for number, value in enumerate(others[:3]):
        yield but("other" if not number else f"other_{number + 1}", "happy", value)
    known_text = isinstance(mine, str) and not one.wrong and one.where in {"header", "query", "form"}
    if known_text:
        yield but("wrong", "refused", f"not {mine}"[:40])


def follow_ups(base: Base, templates: Sequence[str]) -> tuple[str, ...]:
    """Name paths whose answers may show what an unsafe request did, the most telling first.

    ``templates`` are the paths of the app that GET can ask for.
    """
    request, reply = base.idea.request, base.reply
    if reply is None or reply.status >= 400 or (request.method == "GET" and reply.status < 300):
        return ()
    filled = [path for template in templates if (path := _filled(template, base.idea, reply)) is not None]
    own = request.path.rstrip("/")
    near = [path for path in filled if path.rstrip("/").startswith(own) or own.startswith(path.rstrip("/"))]
    near.sort(key=lambda path: -len(path))
    location = re.sub(r"^[a-z]+://[^/]*", "", reply.location).partition("?")[0]
    return tuple(dict.fromkeys(path for path in (location, *near) if path.startswith("/")))[:4]


def _filled(template: str, idea: Idea, reply: Reply) -> str | None:
    """Fill a path with what the request carried, or what it brought; None where something is left."""
    found = read(reply.text)
    known = {name: value for (_, name), value in idea.values.items()}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        filling = known.get(name, found.get(name, found.get("id") if name.endswith("id") else None))
        return quote(str(filling), safe="/") if isinstance(filling, str | int) else match[0]

    path = re.sub(r"\{(\w+)\}", value, template)
    return None if "{" in path else path


def with_follow_up(idea: Idea, path: str) -> Trial:
    """Ask a path before and after a request, with the request's headers and query."""
    asked = RequestBrief("GET", path, idea.request.query, idea.request.headers)
    return Trial((asked, idea.request, asked), idea.signed_in)


def _word(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower()
