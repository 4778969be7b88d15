"""Actions of a viewset of Django REST framework: the usual ones, and those that ``@action`` adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects.django_classes import is_true, spot_of
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import listed_methods
from qaagent_lsp.discovery.evaluation.values import ClassValue, External, Place
from qaagent_lsp.discovery.syntax.expressions import Call, Name
from qaagent_lsp.discovery.syntax.wiring import Decorator, Function
from qaagent_lsp.model.source import Span, WorkspacePath

_DECORATORS = frozenset({"action", "detail_route", "list_route"})


@dataclass(frozen=True, slots=True)
class Action:
    """A method with ``@action``; ``methods`` maps HTTP methods (upper case) to the methods that serve them.

    ``path`` and ``name`` are its part of the URL and of the URL's name; ``span`` is the decorator.
    """

    detail: bool
    path: str
    name: str
    methods: Mapping[str, str]
    file: WorkspacePath
    span: Span


def has_action(evaluator: Evaluator, viewset: ClassValue, action: str) -> bool:
    """Tell whether a viewset has ``list``, ``retrieve`` … of its own or by inheritance."""
    return spot_of(evaluator, viewset, action) is not None


def extra_actions(evaluator: Evaluator, viewset: ClassValue) -> Iterator[Action]:
    """Yield the actions of a viewset, inherited ones too; a method without ``@action`` hides an inherited one."""
    methods: dict[str, tuple[Function, WorkspacePath]] = {}
    for owner in evaluator.ancestors(viewset):
        if isinstance(owner, ClassValue):
            for function in evaluator.names.members(owner.file, owner.definition.qualname):
                methods.setdefault(function.name, (function, owner.file))
    more = _mapped(function for function, _ in methods.values())
    for function, file in methods.values():
        for decorator in function.decorators:
            found = _action(evaluator, function, file, decorator, more.get(function.name, {}))
            if found is not None:
                yield found


def _action(
    evaluator: Evaluator,
    function: Function,
    file: WorkspacePath,
    decorator: Decorator,
    more: Mapping[str, str],
) -> Action | None:
    call = decorator.value
    if not isinstance(call, Call) or not isinstance(call.func, Name):
        return None
    place = Place(file, function.parent, decorator.span.line)
    kinds = [
        value.dotted.rpartition(".")[2]
        for value in evaluator.values(call.func, place)
        if isinstance(value, External)
    ]
    if not kinds or kinds[0] not in _DECORATORS:
        return None
    listed = listed_methods(evaluator, call.argument(0, "methods"), place) or ("GET",)
    detail = is_true(call.argument(1, "detail")) if kinds[0] == "action" else kinds[0] == "detail_route"
    path, name = call.keyword("url_path"), call.keyword("url_name")
    paths = evaluator.texts(path, place) if path is not None else ()
    names = evaluator.texts(name, place) if name is not None else ()
    return Action(
        bool(detail),
        paths[0].text if paths else function.name,
        names[0].text if names else function.name.replace("_", "-"),
        {**dict.fromkeys(listed, function.name), **more},
        file,
        decorator.span,
    )


def _mapped(functions: Iterator[Function]) -> Mapping[str, Mapping[str, str]]:
    """``@stars.mapping.delete``: further methods of an action, by the action's name."""
    found: dict[str, dict[str, str]] = {}
    for function in functions:
        for decorator in function.decorators:
            match decorator.value:
                case Name(dotted=(action, "mapping", verb)):
                    found.setdefault(action, {})[verb.upper()] = function.name
                case _:
                    pass
    return found
