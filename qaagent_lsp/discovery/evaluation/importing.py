"""Modules and attributes that are called by texts: ``import_module("plugins.users")``, ``getattr(x, "router")``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.values import (
    External,
    ModuleValue,
    Place,
    TextValue,
    Unknown,
    Value,
)
from qaagent_lsp.discovery.modules import Layout, find_module, module_name
from qaagent_lsp.discovery.syntax.expressions import Call, Name

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

IMPORTING = frozenset({"importlib.import_module", "django.utils.module_loading.import_module"})
IMPORTING_ATTRIBUTE = frozenset({"django.utils.module_loading.import_string", "werkzeug.utils.import_string"})


def module_of(layout: Layout, dotted: tuple[str, ...], place: Place) -> tuple[Value, ...]:
    """Give what ``__name__`` and ``__package__`` are; empty for any other name."""
    if dotted not in {("__name__",), ("__package__",)}:
        return ()
    name = module_name(layout, place.file)
    is_package = place.file.rpartition("/")[2] == "__init__.py"
    return (TextValue(name if dotted == ("__name__",) or is_package else name.rpartition(".")[0]),)


def imported_module(evaluator: Evaluator, call: Call, place: Place) -> tuple[Value, ...]:
    """Give what ``importlib.import_module`` returns; empty where the name of the module is not known."""
    found: list[Value] = []
    first, package = call.argument(0, "name"), call.argument(1, "package")
    for text in evaluator.texts(first, place) if first is not None else ():
        module = text.text.lstrip(".")
        level = len(text.text) - len(module)
        if level and not (isinstance(package, Name) and package.dotted in {("__name__",), ("__package__",)}):
            homes = evaluator.texts(package, place) if package is not None else ()
            for home in homes:
                parts = home.text.split(".")
                kept = parts[: len(parts) - level + 1]
                found += _module(evaluator, ".".join((*kept, module)), 0, place)
        else:
            found += _module(evaluator, module, level, place)
    return tuple(found)


def imported_attribute(evaluator: Evaluator, call: Call, place: Place) -> tuple[Value, ...]:
    """Give what ``import_string("package.module.name")`` returns; empty where the text is not known."""
    found: list[Value] = []
    for text in evaluator.texts(call.args[0], place) if call.args else ():
        module, _, name = text.text.replace(":", ".").rpartition(".")
        for value in _module(evaluator, module, 0, place) if module else ():
            found += evaluator.attribute(value, name)
    return tuple(found)


def attribute_by_name(evaluator: Evaluator, call: Call, place: Place) -> tuple[Value, ...]:
    """Give what ``getattr(of, "name")`` returns, or the default where there is no such thing."""
    if len(call.args) < 2:
        return ()
    names = evaluator.texts(call.args[1], place)
    found = [
        value
        for of in evaluator.values(call.args[0], place)
        for name in names
        for value in evaluator.attribute(of, name.text)
    ]
    known = tuple(value for value in found if not isinstance(value, Unknown))
    return known or (evaluator.values(call.args[2], place) if len(call.args) > 2 and names else ())


def _module(evaluator: Evaluator, module: str, level: int, place: Place) -> tuple[Value, ...]:
    if not module and not level:
        return ()
    path = find_module(evaluator.layout, place.file, module, level)
    if path is not None:
        return (ModuleValue(path),)
    return () if level else (External(module),)
