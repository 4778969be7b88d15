"""Ideas and what they brought → the cases that a route's tests should have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.authoring.inputs import Inputs, Told
from qaagent_lsp.authoring.trials import Base, Idea, leads_to_login
from qaagent_lsp.model.brief import CaseBrief, CaseKind, KnownBy
from qaagent_lsp.model.trial import Reply

MOST_CASES = 14
"""Tests of one route; what matters most comes first."""

_BY_CONVENTION: Mapping[CaseKind, tuple[int, ...]] = {
    "validation": (400, 422),
    "auth": (401, 403),
    "not_found": (404,),
    "refused": (400, 401, 403, 409, 422),
}


def cases_of(
    inputs: Inputs, told: Told, base: Base, varied: Sequence[tuple[Idea, Reply | None]]
) -> tuple[CaseBrief, ...]:
    """Choose cases: the best request, then variations that are answered otherwise than every case before them.

    What was never answered, or answered by a crash, keeps the expectation that the description or convention gives it.
    """
    chosen: list[CaseBrief] = []
    known: set[tuple[int, str, str]] = set()
    for idea, reply in ((base.idea, base.reply), *varied):
        if reply is not None and reply.status < 500:
            signature = (reply.status, reply.location, reply.text)
            if signature in known and idea.why:
                continue
            known.add(signature)
        elif reply is None and idea.why and not _is_told(idea.expected, told):
            continue  # nothing says what it should bring
        elif idea.why and base.reply is not None and base.reply.status >= 500:
            continue  # it breaks whatever it is asked: one test shows that
        case = _case(idea, reply, base, inputs, told)
        if case.kind != "not_found" or all(other.kind != "not_found" for other in chosen):
            chosen.append(case)
    return tuple(_ordered(chosen))[:MOST_CASES]


def _is_told(kind: CaseKind, told: Told) -> bool:
    """Tell whether a description or the source says that a route has answers of a kind."""
    answers = (
        {int(status) for status in told.operation.answers if status.isdecimal()} if told.operation else set()
    )
    match kind:
        case "not_found":
            return 404 in answers or 404 in told.reading.statuses
        case "validation":
            return not answers.isdisjoint({400, 422})
        case "auth":
            return told.reading.guarded or (told.operation is not None and told.operation.is_secured)
        case _:
            return False


def _case(idea: Idea, reply: Reply | None, base: Base, inputs: Inputs, told: Told) -> CaseBrief:
    kind = idea.expected if reply is None or reply.status >= 500 else _kind(idea, reply, base, told)
    statuses, known_by = _expected(kind, inputs, told)
    unknown = () if idea.why else inputs.unknown
    if reply is not None and reply.status >= 500:
        said = f": {reply.error}" if reply.error else ""
        unknown = (*unknown, f"the app broke with {reply.status}{said}")
    case = CaseBrief(
        kind,
        _title(kind, idea),
        idea.request,
        statuses,
        fields=_fields(kind, told),
        signed_in=idea.signed_in,
        name=_name(kind, idea),
        known_by=known_by,
        unknown=unknown,
    )
    if reply is not None and reply.status < 500:
        return replace(case, statuses=(reply.status,), known_by="observed")
    return case


def _kind(idea: Idea, reply: Reply, base: Base, told: Told) -> CaseKind:
    status = reply.status
    sends_away = leads_to_login(reply) and not idea.signed_in
    if status == 401 or (sends_away and (told.reading.guarded or idea.expected != "happy")):
        return "auth"
    if status == 403:
        return "auth" if idea.expected == "auth" else "refused"
    if status == 404:
        return "not_found"
    if status in {400, 422}:
        return "refused" if idea.expected == "refused" else "validation"
    if 400 <= status < 500:
        return "refused"
    if idea.request.form and status < 300 and base.reply is not None and 300 <= base.reply.status < 400:
        # The form is shown again, with what is wrong with it.
        return "validation" if idea.expected == "validation" else "refused"
    return "happy"


def _expected(kind: CaseKind, inputs: Inputs, told: Told) -> tuple[tuple[int, ...], KnownBy]:
    """Say what should come by the API's description, or by convention where it does not say."""
    operation = told.operation
    if operation is not None:
        if kind in {"happy", "page"} and operation.success:
            return operation.success, "schema"
        documented = tuple(
            int(status)
            for status in operation.answers
            if status.isdecimal() and int(status) in _BY_CONVENTION.get(kind, ())
        )
        if documented:
            return documented, "schema"
    if kind in {"happy", "page"}:
        form = any(one.where == "form" for one in inputs.fields)
        return {
            "POST": (200, 201, 302, 303) if form else (200, 201, 202),
            "DELETE": (200, 202, 204),
            "PUT": (200, 201, 204),
            "PATCH": (200, 204),
        }.get(inputs.route.key.method, (200,)), "convention"
    if kind == "auth":
        return (302, 303, 401, 403), "convention"
    return _BY_CONVENTION[kind], "convention"


def _fields(kind: CaseKind, told: Told) -> tuple[str, ...]:
    operation = told.operation
    if kind != "happy" or operation is None:
        return ()
    status = next((str(status) for status in operation.success), "")
    schema = operation.answers.get(status)
    found = operation.schemas.resolved(schema)
    return operation.schemas.required(
        found.get("items") if operation.schemas.kind(found) == "array" else found
    )


def _name(kind: CaseKind, idea: Idea) -> str:
    if kind == "not_found" and idea.why.endswith("_unknown"):
        return ""
    if kind == "auth" and idea.why == "signed_out":
        return ""
    return idea.why


def _title(kind: CaseKind, idea: Idea) -> str:
    what = idea.why.replace("_", " ")
    match kind:
        case "happy" | "page":
            return what or "answers"
        case "not_found":
            return what or "not found"
        case "auth":
            return what or "refused without a user"
        case _:
            return what or "refused"


def _ordered(cases: Sequence[CaseBrief]) -> Iterator[CaseBrief]:
    """Put the cases in the order of their worth where there are too many: one of each kind first, then the others."""
    first: dict[CaseKind, CaseBrief] = {}
    for case in cases:
        first.setdefault(case.kind, case)
    kept = [*first.values(), *(case for case in cases if case not in first.values())][:MOST_CASES]
    yield from (case for case in cases if case in kept)
