"""Where a function redirects to: ``return redirect(url_for(".home"))``, ``RedirectResponse("/x")``, and when."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from qaagent_lsp.discovery.syntax.strings import ENDPOINT, ENDPOINT_END, HOLE, dotted_name, last_name, render

_STAYING = ("HTTPTemporaryRedirect", "HTTPPermanentRedirect")
_SAYING = frozenset(
    {
        "redirect",
        "Redirect",
        "RedirectResponse",
        "HttpResponseRedirect",
        "HttpResponsePermanentRedirect",
        "HTTPFound",
        "HTTPSeeOther",
        *_STAYING,
    }
)
_TARGETS = frozenset({"location", "to", "url", "path"})
_CODES = frozenset({"code", "status", "status_code"})
_KEEPING = ("307", "308")
_VALIDATING = frozenset({"is_valid", "validate", "validate_on_submit", "is_submitted"})
_FETCHING = frozenset({"GET"})
_SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OWN = re.compile(r"redirect_|_redirect")
_NAME = re.compile(r"\.?[A-Za-z_][\w.:-]*")
_MAY_STOP = (ast.If, ast.For, ast.While, ast.AsyncFor, ast.Match, ast.Try)

When = Literal["always", "otherwise", "sent", "sometimes"]


@dataclass(frozen=True, slots=True)
class Redirect:
    """One place where a function redirects.

    ``to`` is a path with ``{}`` for unknown parts, the name of an endpoint (no slash), or ``""`` where it cannot be
    known. ``when``: ``always``; ``otherwise``, where no condition before it had another answer; ``sent``, where data
    was sent and is sound; ``sometimes``, under any other condition. ``keeps`` tells that the method stays (307, 308).
    """

    to: str
    when: When
    keeps: bool = False


def may_redirect(text: str) -> bool:
    """Tell whether the text of a function has a word of redirecting; nearly none has."""
    return "edirect" in text or "HTTPFound" in text or "HTTPSeeOther" in text


def redirects_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Redirect, ...]:
    """Read the redirects of a function, each once, in the order of the text; those of errors are left out."""
    reader = _Reader()
    reader.block(function.body, "always")
    return tuple(dict.fromkeys(reader.found))


@dataclass(slots=True)
class _Reader:
    known: dict[str, str] = field(default_factory=dict)
    found: list[Redirect] = field(default_factory=list)

    def block(self, body: Iterable[ast.stmt], when: When) -> None:
        for statement in body:
            self.statement(statement, when)
            if when == "always" and _answers_otherwise(statement):
                when = "otherwise"
            if when != "sometimes" and _leaves_what_was_sent(statement):
                when = "sent"

    def statement(self, node: ast.stmt, when: When) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return
            case ast.If(test=test, body=body, orelse=orelse):
                self.block(body, _under(when, sends=_sends(test)))
                self.block(orelse, _under(when, sends=_fetches(test)))
            case ast.With(body=body) | ast.AsyncWith(body=body):
                self.block(body, when)
            case ast.Try(body=body, orelse=orelse, finalbody=finalbody):
                for block in (
                    body,
                    orelse,
                    finalbody,
                ):  # what is done of an error is not what a request comes to
                    self.block(block, when)
            case ast.For(body=body) | ast.AsyncFor(body=body) | ast.While(body=body):
                self.block(body, "sometimes")
            case ast.Match(cases=cases):
                for case in cases:
                    self.block(case.body, "sometimes")
            case _:
                self.simple(node, when)

    def simple(self, node: ast.stmt, when: When) -> None:
        for call in _calls(node):
            self.found.append(Redirect(self.target(call), when, _keeps(call)))
        match node:
            case ast.Return(value=ast.Call(func=func) as call) if _OWN.search(last_name(func)):
                named = self.target(ast.Call(func, [call], []))  # a function of the project's own
                self.found += [Redirect(named, when)] if named else []
            case _:
                pass
        match node:
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                text = self.text(value)
                if text != HOLE and (name := dotted_name(target)):
                    self.known[name] = text
            case _:
                pass

    def target(self, call: ast.Call) -> str:
        given = [*call.args[:1], *(item.value for item in call.keywords if item.arg in _TARGETS)]
        text = self.text(given[0]) if given else HOLE
        text = re.split("[?#]", text, maxsplit=1)[0]
        _, is_named, endpoint = text.replace(ENDPOINT_END, "").rpartition(ENDPOINT)
        if is_named or last_name(call.func) == "redirect":  # Django takes the name of a view for a target
            name = _NAME.match(endpoint)
            if name is not None and (is_named or name[0] == text):
                return name[0]
        return text if text.startswith("/") and not is_named else ""

    def text(self, node: ast.expr) -> str:
        """Render a target; of what a request may name itself, what it is where the request names none."""
        match node:
            case ast.BoolOp(op=ast.Or(), values=values):
                return self.text(values[-1])
            case ast.Call(func=ast.Attribute(attr="get"), args=[_, default]):
                return self.text(default)
            case ast.Call():
                text = render(node, self.known)
                return self.handed(node) if text == HOLE else text
            case _:
                return render(node, self.known)

    def handed(self, call: ast.Call) -> str:
        """Give the name that a function is handed: ``safe_url(request.GET.get("next"), reverse("home"))``."""
        texts = [self.text(item) for item in (*call.args, *(keyword.value for keyword in call.keywords))]
        return next((text for text in reversed(texts) if ENDPOINT in text), HOLE)


def _calls(node: ast.stmt) -> Iterator[ast.Call]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and last_name(inner.func) in _SAYING:
            yield inner


def _under(when: When, *, sends: bool) -> When:
    if when == "sometimes":
        return when
    return "sent" if sends else "sometimes"


def _answers_otherwise(node: ast.stmt) -> bool:
    """Tell whether a statement may end the function with anything but a redirect."""
    return isinstance(node, _MAY_STOP) and any(
        isinstance(inner, ast.Return) and not any(_calls(inner)) for inner in ast.walk(node)
    )


def _leaves_what_was_sent(node: ast.stmt) -> bool:
    """``if request.method == "GET": return …``: what comes behind it is for the others."""
    return (
        isinstance(node, ast.If) and _fetches(node.test) and isinstance(node.body[-1], ast.Return | ast.Raise)
    )


def _sends(test: ast.expr) -> bool:
    """Tell whether a condition holds where data was sent: ``request.method == "POST"``, ``form.is_valid()``."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(map(_sends, values))
        case ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[right]):
            return last_name(left) == "method" and _names_any(right, _SENDING)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            return last_name(left) == "method" and _names_any(right, _FETCHING)
        case ast.Call(func=func):
            return last_name(func) in _VALIDATING
        case ast.Await(value=value):
            return _sends(value)
        case ast.Attribute(attr="POST" | "form"):
            return True
        case _:
            return False


def _fetches(test: ast.expr) -> bool:
    """Tell whether a condition holds where nothing was sent, or nothing sound."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _sends(operand)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[right]):
            return last_name(left) == "method" and _names_any(right, _FETCHING)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            return last_name(left) == "method" and _names_any(right, _SENDING)
        case ast.BoolOp(op=ast.Or(), values=values):
            return all(map(_fetches, values))
        case _:
            return False


def _names_any(node: ast.expr, methods: frozenset[str]) -> bool:
    return any(isinstance(inner, ast.Constant) and str(inner.value) in methods for inner in ast.walk(node))


def _keeps(call: ast.Call) -> bool:
    """Tell whether the method of the request stays: so Starlette does unless it is told otherwise."""
    codes = [item.value for item in call.keywords if item.arg in _CODES] or call.args[1:2]
    name = last_name(call.func)
    if name in _STAYING or not codes:
        return name in {"RedirectResponse", *_STAYING}
    return any(code in ast.dump(codes[0]) for code in _KEEPING)
