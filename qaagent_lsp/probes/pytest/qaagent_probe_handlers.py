"""What serves a route, by its name and place: a function, a method of a class-based view."""

from __future__ import annotations

import os
import sys
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeGuard

    from qaagent_probe_places import Places

_OTHERS = ("dispatch_request", "dispatch", "__call__")
_PASSES_ON = CO_VARARGS | CO_VARKEYWORDS


def place_of(endpoint: object, method: str, places: Places) -> tuple[str, str, int]:
    """``(dotted name, file, first line)``: the file relative to the workspace, or absolute outside of it.

    A method that a view inherits is named by the view that is served. One inherited from outside the workspace stands
    where that view stands, whose line is then not told (0).
    """
    name, file, line = described(endpoint, method)
    view, actions = view_of(endpoint)
    if view is not None:
        attribute = actions.get(method.lower(), method.lower())
        if not hasattr(view, attribute):
            attribute = next((other for other in _OTHERS if hasattr(view, other)), "")
            if attribute:
                _, file, line = described(getattr(view, attribute))
        name = "%s.%s" % (view.__module__, view.__qualname__) + ("." + attribute if attribute else "")
        if "WrappedAPIView" in view.__qualname__:  # a function below @api_view of Django REST framework
            name = "%s.%s" % (view.__module__, view.__name__)
        if places.own(file) is None:
            there = getattr(sys.modules.get(view.__module__), "__file__", None) or ""
            if places.own(there) is not None:
                file, line = there, 0
    if not file and view is None:  # an object whose class inherits what makes it callable
        file, line = getattr(sys.modules.get(type(endpoint).__module__), "__file__", None) or "", 0
    if not file:
        return name, "", 0
    own = places.own(file)
    # An environment inside the workspace is none of its own code.
    return name, places.relative(own) if own is not None else os.path.abspath(file), line


def described(function: object, method: str = "") -> tuple[str, str, int]:
    """``(dotted name, file, first line)`` of the code that a handler comes down to, its decorators taken off.

    ``method`` picks the method of a class-based handler.
    """
    if _is_plain(function):
        plain = function.__code__
        return "%s.%s" % (function.__module__, function.__qualname__), plain.co_filename, plain.co_firstlineno
    for _ in range(50):
        view_class = getattr(function, "view_class", None) or getattr(function, "cls", None)
        if isinstance(view_class, type):
            action = (getattr(function, "actions", None) or {}).get(method.lower(), method.lower())
            function = getattr(view_class, action, None) or getattr(
                view_class, "dispatch_request", view_class
            )
            continue
        if isinstance(function, type):
            found = getattr(function, method.lower(), None) if method else None
            if found is None:
                break
            function = found
            continue
        inner = getattr(function, "__wrapped__", None) or getattr(function, "__func__", None)
        if inner is None:
            inner = _operation(function, method)
        if inner is None and type(function).__name__ == "partial":
            inner = getattr(function, "func", None)
        if inner is None and not hasattr(function, "__code__"):
            inner = vars(type(function)).get("__call__")
        if inner is None:
            inner = _passed_on(function)
        if inner is None or inner is function:
            break
        function = inner
    code = getattr(function, "__code__", None)
    name = "%s.%s" % (
        getattr(function, "__module__", ""),
        getattr(function, "__qualname__", type(function).__qualname__),
    )
    if code is None:
        return name, "", 0
    return name, code.co_filename, code.co_firstlineno


def view_of(endpoint: object) -> tuple[type | None, dict[str, str]]:
    """Give the class of a class-based view, and the method names that stand for HTTP methods in it."""
    if _is_plain(endpoint):
        return None, {}
    for _ in range(50):
        view = getattr(endpoint, "view_class", None) or getattr(endpoint, "cls", None)
        if isinstance(view, type):
            return view, getattr(endpoint, "actions", None) or {}
        if isinstance(endpoint, type):
            return endpoint, {}
        inner = getattr(endpoint, "__wrapped__", None)
        if inner is None and type(endpoint).__name__ == "partial":
            inner = getattr(endpoint, "func", None)
        if inner is None:
            inner = _passed_on(endpoint)
        if inner is None or inner is endpoint:
            break
        endpoint = inner
    return None, {}


def _is_plain(function: object) -> TypeGuard[FunctionType]:
    """Tell a function that nothing decorates or describes, as nearly all handlers are, at little cost."""
    return (
        type(function) is FunctionType
        and not function.__dict__
        and function.__code__.co_flags & _PASSES_ON != _PASSES_ON
    )


def operations_of(view: object) -> list[Any]:
    """Give the operations of Django Ninja that a view of one path tells apart by their methods."""
    code = getattr(view, "__code__", None)
    if code is None or code.co_freevars != ("self",):
        return []
    cells = getattr(view, "__closure__", None) or ()
    held = cells[0].cell_contents if cells else None
    there = type(held).__module__.partition(".")[0] == "ninja"
    return list(getattr(held, "operations", ())) if there else []


def _operation(view: object, method: str) -> object:
    return next((one.view_func for one in operations_of(view) if method in one.methods), None)


def _passed_on(function: object) -> object:
    """Give what a decorator without ``functools.wraps`` wraps; None where that cannot be told.

    Its inner function takes ``*args`` and ``**kwargs``, and holds the one function that it passes them on to.
    """
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & _PASSES_ON != _PASSES_ON:
        return None
    held = []
    for cell in getattr(function, "__closure__", None) or ():
        try:
            held.append(cell.cell_contents)
        except ValueError:  # not filled yet
            continue
    functions = [one for one in held if hasattr(one, "__code__")]
    return functions[0] if len(functions) == 1 else None


def owner_of(endpoint: object) -> str:
    """Name the top package of the code that serves a route, decorators taken off."""
    view, _ = view_of(endpoint)
    if view is not None:
        return view.__module__.partition(".")[0]
    return described(endpoint)[0].partition(".")[0]
