"""Which definition a name has at a place, who calls what, what functions return: the facts of files, indexed by file.

Every question is noted, so that an answer can be kept until a file changes what was answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from qaagent_lsp.discovery.evaluation.values import Place
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Items, Member, Name
from qaagent_lsp.discovery.syntax.forking import RETURN
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Function, Import, Param, Return
from qaagent_lsp.model.source import Span, WorkspacePath

Key = TypeVar("Key")

Definition = Import | Binding | Function | Class | Param

Question = tuple[str, ...]
"""What was asked: a kind and its arguments, e.g. ``("defined", file, scope, name)``."""


def remade(question: Question) -> Question:
    """Give what stands beside a question about a name among those that changed, where only arguments did.

    Nobody asks it; it tells that the name is bound to a call of the same thing at the same place.
    """
    return ("remade", *question[1:])


@dataclass(frozen=True, slots=True)
class FileNames:
    """One file. ``defined`` lists the definitions of (scope, name) in the order of the text, each with its line.

    ``bindings`` are those to a call, by where the call stands; of several the first. ``conditions`` are those of lines
    that wire, ``forks`` those of the definitions of a (scope, name), by line.
    """

    defined: Mapping[tuple[str, str], Sequence[tuple[int, Definition]]]
    functions: Mapping[str, Function]
    classes: Mapping[str, Class]
    methods: Mapping[str, Sequence[Function]]
    returns: Mapping[str, Sequence[Return]]
    stars: Sequence[Import]
    bindings: Mapping[Span, Binding]
    conditions: Sequence[Condition] = ()
    forks: Mapping[tuple[str, str], Mapping[int, tuple[Condition, ...]]] = field(default_factory=dict)


_NO_CONDITIONS: Mapping[int, tuple[Condition, ...]] = {}
_NOTHING = FileNames({}, {}, {}, {}, {}, (), {})


class Library:
    """The facts of all files, indexed where somebody asked."""

    def __init__(self) -> None:
        """Start empty."""
        self.facts: dict[WorkspacePath, FileFacts] = {}
        self._names: dict[WorkspacePath, FileNames] = {}
        self._calls: dict[WorkspacePath, Mapping[str, Sequence[tuple[Call, Place]]]] = {}
        self._callers: dict[str, set[WorkspacePath]] = {}
        self._settings: set[WorkspacePath] = set()

    def put(self, file: WorkspacePath, facts: FileFacts | None) -> set[Question]:
        """Take in a file, or that it is gone; give the questions that are answered otherwise now."""
        before = self.facts.pop(file, None)
        changed: set[Question] = set() if before is not None and facts is not None else {("file", file)}
        if facts is not None:
            self.facts[file] = facts
        old_calls, new_calls = self._calls.pop(file, {}), {} if facts is None else _calls_in(facts)
        if new_calls:
            self._calls[file] = new_calls
        for name in _differing(old_calls, new_calls):
            changed.add(("calls", name))
            callers = self._callers.setdefault(name, set())
            callers.discard(file)
            if name in new_calls:
                callers.add(file)
        if facts is not None and _holds_settings(facts):
            changed.update([] if file in self._settings else [("settings",)])
            self._settings.add(file)
        elif file in self._settings:
            self._settings.discard(file)
            changed.add(("settings",))
        names = self._names.pop(file, None)
        if names is not None:  # else nobody has asked
            changed.update(_changed(file, names, self.of(file)))
        return changed

    def put_imports(self, file: WorkspacePath, imports: tuple[Import, ...]) -> set[Question]:
        """Take in a file of which only imports are otherwise; give the questions that are answered otherwise now.

        Those that came or went are no ``*``, and nothing else defines their names.
        """
        facts = self.facts[file]
        before = facts.wiring.imports
        self.facts[file] = replace(facts, wiring=replace(facts.wiring, imports=imports))
        names = self._names.get(file)
        if names is None:  # nobody has asked
            return set()
        gone, new = set(before) - set(imports), set(imports) - set(before)
        defined = dict(names.defined)
        for one in gone:
            defined.pop((one.scope, one.name), None)
        defined.update({(one.scope, one.name): [(one.line, one)] for one in new})
        self._names[file] = replace(names, defined=defined)
        return {("defined", file, one.scope, one.name) for one in gone | new}

    def was_asked(self, file: WorkspacePath) -> bool:
        """Tell whether anybody asked for names of a file as it is now."""
        return file in self._names

    def of(self, file: WorkspacePath) -> FileNames:
        """Give the names of a file; of one that was not read, nothing."""
        if file not in self._names:
            if file not in self.facts:
                return _NOTHING
            self._names[file] = _names_of(self.facts[file])
        return self._names[file]

    def calls(self, name: str) -> Iterator[tuple[Call, Place]]:
        """Yield the calls of what ends in this name, by file and place."""
        for file in sorted(self._callers.get(name, ())):
            yield from self._calls[file][name]

    def settings(self) -> list[WorkspacePath]:
        """List the settings modules of Django: those that name a root urlconf, the outermost first."""
        return sorted(self._settings, key=lambda file: (file.count("/"), file))


class Names:
    """Answers from the files as they are now. ``asked`` are all questions so far, also about files never read."""

    def __init__(self, library: Library) -> None:
        """Note questions from here on."""
        self.asked: set[Question] = set()
        self.by_line = 0
        """How many answers so far depended on the line from which was asked."""
        self._library = library

    def knows(self, file: WorkspacePath) -> bool:
        """Tell whether the file was read."""
        self.asked.add(("file", file))
        return file in self._library.facts

    def own(self, name: str, place: Place) -> Definition | None:
        """Give the definition of a name in exactly this scope: the last before the line, else the first."""
        self.asked.add(("defined", place.file, place.scope, name))
        found = self._of(place.file).defined.get((place.scope, name))
        if not found:
            return None
        if len(found) == 1:
            return found[0][1]
        self.by_line += 1
        before = [what for line, what in found if line < place.line]
        return before[-1] if before else found[0][1]

    def forked(
        self, file: WorkspacePath, scope: str, name: str
    ) -> Sequence[tuple[int, Definition, tuple[Condition, ...]]]:
        """Give the definitions of a name in a scope where any is under conditions: with lines and conditions."""
        self.asked.add(("defined", file, scope, name))
        of = self._of(file)
        forks = of.forks.get((scope, name))
        if not forks:
            return ()
        self.by_line += 1
        return [(line, what, forks.get(line, ())) for line, what in of.defined.get((scope, name), ())]

    def function(self, file: WorkspacePath, qualname: str) -> Function | None:
        """Give the function of this qualified name."""
        self.asked.add(("function", file, qualname))
        return self._of(file).functions.get(qualname)

    def methods(self, file: WorkspacePath, class_name: str) -> Sequence[Function]:
        """Give the functions that stand directly in the class of this qualified name, in the order of the text."""
        self.asked.add(("methods", file, class_name))
        return self._of(file).methods.get(class_name, ())

    def class_(self, file: WorkspacePath, qualname: str) -> Class | None:
        """Give the class of this qualified name."""
        self.asked.add(("class", file, qualname))
        return self._of(file).classes.get(qualname)

    def returns(self, file: WorkspacePath, scope: str) -> Sequence[Return]:
        """Give what a function returns."""
        self.asked.add(("returns", file, scope))
        return self._of(file).returns.get(scope, ())

    def returning(self, file: WorkspacePath, scope: str) -> Mapping[int, tuple[Condition, ...]]:
        """Give what it takes for a function to return at a line, where it has several ways out."""
        self.asked.add(("defined", file, scope, RETURN))
        return self._of(file).forks.get((scope, RETURN), _NO_CONDITIONS)

    def stars(self, file: WorkspacePath) -> Sequence[Import]:
        """Give the ``from x import *`` of a file."""
        self.asked.add(("stars", file))
        return self._of(file).stars

    def binding(self, file: WorkspacePath, span: Span) -> Binding | None:
        """Give the first binding to the call that stands there."""
        self.asked.add(("bindings", file))
        return self._of(file).bindings.get(span)

    def conditions(self, file: WorkspacePath) -> Sequence[Condition]:
        """Give the conditions under which lines of a file run that wire."""
        self.asked.add(("conditions", file))
        return self._of(file).conditions

    def calls(self, name: str) -> Iterator[tuple[Call, Place]]:
        """Yield the calls of what ends in this name, by file and place."""
        self.asked.add(("calls", name))
        return self._library.calls(name)

    def members(self, file: WorkspacePath, qualname: str) -> Sequence[Function]:
        """List the methods of a class in the order of the text."""
        self.asked.add(("members", file))
        functions = self._of(file).functions.values()
        return [item for item in functions if item.in_class and item.parent == qualname]

    def settings(self) -> Sequence[WorkspacePath]:
        """List the settings modules of Django, the outermost first."""
        self.asked.add(("settings",))
        return self._library.settings()

    def _of(self, file: WorkspacePath) -> FileNames:
        if file not in self._library.facts:
            self.asked.add(("file", file))
        return self._library.of(file)


def definition(names: Names, name: str, place: Place) -> tuple[str, Definition] | None:
    """Find a name as Python does: own scope, enclosing functions (never enclosing classes), module."""
    scope = place.scope
    while True:
        found = names.own(name, place if scope == place.scope else Place(place.file, scope, 1 << 30))
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


def _names_of(facts: FileFacts) -> FileNames:
    wiring = facts.wiring
    defined: dict[tuple[str, str], list[tuple[int, Definition]]] = {}
    returns: dict[str, list[Return]] = {}
    for line, scope, name, what in _definitions(facts):
        defined.setdefault((scope, name), []).append((line, what))
    for found in defined.values():
        found.sort(key=_line)
    for item in wiring.returns:
        returns.setdefault(item.scope, []).append(item)
    methods: dict[str, list[Function]] = {}
    for function in wiring.functions:
        if function.in_class:
            methods.setdefault(function.parent, []).append(function)
    return FileNames(
        defined,
        {function.qualname: function for function in wiring.functions},
        {item.qualname: item for item in wiring.classes},
        methods,
        returns,
        [item for item in wiring.imports if item.name == "*"],
        {item.value.span: item for item in reversed(wiring.bindings) if isinstance(item.value, Call)},
        wiring.conditions,
        _forks_of(facts) if wiring.forks else {},
    )


def _forks_of(facts: FileFacts) -> Mapping[tuple[str, str], Mapping[int, tuple[Condition, ...]]]:
    found: dict[tuple[str, str], dict[int, tuple[Condition, ...]]] = {}
    for fork in facts.wiring.forks:
        found.setdefault((fork.scope, fork.name), {})[fork.line] = fork.under
    return found


def _changed(file: WorkspacePath, old: FileNames, new: FileNames) -> Iterator[Question]:
    for key in {*_differing(old.defined, new.defined), *_differing(old.forks, new.forks)}:
        yield ("defined", file, *key)
        if key not in {**old.forks, **new.forks} and _is_remade(
            old.defined.get(key, ()), new.defined.get(key, ())
        ):
            yield remade(("defined", file, *key))
    for kind, before, after in (
        ("function", old.functions, new.functions),
        ("class", old.classes, new.classes),
        ("methods", old.methods, new.methods),
        ("returns", old.returns, new.returns),
    ):
        for name in _differing(before, after):
            yield (kind, file, name)
    if old.functions != new.functions:
        yield ("members", file)
    if old.stars != new.stars:
        yield ("stars", file)
    if old.conditions != new.conditions:
        yield ("conditions", file)
    if old.bindings != new.bindings:
        yield ("bindings", file)


def _is_remade(old: Sequence[tuple[int, Definition]], new: Sequence[tuple[int, Definition]]) -> bool:
    """Tell whether a name of a module is bound to the same call as before, which is told something else."""
    match old, new:
        case [(_, Binding(value=Call() as before) as was)], [(_, Binding(value=Call() as now) as binds)]:
            return (
                not binds.read_in
                and (was.line, was.read_in, before.func) == (binds.line, binds.read_in, now.func)
                and (before.span.line, before.span.column) == (now.span.line, now.span.column)
            )
        case _:
            return False


def _differing(old: Mapping[Key, object], new: Mapping[Key, object]) -> Iterator[Key]:
    for key in {**old, **new}:
        if key not in old or key not in new or old[key] != new[key]:
            yield key


def _holds_settings(facts: FileFacts) -> bool:
    return any(item.name == "ROOT_URLCONF" for item in facts.wiring.bindings)


def _line(pair: tuple[int, Definition]) -> int:
    return pair[0]


def _enclosing(names: Names, file: WorkspacePath, scope: str) -> str:
    while True:
        owner = names.function(file, scope) or names.class_(file, scope)
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


def _calls_in(facts: FileFacts) -> Mapping[str, Sequence[tuple[Call, Place]]]:
    wiring = facts.wiring
    roots: list[tuple[Expr, str, int]] = [(item.call, item.scope, item.span.line) for item in wiring.effects]
    roots += [(item.value, item.read_in, item.line) for item in wiring.bindings]
    roots += [(item.value, item.scope, item.line) for item in wiring.returns]
    imported = {item.name: item.attribute for item in wiring.imports if item.attribute}
    found: dict[str, list[tuple[Call, Place]]] = {}
    for value, scope, line in roots:
        for call in _nested(value):
            name = called_name(call)
            for called in {name, imported.get(name, name)}:  # ``from pets import routes as pet_routes``
                found.setdefault(called, []).append((call, Place(facts.file, scope, line)))
            lifespan = call.keyword("lifespan")
            if isinstance(lifespan, Name):  # called with the app when that starts, as ASGI's lifespan has it
                started = Call(lifespan, (call,), (), call.span)
                found.setdefault(lifespan.dotted[-1], []).append((started, Place(facts.file, scope, line)))
    return found


def _nested(value: Expr) -> Iterator[Call]:
    match value:
        case Call(func=func, args=args, keywords=keywords):
            yield value
            for inner in (func, *args, *(item for _, item in keywords)):
                yield from _nested(inner)
        case Items(items=items):
            for inner in items:
                yield from _nested(inner)
        case Member(of=of):
            yield from _nested(of)
