"""Syntax tree of one file → its wiring. Looks at statements only, and into expressions just where wiring can stand."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from qaagent_lsp.discovery.syntax.asked_methods import asked_methods
from qaagent_lsp.discovery.syntax.branching import Under, blocks_of, guard_of, holding
from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Each,
    Expr,
    Flag,
    Items,
    Joined,
    Name,
    Opaque,
    expression,
)
from qaagent_lsp.discovery.syntax.forking import Forks
from qaagent_lsp.discovery.syntax.growing import Where, added, depends, may_depend, placed, rebound
from qaagent_lsp.discovery.syntax.keeping import hands_on_a_call, number_of, still_wanted
from qaagent_lsp.discovery.syntax.loops import as_loop, hands_on, items_of, loop_of, targets_of, unpacked
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.redirecting import may_redirect, redirects_of
from qaagent_lsp.discovery.syntax.signatures import bare, name_span, params_of, qualname_of, settings_of
from qaagent_lsp.discovery.syntax.wiring import (
    Binding,
    Class,
    Decorator,
    Effect,
    Function,
    Import,
    Loop,
    Param,
    Return,
    Wiring,
)
from qaagent_lsp.discovery.syntax.wiring_words import (
    ADDING,
    first_name,
    gives_back_what_adds,
    is_route,
    is_wiring,
    makes_router,
    may_wire,
    only_answers,
)
from qaagent_lsp.model.source import Span, digest_of

# In a function these are the data it works on.
_DATA = (ast.Dict, ast.Compare, ast.Subscript, ast.DictComp, ast.SetComp, ast.GeneratorExp)
_MAX_UNROLLED = 64
_SIMPLE = frozenset({ast.Pass, ast.Return, ast.Raise, ast.Assert, ast.Break, ast.Continue})  # hold no others

_NONE: Mapping[int, Function] = {}


def wiring_of(tree: ast.Module, positions: Positions, known: Mapping[int, Function] = _NONE) -> Wiring:
    """Collect what a module says; ``known`` are functions that need no reading, by the line where the tree has them."""
    collector = _Collector(positions, known)
    collector.body(tree.body, scope="", class_scope=None)
    return collector.wiring()


class _Collector:
    """Walks statements in order and keeps what it finds in lists; one use, one file."""

    def __init__(self, positions: Positions, read: Mapping[int, Function]) -> None:
        self.positions = positions
        self.read = read
        self.imports: list[Import] = []
        self.bindings: list[Binding] = []
        self.effects: list[Effect] = []
        self.returns: list[Return] = []
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.known: dict[str, Expr] = {}
        self.unread: set[tuple[str, str]] = set()
        self.params_here: frozenset[tuple[str, str]] = frozenset()
        self.loops: tuple[Loop, ...] = ()
        self.turns = 0
        self.routers: set[str] = set()
        self.wiring_functions: set[str] = set()
        self.in_django = False
        self.under: tuple[Under, ...] = ()
        self.apps = 0
        self.branches: list[tuple[int, int]] = []
        self.conditions: dict[Condition, None] = {}
        self.forks = Forks()
        self.shared_params: dict[tuple[Param, ...], tuple[Param, ...]] = {}  # most tests ask for the same

    def wiring(self) -> Wiring:
        return Wiring(
            tuple(self.imports),
            tuple(self.bindings),
            tuple(self.effects),
            tuple(self.returns),
            tuple(self.functions),
            tuple(self.classes),
            tuple(self.branches),
            tuple(self.conditions),
            tuple(self.forks.among(self.imports, self.bindings, self.functions, self.classes)),
            frozenset({*self.routers, *self.wiring_functions}),
        )

    def value(self, node: ast.expr | None) -> Expr:
        return expression(node, self.positions, self.known)

    def body(self, statements: Sequence[ast.stmt], *, scope: str, class_scope: str | None) -> None:
        around = self.under
        guards: list[tuple[Under, int]] = []
        for at, statement in enumerate(statements, 1):
            self.statement(statement, scope, class_scope)
            if isinstance(statement, ast.If | ast.Try) and at < len(statements):
                guard = guard_of(statement, statements[at:], scope, self.positions)
                if guard is not None:
                    guards.append((guard, self.wired()))
                    self.under = (*self.under, guard)
        self.under = around
        for guard, before in guards:
            self.note(guard, before)

    def wired(self) -> int:
        """Count what has been found so far that may have to do with routes."""
        return len(self.effects) + len(self.functions) + self.apps

    def note(self, under: Under, before: int) -> bool:
        """Keep a condition where something under it was found; tell whether there is one."""
        condition = under.condition() if self.wired() > before else None
        if condition is not None:
            self.conditions[condition] = None
        return condition is not None

    def statement(self, node: ast.stmt, scope: str, class_scope: str | None) -> None:
        """``class_scope`` is the class whose method or body this is directly in: where ``self.x = …`` binds."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.function(node, scope, class_scope)
            case ast.ClassDef():
                self.class_(node, scope, class_scope)
            case ast.Assign(targets=targets, value=value):
                is_data = class_scope is None and scope and isinstance(value, _DATA)
                bound = Opaque() if is_data else number_of(targets, value, scope) or self.value(value)
                for target in targets:
                    self.bind(target, bound, node.lineno, scope, class_scope)
                self.effect(value, scope)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.bind(target, self.value(value), node.lineno, scope, class_scope)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                self.grow(name, self.value(value), node.lineno, scope)
            case ast.Expr(value=value):
                self.effect(value, scope)
            case ast.Return(value=value) if scope:
                found = self.value(value)
                self.forks.returns(scope, node.lineno, self.under, in_loop=self.turns > 0)
                if not isinstance(found, Opaque):
                    self.returns.append(Return(scope, found, node.lineno))
                if value is not None and gives_back_what_adds(found):
                    self.effect(value, scope)
            case ast.Import() | ast.ImportFrom():
                self.imported(node, scope)
            case _:
                self.compound(node, scope, class_scope)

    def compound(self, node: ast.stmt, scope: str, class_scope: str | None) -> None:
        if type(node) in _SIMPLE:
            return
        wired, is_branch = self.wired(), False
        if isinstance(node, ast.For | ast.AsyncFor):
            self.turns += 1
            self.loop(node, scope, class_scope)
            self.turns -= 1
            is_branch = self.wired() > wired
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                if item.optional_vars is not None:
                    value = self.value(item.context_expr)
                    self.bind(item.optional_vars, value, node.lineno, scope, class_scope)
        for block, under in blocks_of(node, scope, self.positions):
            around, before = self.under, self.wired()
            self.under = around if under is None else (*around, under)
            self.body(block, scope=scope, class_scope=class_scope)
            self.under = around
            if under is not None and self.note(under, before):
                is_branch = True
        if is_branch:
            self.branches.append((node.lineno, node.end_lineno or node.lineno))

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str, class_scope: str | None
    ) -> None:
        if node.lineno in self.read:
            known = self.read[node.lineno]
            self.forks.note(scope, known.name, known.def_span.line, self.under)
            self.functions.append(known)
            return
        self.forks.note(scope, node.name, node.lineno, self.under)
        in_class = class_scope is not None and class_scope == scope
        qualname = qualname_of(node.name, scope, in_class=in_class)
        decorators = self.decorators(node)
        def_span = self.positions.span(node)
        first, span = def_span.line, def_span
        if decorators:
            first = min(first, *(decorator.span.line for decorator in decorators))
            span = Span(first, def_span.column, def_span.end_line, def_span.end_column)
        text = self.positions.whole_lines(first, def_span.end_line)
        answers = only_answers(decorators, text)
        self.functions.append(
            Function(
                qualname,
                node.name,
                scope,
                in_class,
                span,
                def_span,
                name_span(node.name, def_span, self.positions),
                digest_of(text),
                decorators,
                self.params(node.args, text),
                asked_methods(node) if self.in_django else (),
                redirects_of(node) if may_redirect(text) else (),
                answers,
                settings_of(node.returns, self.value),
            )
        )
        if answers:
            return
        around, self.known, loops, self.loops = self.known, {}, self.loops, ()
        params, turns, self.turns = self.params_here, self.turns, 0
        self.params_here = frozenset((qualname, param.name) for param in self.functions[-1].params)
        under, self.under = self.under, ()
        # Plain code binds many names that have nothing to do with routes; a scope without wiring is dropped whole.
        before = len(self.bindings), len(self.effects), len(self.functions), len(self.returns)
        self.body(node.body, scope=qualname, class_scope=scope if in_class else None)
        self.known, self.loops, self.under, self.params_here = around, loops, under, params
        self.turns = turns
        self.forks.is_read(qualname, self.returns[before[3] :])
        if not in_class and (
            len(self.effects) > before[1]
            or any(is_route(one.value) for inner in self.functions[before[2] :] for one in inner.decorators)
        ):
            self.wiring_functions.add(node.name)
        if len(self.bindings) > before[0] and not self.worth_keeping(*before):
            bound, returned = self.bindings[before[0] :], self.returns[before[3] :]
            self.bindings[before[0] :] = still_wanted(bound, returned, self.functions[before[2] - 1])

    def worth_keeping(self, bindings: int, effects: int, functions: int, returns: int) -> bool:
        if len(self.effects) > effects or any(one.decorators for one in self.functions[functions:]):
            return True
        return hands_on_a_call(self.bindings[bindings:], self.returns[returns:])

    def class_(self, node: ast.ClassDef, scope: str, class_scope: str | None) -> None:
        in_class = class_scope is not None and class_scope == scope
        qualname = qualname_of(node.name, scope, in_class=in_class)
        self.classes.append(
            Class(
                qualname,
                node.name,
                scope,
                in_class,
                self.positions.span(node),
                tuple(self.value(bare(item)) for item in node.bases),
                self.decorators(node),
            )
        )
        self.forks.note(scope, node.name, node.lineno, self.under)
        self.body(node.body, scope=qualname, class_scope=qualname)

    def decorators(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> tuple[Decorator, ...]:
        return tuple(Decorator(self.value(item), self.positions.span(item)) for item in node.decorator_list)

    def params(self, arguments: ast.arguments, text: str) -> tuple[Param, ...]:
        found = params_of(arguments, self.value, text)
        return self.shared_params.setdefault(found, found) if found else ()

    def bind(self, target: ast.expr, value: Expr, line: int, scope: str, class_scope: str | None) -> None:
        match target:
            case ast.Name(id=name) if (scope, name) in self.params_here:
                self.forks.note(scope, name, line, self.under)
                self.bindings.append(Binding(scope, name, value, line, scope))
                self.made(name, value)
            case ast.Name(id=name):
                if self.known and hands_on(value):
                    self.known[name] = value
                if isinstance(value, Opaque):
                    self.unread.add((scope, name))
                elif not isinstance(value, Flag):
                    if depends(value, scope):
                        self.forks.note(scope, name, line, self.under)
                    self.bindings.append(Binding(scope, name, self.rebound(name, value, scope), line, scope))
                self.made(name, value)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if (
                class_scope and class_scope != scope
            ):
                if not isinstance(value, Opaque | Flag):
                    self.bindings.append(Binding(class_scope, name, value, line, scope))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if not isinstance(value, Opaque | Flag):
                self.bindings.append(Binding(scope, f"{owner}.{name}", value, line, scope))
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for inner, item in zip(targets, unpacked(value, len(targets)), strict=False):
                    self.bind(inner, item, line, scope, class_scope)
            case _:
                pass

    def made(self, name: str, value: Expr) -> None:
        if isinstance(value, Call) and makes_router(value):
            self.routers.add(name)
            self.apps += 1
        elif isinstance(value, Name) and value.dotted[-1] in ADDING:
            self.wiring_functions.add(name)

    def rebound(self, name: str, value: Expr, scope: str) -> Expr:
        """Bound under a condition, a name may still stand for what it was."""
        under = holding(self.under) if self.under and may_depend(value) else ()
        unread = (scope, name) in self.unread
        return rebound(name, value, self.bound(name, scope), under, unread=unread) if under else value

    def bound(self, name: str, scope: str) -> Expr:
        return next(
            (b.value for b in reversed(self.bindings) if b.scope == scope and b.name == name), Opaque()
        )

    def grow(self, name: str, value: Expr, line: int, scope: str, where: Where = "last") -> None:
        """``name += [...]``: bound anew to the old items and the new ones."""
        if (scope, name) in self.params_here and not isinstance(value, Items):
            self.bind(ast.Name(name), Joined((Name((name,)), value)), line, scope, None)
            return
        old = self.bound(name, scope)
        known = not isinstance(old, Opaque) and not isinstance(value, Opaque)
        new = added(old, value, holding(self.under), where) if known else None
        if new is not None:
            self.bindings.append(Binding(scope, name, new, line, scope))

    def effect(self, node: ast.expr, scope: str) -> None:
        node = node.value if isinstance(node, ast.Await) else node
        if isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Call) and may_wire(node.elt):
            self.compound(as_loop(node), scope, None)
        if not isinstance(node, ast.Call):
            return
        handed = self.hands_over(node)
        if not (handed or may_wire(node)):
            return
        call = self.value(node)
        if (
            isinstance(call, Call)
            and isinstance(call.func, Name)
            and call.func.dotted[1:] in {("append",), ("extend",), ("insert",)}
        ):
            new = call.args[-1] if call.args else Opaque()
            new = new if call.func.dotted[1] == "extend" else Items((new,))
            self.grow(call.func.dotted[0], new, node.lineno, scope, placed(node))
        if isinstance(call, Call) and (is_wiring(call) or handed):
            self.effects.append(Effect(scope, call, call.span, self.loops))

    def hands_over(self, call: ast.Call) -> bool:
        """Tell whether an app or router of whatever name is an argument, or a function is called that wires."""
        if isinstance(call.func, ast.Name) and call.func.id in self.wiring_functions:
            return True
        return any(first_name(value) in self.routers for value in call.args)

    def loop(self, node: ast.For | ast.AsyncFor, scope: str, class_scope: str | None) -> None:
        """A loop over a display is walked once for each item, so that its routes are told apart."""
        source = self.value(node.iter)
        items = items_of(source, scope, self.bindings)
        if items is None or len(items) > _MAX_UNROLLED:
            self.bind(node.target, Each(source), node.lineno, scope, class_scope)
            around, self.loops = self.loops, (*self.loops, loop_of(node.target, source, scope))
            self.body(node.body, scope=scope, class_scope=class_scope)
            self.loops = around
            return
        known = self.known
        for item in items:
            self.known = {**known, **targets_of(node.target, item)}
            self.body(node.body, scope=scope, class_scope=class_scope)
        self.known = known

    def imported(self, node: ast.Import | ast.ImportFrom, scope: str) -> None:
        if isinstance(node, ast.ImportFrom):
            self.in_django |= (node.module or "").startswith(("django", "rest_framework"))
            for alias in node.names:
                name = alias.asname or alias.name
                self.forks.note(scope, name, node.lineno, self.under)
                self.imports.append(
                    Import(scope, name, node.module or "", alias.name, node.level, node.lineno)
                )
            return
        for alias in node.names:
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            self.forks.note(scope, alias.asname or module, node.lineno, self.under)
            self.imports.append(Import(scope, alias.asname or module, module, "", 0, node.lineno))
            if module != alias.name:
                self.imports.append(Import(scope, alias.name, alias.name, "", 0, node.lineno))
