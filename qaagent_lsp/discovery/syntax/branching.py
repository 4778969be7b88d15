"""Statements that run others under a condition: their blocks, each with what it takes for the block to run.

Words are put together and tests decided only where somebody asks: most conditions of a project have nothing to do with
routes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.deciding import (
    comparison,
    comparison_with_none,
    decided,
    given_name,
    quoted,
    words_of,
)
from qaagent_lsp.discovery.syntax.positions import Positions

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
_ANYTHING = frozenset({"Exception", "BaseException"})
_AS_SCRIPT = "the file is run as a script, not where it is imported"


@dataclass(slots=True)
class Under:
    """What it takes for some lines to run, worked out when it is first asked for.

    ``guard``: what runs before is what may leave, so that what these lines bind is bound for all that follows.
    """

    work: Callable[[], Condition | None]
    guard: bool = False
    _known: list[Condition | None] = field(default_factory=list)

    def condition(self) -> Condition | None:
        """Give the condition; None where the lines always run."""
        if not self._known:
            self._known.append(self.work())
        return self._known[0]


def holding(unders: Iterable[Under]) -> tuple[Condition, ...]:
    """Give the conditions under which a statement runs, those left out that only say what has not been left."""
    return every(under for under in unders if not under.guard)


def every(unders: Iterable[Under]) -> tuple[Condition, ...]:
    """Give the conditions under which a statement is come to."""
    found = (under.condition() for under in unders)
    return tuple(condition for condition in found if condition is not None)


Block = tuple[Sequence[ast.stmt], Under | None]
"""Statements, and what it takes for them to run; None where nothing is asked."""


def blocks_of(node: ast.stmt, scope: str, positions: Positions) -> Iterator[Block]:
    """Give the blocks of a statement in the order of the text; none for a plain statement or a definition."""
    match node:
        case ast.If():
            yield from _chain(node, scope, positions)
        case ast.While(test=test, body=body, orelse=orelse):
            yield body, Under(lambda: _tested(body, test, scope, positions))
            yield orelse, None
        case ast.For(orelse=orelse) | ast.AsyncFor(orelse=orelse):
            yield orelse, None
        case ast.Try() | ast.TryStar():
            yield from _tried(node, scope)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            caught = next((names for item in items if (names := _suppressed(item.context_expr))), None)
            yield body, _unless(body, node.lineno, caught, scope, (body,)) if caught else None
        case ast.Match():
            yield from _cases(node, scope, positions)
        case _:
            pass


def guard_of(node: ast.stmt, rest: Sequence[ast.stmt], scope: str, positions: Positions) -> Under | None:
    """Give what it takes to come past a statement that may leave the block of which ``rest`` still follows."""
    match node:
        case ast.If(test=test, body=body, orelse=orelse) if _leaves(body) != _leaves(orelse):
            holds = _leaves(orelse)
            under = Under(lambda: _tested(rest, test, scope, positions, holds=holds, line=node.lineno))
        case ast.Try(body=body, handlers=handlers) if any(_leaves(one.body) for one in handlers):
            caught = [name for one in handlers if _leaves(one.body) for name in _names(one.type)]
            under = _unless(rest, node.lineno, caught, scope, (body,))
        case _:
            return None
    work = under.work
    return Under(lambda: _as_guard(work()), guard=True)


def _as_guard(condition: Condition | None) -> Condition | None:
    return None if condition is None else replace(condition, guard=True, of=0)


def _chain(node: ast.If, scope: str, positions: Positions) -> Iterator[Block]:
    """``if``, every ``elif``, ``else``."""
    branches: list[tuple[ast.expr, Sequence[ast.stmt]]] = []
    last: ast.If = node
    while True:
        branches.append((last.test, last.body))
        match last.orelse:
            case [ast.If() as inner] if positions.lines[inner.lineno - 1].lstrip().startswith("elif"):
                last = inner
            case _:
                break
    for at, (_, body) in enumerate(branches):
        yield body, Under(lambda at=at: _of_chain(branches, last.orelse, at, scope, positions))  # type: ignore[misc]  # mypy cannot infer defaults of lambdas
    if last.orelse:
        yield last.orelse, Under(lambda: _of_chain(branches, last.orelse, len(branches), scope, positions))


def _of_chain(
    branches: Sequence[tuple[ast.expr, Sequence[ast.stmt]]],
    orelse: Sequence[ast.stmt],
    at: int,
    scope: str,
    positions: Positions,
) -> Condition | None:
    verdicts = [decided(test, positions) for test, _ in branches]
    body = branches[at][1] if at < len(branches) else orelse
    before = [test for (test, _), verdict in zip(branches[:at], verdicts, strict=False) if verdict == "open"]
    opens = (verdicts[: verdicts.index("yes")] if "yes" in verdicts else verdicts).count("open")
    first = branches[0][0].lineno
    condition = _over(body, branches[at][0].lineno if at < len(branches) else first, "", scope)
    if "yes" in verdicts[:at] or (at < len(branches) and verdicts[at] == "no"):
        return replace(condition, words="something holds that never does", verdict="never")
    if at < len(branches) and verdicts[at] == "script":
        return replace(condition, words=_AS_SCRIPT, verdict="script")
    condition = replace(
        condition,
        group=first,
        number=len(before),
        of=opens + 1 if orelse or "yes" in verdicts else 0,
    )
    if at == len(branches) or verdicts[at] == "yes":
        compared = comparison_with_none(before)
        words = _none_of(before, positions)
        return replace(condition, words=words, line=first, compared=compared) if before else None
    test = branches[at][0]
    compared = comparison(test, holds=True)
    return replace(
        condition,
        words=words_of(test, positions, holds=True),
        given=given_name(test, holds=True),
        compared=replace(compared, alone=not before) if compared else None,
    )


def _none_of(tests: Sequence[ast.expr], positions: Positions) -> str:
    if len(tests) == 1:
        return words_of(tests[0], positions, holds=False)
    return f"none of {', '.join(quoted(test, positions) for test in tests)} holds"


def _tested(
    body: Sequence[ast.stmt],
    test: ast.expr,
    scope: str,
    positions: Positions,
    *,
    holds: bool = True,
    line: int = 0,
) -> Condition | None:
    verdict = decided(test, positions)
    condition = _over(body, line or test.lineno, words_of(test, positions, holds=holds), scope)
    if verdict == "open":
        return replace(condition, given=given_name(test, holds=holds), compared=comparison(test, holds=holds))
    if verdict == "script":
        return replace(condition, words=_AS_SCRIPT, verdict="script") if holds else None
    return None if (verdict == "yes") == holds else replace(condition, verdict="never")


def _tried(node: ast.Try | ast.TryStar, scope: str) -> Iterator[Block]:
    """What fails for good when the block fails owes nothing to it: handlers that raise are left out."""
    caught = [handler for handler in node.handlers if not _fails(handler.body)]
    whole = (node.body, node.orelse)
    names = [name for handler in caught for name in _names(handler.type)]
    of = len(caught) + 1
    for block in whole:
        under = _unless(block, node.lineno, names, scope, whole, of=of) if caught else None
        yield block, under
    for handler in node.handlers:
        raised = _names(handler.type)

        def work(handler: ast.ExceptHandler = handler, raised: Sequence[str] = raised) -> Condition:
            words = _failing(raised, whole)
            condition = _over(handler.body, handler.lineno, words, scope)
            if handler not in caught:
                return condition
            return replace(condition, group=node.lineno, number=caught.index(handler) + 1, of=of)

        yield handler.body, Under(work)
    yield node.finalbody, None


def _unless(
    block: Sequence[ast.stmt],
    line: int,
    names: Sequence[str],
    scope: str,
    whole: Iterable[Sequence[ast.stmt]],
    *,
    of: int = 0,
) -> Under:
    """What runs only where nothing of these names is raised in the ``whole``."""
    return Under(lambda: replace(_over(block, line, _going_well(names, whole), scope), group=line, of=of))


def _going_well(names: Sequence[str], whole: Iterable[Sequence[ast.stmt]]) -> str:
    modules = _imported(whole) if set(names) <= _IMPORT_ERRORS else ""
    if modules:
        return f"{modules} can be imported"
    return "no exception is raised" if set(names) & _ANYTHING else f"no {_or(names)} is raised"


def _failing(names: Sequence[str], whole: Iterable[Sequence[ast.stmt]]) -> str:
    modules = _imported(whole) if set(names) <= _IMPORT_ERRORS else ""
    if modules:
        return f"{modules} cannot be imported"
    return "an exception is raised" if set(names) & _ANYTHING else f"{_or(names)} is raised"


def _or(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in dict.fromkeys(names))


def _imported(whole: Iterable[Sequence[ast.stmt]]) -> str:
    modules: list[str] = []
    for statement in (one for block in whole for one in block):
        if isinstance(statement, ast.Import):
            modules += [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            modules.append("." * statement.level + (statement.module or statement.names[0].name))
    return " and ".join(f"`{name}`" for name in dict.fromkeys(modules))


def _names(raised: ast.expr | None) -> Sequence[str]:
    match raised:
        case None:
            return ("BaseException",)
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in _names(part)]
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (name,)
        case _:
            return ("Exception",)


def _suppressed(context: ast.expr) -> Sequence[str]:
    match context:
        case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=args) if args:
            return [name for arg in args for name in _names(arg)]
        case _:
            return ()


def _cases(node: ast.Match, scope: str, positions: Positions) -> Iterator[Block]:
    whole = any(
        isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
        for case in node.cases
    )
    for number, case in enumerate(node.cases):

        def work(case: ast.match_case = case, number: int = number) -> Condition:
            subject = quoted(node.subject, positions)
            pattern = ast.unparse(case.pattern)
            words = (
                f"{subject} is `{pattern}`" if pattern != "_" else f"{subject} is nothing of the cases before"
            )
            if case.guard is not None:
                words += f" and {words_of(case.guard, positions, holds=True)}"
            condition = _over(case.body, case.pattern.lineno, words, scope)
            return replace(condition, group=node.lineno, number=number, of=len(node.cases) if whole else 0)

        yield case.body, Under(work)


def _over(body: Sequence[ast.stmt], line: int, words: str, scope: str) -> Condition:
    first, last = body[0], body[-1]
    decorators: Sequence[ast.expr] = getattr(first, "decorator_list", ())
    begins = min([first.lineno, *(one.lineno for one in decorators)])
    return Condition(begins, last.end_lineno or last.lineno, line, words, scope, group=line)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Return | ast.Continue)


def _fails(body: Sequence[ast.stmt]) -> bool:
    match body[-1]:
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="sys"), attr="exit"))):
            return True
        case _:
            return False
