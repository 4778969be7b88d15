"""An index of the facts of all files: which definition a name has at a place, who calls what, what functions return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.expressions import Call, Expr, Items, Member, Name
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.values import Place
from qaagent_lsp.discovery.wiring import Binding, Class, Function, Import, Param, Return
from qaagent_lsp.model.source import WorkspacePath

Definition = Import | Binding | Function | Class | Param


@dataclass(frozen=True, slots=True)
class Names:
    """``defined`` lists the definitions of a name in a scope in the order of the text, each with its line."""

    defined: Mapping[tuple[WorkspacePath, str, str], tuple[tuple[int, Definition], ...]]
    functions: Mapping[tuple[WorkspacePath, str], Function]
    classes: Mapping[tuple[WorkspacePath, str], Class]
    returns: Mapping[tuple[WorkspacePath, str], tuple[Return, ...]]
    stars: Mapping[WorkspacePath, tuple[Import, ...]]
    calls: Mapping[str, tuple[tuple[Call, Place], ...]]

    def own(self, name: str, place: Place) -> Definition | None:
        """Give the definition of a name in exactly this scope: the last before the line, else the first."""
        found = self.defined.get((place.file, place.scope, name))
        if not found:
            return None
        before = [what for line, what in found if line < place.line]
        return before[-1] if before else found[0][1]


def index(facts: Mapping[WorkspacePath, FileFacts]) -> Names:
    """Index the facts of all files."""
    defined: dict[tuple[WorkspacePath, str, str], list[tuple[int, Definition]]] = {}
    functions: dict[tuple[WorkspacePath, str], Function] = {}
    classes: dict[tuple[WorkspacePath, str], Class] = {}
    returns: dict[tuple[WorkspacePath, str], list[Return]] = {}
    stars: dict[WorkspacePath, list[Import]] = {}
    calls: dict[str, list[tuple[Call, Place]]] = {}
    for file, known in facts.items():
        for line, scope, name, what in _definitions(known):
            defined.setdefault((file, scope, name), []).append((line, what))
        wiring = known.wiring
        functions.update({(file, function.qualname): function for function in wiring.functions})
        classes.update({(file, item.qualname): item for item in wiring.classes})
        for item in wiring.returns:
            returns.setdefault((file, item.scope), []).append(item)
        stars[file] = [item for item in wiring.imports if item.name == "*"]
        for call, place in _calls(known):
            calls.setdefault(called_name(call), []).append((call, place))
    return Names(
        {key: tuple(sorted(found, key=lambda pair: pair[0])) for key, found in defined.items()},
        functions,
        classes,
        {key: tuple(found) for key, found in returns.items()},
        {key: tuple(found) for key, found in stars.items()},
        {key: tuple(found) for key, found in calls.items()},
    )


def definition(names: Names, name: str, place: Place) -> tuple[str, Definition] | None:
    """Find a name as Python does: own scope, enclosing functions (never enclosing classes), module."""
    scope = place.scope
    while True:
        found = names.own(name, Place(place.file, scope, place.line if scope == place.scope else 1 << 30))
        if found is not None:
            return scope, found
        if not scope:
            return None
        scope = _enclosing(names, place.file, scope)


def called_name(call: Call) -> str:
    """Give the last part of the name that is called, ``""`` when it has none."""
    match call.func:
        case Name(dotted=dotted):
            return dotted[-1]
        case Member(name=name):
            return name
        case _:
            return ""


def _enclosing(names: Names, file: WorkspacePath, scope: str) -> str:
    while True:
        owner = names.functions.get((file, scope)) or names.classes.get((file, scope))
        if owner is None:
            return ""
        if not owner.in_class:
            return owner.parent
        scope = owner.parent  # a class body is no scope for what stands inside its methods


def _definitions(facts: FileFacts) -> Iterator[tuple[int, str, str, Definition]]:
    wiring = facts.wiring
    for item in wiring.imports:
        yield item.line, item.scope, item.name, item
    for binding in wiring.bindings:
        yield binding.line, binding.scope, binding.name, binding
    for function in wiring.functions:
        yield function.def_span.line, function.parent, function.name, function
        for param in function.params:
            yield function.span.line - 1, function.qualname, param.name, param
    for class_ in wiring.classes:
        yield class_.span.line, class_.parent, class_.name, class_


def _calls(facts: FileFacts) -> Iterator[tuple[Call, Place]]:
    wiring = facts.wiring
    roots: list[tuple[Expr, str, int]] = [(item.call, item.scope, item.span.line) for item in wiring.effects]
    roots += [(item.value, item.read_in, item.line) for item in wiring.bindings]
    roots += [(item.value, item.scope, item.line) for item in wiring.returns]
    for value, scope, line in roots:
        for call in _nested(value):
            yield call, Place(facts.file, scope, line)


def _nested(value: Expr) -> Iterator[Call]:
    match value:
        case Call(func=func, args=args, keywords=keywords):
            yield value
            yield from _nested(func)
            for inner in (*args, *(item for _, item in keywords)):
                yield from _nested(inner)
        case Items(items=items):
            for inner in items:
                yield from _nested(inner)
        case Member(of=of):
            yield from _nested(of)
        case _:
            return
