"""Reads expressions across files: follows names, imports, attributes, factories and parameters to what they stand for.

An answer is a tuple of values: several when a parameter has several callers or a loop runs over several things, one
``Unknown`` when static reading does not reach.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product

from qaagent_lsp.discovery.evaluation.attributes import attribute
from qaagent_lsp.discovery.evaluation.calling import called
from qaagent_lsp.discovery.evaluation.dictionaries import under_key
from qaagent_lsp.discovery.evaluation.forks import alternatives
from qaagent_lsp.discovery.evaluation.frames import Frames, is_given
from qaagent_lsp.discovery.evaluation.importing import module_of
from qaagent_lsp.discovery.evaluation.kinds import kind_of
from qaagent_lsp.discovery.evaluation.names import Definition, Names, definition
from qaagent_lsp.discovery.evaluation.parameters import annotated, parameter_values
from qaagent_lsp.discovery.evaluation.turning import turns
from qaagent_lsp.discovery.evaluation.values import (
    MOST_VALUES,
    UNKNOWN,
    ClassValue,
    DictValue,
    External,
    Frame,
    FunctionValue,
    InstanceValue,
    LambdaValue,
    ListValue,
    Method,
    ModuleValue,
    NoneValue,
    Place,
    RouterKind,
    RouterValue,
    TextValue,
    Unknown,
    Value,
)
from qaagent_lsp.discovery.evaluation.ways import one_defined, one_written
from qaagent_lsp.discovery.modules import Layout, find_module
from qaagent_lsp.discovery.syntax.conditions import Where
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Comprehension,
    Conditional,
    Each,
    Expr,
    Flag,
    Items,
    Joined,
    Keyed,
    Lambda,
    Member,
    Name,
    Nothing,
    Nth,
    Opaque,
    Pairs,
    Spread,
    Text,
    is_own_name,
)
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Function, Import, Param
from qaagent_lsp.model.source import WorkspacePath

_MAX_DEPTH = 60
_MAX_TRIES = 3
_END = 1 << 30


class Evaluator:
    """Answers for one piece of work; remembers what it has worked out. Make a new one when any fact changes.

    ``made`` are the routers that it saw being made, ``classes`` those of them that are of the project's own classes.
    ``doubts`` are the conditions under which a name stands for a value, and not for another or for nothing.
    """

    def __init__(self, layout: Layout, names: Names) -> None:
        self.layout = layout
        self.names = names
        self.wanted: set[WorkspacePath] = set()
        self.made: dict[RouterValue, tuple[Call, Place]] = {}
        self.frames = Frames()
        self.classes: dict[RouterValue, ClassValue] = {}
        self.doubts: dict[Value, tuple[Where, ...]] = {}
        self._busy: set[tuple[object, ...]] = set()
        self._cycles = 0
        self._depth = 0
        self._tries: dict[tuple[object, ...], int] = {}
        self._known: dict[tuple[object, ...], tuple[Value, ...]] = {}
        self._named: dict[tuple[tuple[str, ...], WorkspacePath, str], tuple[Value, ...]] = {}

    def take_over(self, other: Evaluator) -> None:
        """Take over what another one saw being made, and all that this followed from."""
        self.made.update(other.made)
        self.classes.update(other.classes)
        self.doubts.update(other.doubts)
        self.wanted |= other.wanted
        self.names.asked |= other.names.asked

    def values(self, expr: Expr, place: Place) -> tuple[Value, ...]:
        """Give all that an expression may stand for at a place; never empty."""
        if isinstance(expr, Text):
            return (TextValue(expr.value),)
        if self._depth > _MAX_DEPTH:
            self._cycles += 1
            return UNKNOWN
        self._depth += 1
        try:
            found = self._values(expr, place)
        finally:
            self._depth -= 1
        if len(found) == 1:
            return found
        return tuple(dict.fromkeys(islice(found, MOST_VALUES))) or UNKNOWN

    def texts(self, expr: Expr, place: Place) -> tuple[TextValue, ...]:
        """Give the strings that an expression may be; empty when none is known."""
        return tuple(value for value in self.values(expr, place) if isinstance(value, TextValue))

    def items(self, expr: Expr, place: Place) -> tuple[tuple[Expr, Place], ...]:
        """Give the items of a list, each with the place where it is to be read; empty when the list is not known."""
        if isinstance(expr, Choice) and expr.under:
            return tuple(
                (Conditional(item, (condition,)), there)
                for option, condition in zip(expr.options, expr.under, strict=True)
                for item, there in self.items(option, place)
            )
        if isinstance(expr, Conditional):
            return tuple((Conditional(item, expr.under), there) for item, there in self.items(expr.of, place))
        if isinstance(expr, Comprehension):
            return tuple(
                (expr.element, there)
                for there in turns(self, expr.targets, expr.source, place, unpacks=expr.unpacks)
            )
        found: list[tuple[Expr, Place]] = []
        for value in self.values(expr, place):
            if isinstance(value, DictValue):
                found += [(key, value.place) for key, _ in value.pairs]
            if not isinstance(value, ListValue):
                continue
            for item in value.items:
                found += (
                    self.items(item.of, value.place) if isinstance(item, Spread) else [(item, value.place)]
                )
        return tuple(found)

    def spread(self, expr: Expr, place: Place) -> tuple[tuple[Expr, Place], ...]:
        """Give an argument, or the items of ``*argument``."""
        return self.items(expr.of, place) if isinstance(expr, Spread) else ((expr, place),)

    def attribute(self, value: Value, name: str) -> tuple[Value, ...]:
        """Give what ``value.name`` may stand for."""
        return attribute(self, value, name)

    def module_attribute(self, path: str, name: str) -> tuple[Value, ...]:
        """Give what ``name`` means in a module: its own names, then its submodules."""
        file = self.layout.files.get(path)
        if file is not None and self.names.knows(file):
            found = self.name(name, Place(file, "", _END))
            # ``from . import users`` in a package's own __init__ leads back here: it means the submodule.
            if found is not None and not all(isinstance(value, Unknown) for value in found):
                return found
        elif file is not None:
            self.wanted.add(file)
        submodule = f"{path}/{name}" if path else name
        if submodule in self.layout.files or submodule in self.layout.folders:
            return (ModuleValue(submodule),)
        return (Unknown(name),)

    def name(self, name: str, place: Place) -> tuple[Value, ...] | None:
        """Give what a bare name means at a place, None when nothing there defines it."""
        found = definition(self.names, name, place)
        if found is None:
            own = place.via.find(place.file, place.scope, name) if place.via and is_own_name(name) else None
            return self.values(*own) if own is not None else self._starred(name, place)
        scope, what = found
        via = place.via if place.via is not None and place.via.matters(place.file, scope) else None
        bound = via.find(place.file, scope, name) if via is not None and is_given(what) else None
        if bound is not None:
            return self.given(bound, what, place.file, scope)
        several = alternatives(self.names, name, scope, place)
        if several:
            return one_defined(self, several, name, Place(place.file, scope, place.line, via))
        key = (place.file, scope, name, id(what), via)
        return self.once(key, lambda: self.defined(what, place.file, scope, via))

    def ancestors(self, value: ClassValue) -> tuple[ClassValue | External, ...]:
        """Give a class and all it inherits from, nearest first."""
        found: list[ClassValue | External] = [value]
        place = Place(value.file, value.definition.parent, value.definition.span.line)
        for base in value.definition.bases:
            for item in self.values(base, place):
                if isinstance(item, External):
                    found.append(item)
                elif isinstance(item, ClassValue) and item != value:
                    found += self._guarded_ancestors(item)
        return tuple(dict.fromkeys(found))

    def class_kind(self, value: ClassValue) -> RouterKind | None:
        """Tell what kind of app or router a class is, if any."""
        externals = [item.dotted for item in self.ancestors(value) if isinstance(item, External)]
        return next((kind for kind in map(kind_of, externals) if kind), None)

    def self_router(self, value: ClassValue) -> RouterValue | None:
        """Give the router that ``self`` is in the methods of a subclass of a router."""
        kind = self.class_kind(value)
        return RouterValue(kind, value.file, value.definition.span) if kind else None

    def _guarded_ancestors(self, value: ClassValue) -> tuple[ClassValue | External, ...]:
        key = ("ancestors", value.file, value.definition.span)
        if key in self._busy:
            return ()
        self._busy.add(key)
        try:
            return self.ancestors(value)
        finally:
            self._busy.discard(key)

    def once(self, key: tuple[object, ...], work: Callable[[], tuple[Value, ...]]) -> tuple[Value, ...]:
        """Work a thing out once. What is asked for while it is being worked out is a cycle, and unknown.

        An answer found half-way round a cycle is true here, not everywhere; it is tried again, but not for ever.
        """
        if key in self._known:
            return self._known[key]
        if key in self._busy:
            self._cycles += 1
            return UNKNOWN
        self._busy.add(key)
        cycles = self._cycles
        try:
            answer = work()
        finally:
            self._busy.discard(key)
        self._tries[key] = self._tries.get(key, 0) + 1
        if self._cycles == cycles or self._tries[key] >= _MAX_TRIES:
            self._known[key] = answer
        return answer

    def _values(self, expr: Expr, place: Place) -> tuple[Value, ...]:
        match expr:
            case Text(value=text):
                return (TextValue(text),)
            case Nothing():
                return (NoneValue(),)
            case Name(dotted=dotted):
                return self._dotted(dotted, place)
            case Call():
                return called(self, expr, place)
            case Joined(parts=parts):
                return self._joined(parts, place)
            case Member(of=of, name=name):
                return tuple(v for value in self.values(of, place) for v in attribute(self, value, name))
            case Items() | Pairs() | Comprehension():
                return (_display(expr, place),)
            case Choice() | Conditional():
                return one_written(self, expr, place)
            case Each() | Nth() | Keyed():
                return self._part(expr, place)
            case Lambda(span=span):
                return (LambdaValue(place.file, span, place.scope),)
            case Spread() | Flag() | Opaque():
                return UNKNOWN

    def _dotted(self, dotted: tuple[str, ...], place: Place) -> tuple[Value, ...]:
        """A file says ``router.get`` on a hundred lines, and nearly always it is the same on all of them."""
        key = (dotted, place.file, place.scope)
        if place.via is None and key in self._named:
            return self._named[key]
        before = self._cycles, self.names.by_line
        found = self._looked_up(dotted, place)
        if place.via is None and before == (self._cycles, self.names.by_line):
            self._named[key] = found
        return found

    def _looked_up(self, dotted: tuple[str, ...], place: Place) -> tuple[Value, ...]:
        if len(dotted) == 2:
            assigned = self.name(".".join(dotted), place)
            if assigned is not None:
                return assigned
        found = self.name(dotted[0], place) or module_of(self.layout, dotted, place) or (Unknown(dotted[0]),)
        for part in dotted[1:]:
            found = tuple(v for value in found for v in attribute(self, value, part))
        return found

    def _part(self, expr: Each | Nth | Keyed, place: Place) -> tuple[Value, ...]:
        if isinstance(expr, Keyed):
            return under_key(self, expr, place)
        if isinstance(expr, Each):
            return tuple(v for item, there in self.items(expr.of, place) for v in self.values(item, there))
        return tuple(
            found
            for value in self.values(expr.of, place)
            if isinstance(value, ListValue)
            and expr.index < len(value.items)
            and not any(isinstance(item, Spread) for item in value.items[: expr.index + 1])
            for found in self.values(value.items[expr.index], value.place)
        )

    def _joined(self, parts: tuple[Expr, ...], place: Place) -> tuple[Value, ...]:
        known = [self.texts(part, place) for part in parts]
        if not all(known):
            return self._joined_lists(parts, place)
        return tuple(
            TextValue(
                "".join(text.text for text in row),
                min(text.confidence for text in row),
                "; ".join(dict.fromkeys(text.reason for text in row if text.reason)),
            )
            for row in islice(product(*known), MOST_VALUES)
        )

    def _joined_lists(self, parts: tuple[Expr, ...], place: Place) -> tuple[Value, ...]:
        kinds = (ListValue, Method)  # the patterns of a router of Django REST framework are a list as well
        if all(any(isinstance(value, kinds) for value in self.values(part, place)) for part in parts):
            return (ListValue(tuple(Spread(part) for part in parts), place),)
        return self._still_itself(parts, place)

    def _still_itself(self, parts: tuple[Expr, ...], place: Place) -> tuple[Value, ...]:
        """What ``extend`` is called on is a list only where its own class has not defined that: a router stays one."""
        first = self.values(parts[0], place) if parts else UNKNOWN
        return first if all(isinstance(value, RouterValue | InstanceValue) for value in first) else UNKNOWN

    def given(
        self, bound: tuple[Expr, Place], what: Definition, file: WorkspacePath, scope: str
    ) -> tuple[Value, ...]:
        """Give what one caller passes, or one turn of a loop is about."""
        found = self.values(*bound)
        function = self.names.function(file, scope) if isinstance(what, Param) else None
        if function is not None and isinstance(what, Param) and isinstance(found[0], Unknown):
            return annotated(self, what, file, function)
        return found

    def defined(
        self, what: Definition, file: WorkspacePath, scope: str, via: Frame | None = None
    ) -> tuple[Value, ...]:
        """Give what a definition that stands in ``scope`` of ``file`` may stand for."""
        match what:
            case Import():
                return self._imported(what, file)
            case Binding(value=value, read_in=read_in, line=line):
                return self.values(value, Place(file, read_in, line, via))
            case Function():
                return (FunctionValue(file, what),)
            case Class():
                return (ClassValue(file, what),)
            case Param():
                return parameter_values(self, what, file, scope)

    def _imported(self, item: Import, file: WorkspacePath) -> tuple[Value, ...]:
        path = find_module(self.layout, file, item.module, item.level)
        if path is None:
            dotted = f"{item.module}.{item.attribute}" if item.attribute else item.module
            return (External(dotted),) if item.level == 0 else (Unknown(item.attribute or item.module),)
        return self.module_attribute(path, item.attribute) if item.attribute else (ModuleValue(path),)

    def _starred(self, name: str, place: Place) -> tuple[Value, ...] | None:
        for item in self.names.stars(place.file):
            path = find_module(self.layout, place.file, item.module, item.level)
            found = self.once(
                ("star", place.file, item.line, name),
                lambda path=path, item=item: (  # type: ignore[misc]  # mypy cannot infer defaults of lambdas
                    self.module_attribute(path, name)
                    if path is not None
                    else (External(f"{item.module}.{name}"),)
                ),
            )
            if path is not None and not isinstance(found[0], Unknown):
                return found
            if path is None and kind_of(f"{item.module}.{name}"):
                return found
        return None


def _display(expr: Items | Pairs | Comprehension, place: Place) -> Value:
    if isinstance(expr, Pairs):
        return DictValue(expr.pairs, place)
    return ListValue(expr.items if isinstance(expr, Items) else (Spread(expr),), place)
