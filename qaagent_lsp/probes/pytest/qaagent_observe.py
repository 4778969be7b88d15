"""Asked directly: imports an app in the user's interpreter and tells its route table, as the probe does in a test run.

``python qaagent_observe.py MODULE:APP`` with ``QAAGENT_EVENTS`` (the file to append to) and ``QAAGENT_WORKSPACE``
as for the probe. ``APP`` is a variable, a factory, or a call of one; Django is asked by its settings module, its
``application`` or its ``manage.py``.
What the app prints goes to stderr. Exit code 0 when the table was told, 1 when an ``observe_error`` was.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any

import qaagent_probe_routes as routes
from qaagent_probe_channel import Channel
from qaagent_probe_places import Places

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS = {
    "fastapi": "asgi",
    "starlette": "asgi",
    "flask": "flask",
    "litestar": "litestar",
    "aiohttp": "aiohttp",
}
"""Top package of an app's class → its kind in ``qaagent_probe_tables.READERS``."""

_USUAL = ("app", "application", "api", "create_app", "make_app", "get_app", "build_app")
_DEEPEST = 20


class UnknownAppError(Exception):
    """The name leads to no app."""


def main() -> int:
    """Tell the table of the app that the first argument names."""
    channel = Channel(os.environ["QAAGENT_EVENTS"])
    workspace = os.environ.get("QAAGENT_WORKSPACE") or os.getcwd()
    recorder = routes.install(channel, Places(workspace))

    def tell(app: object, kind: str) -> None:
        channel.event("routes", **recorder.tables.table_of(app, kind))

    return asked(channel, tell)


def asked(channel: Channel, tell: Callable[[object, str], None]) -> int:
    """Import the app that the first argument names, and tell of it or why that cannot be; give the exit code.

    Imports are those of the project's own folders first. What the app prints goes to stderr.
    """
    probe = os.path.dirname(os.path.abspath(__file__))
    others = [entry for entry in sys.path if os.path.abspath(entry or ".") != probe]
    sys.path[:] = [os.getcwd(), os.path.join(os.getcwd(), "src"), *others, probe]
    os.dup2(2, 1)
    try:
        tell(*found(sys.argv[1]))
    except UnknownAppError as error:
        channel.event("observe_error", what="unknown", message=str(error), text="")
    except BaseException as error:
        text = traceback.format_exc()
        sys.stderr.write(text)
        message = traceback.format_exception_only(type(error), error)[-1].strip().partition("\n")[0]
        channel.event("observe_error", what="broke", message=message, text=text)
    else:
        return 0
    return 1


def found(target: str) -> tuple[object, str]:
    """Import what ``MODULE:APP`` names: the app and its kind."""
    name, _, expression = target.partition(":")
    if name.endswith(".py") and not expression:
        name = _settings_of(name)
    module = _module(name)
    if not expression and hasattr(module, "ROOT_URLCONF"):
        os.environ["DJANGO_SETTINGS_MODULE"] = name
        return _django(), "django"
    if not expression:
        expression = next((usual for usual in _USUAL if hasattr(module, usual)), "")
        if not expression:
            raise UnknownAppError(
                "The module %s has none of %s; write MODULE:APP." % (name, ", ".join(_USUAL))
            )
    value = _awaited(_value(module, expression))
    known = _known(value)
    if known is None and _leads_to_django(value):
        return _django(), "django"
    if known is None and callable(value):
        value = _awaited(value())  # a factory, named as uvicorn --factory and flask --app do
        known = _known(value)
    if known is None:
        raise UnknownAppError(
            "%s is no app of FastAPI, Starlette, Flask, Litestar, aiohttp or Django, but a %s.%s"
            % (target, type(value).__module__, type(value).__qualname__)
        )
    return known


def _settings_of(manage: str) -> str:
    """Read from a ``manage.py`` which settings it uses."""
    try:
        with open(manage, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise UnknownAppError("%s cannot be read: %s" % (manage, error.strerror)) from error
    match = re.search(r"DJANGO_SETTINGS_MODULE[\"']\s*,\s*[\"']([\w.]+)", text)
    if match is None:
        raise UnknownAppError("%s names no settings of Django; write MODULE:APP." % manage)
    return match.group(1)


def _module(name: str) -> Any:
    parent = ""
    for part in name.split("."):
        parent = parent + "." + part if parent else part
        try:
            spec = importlib.util.find_spec(parent)
        except (ModuleNotFoundError, ValueError):
            spec = None
        if spec is None and parent not in sys.modules:
            raise UnknownAppError("There is no module %s in %s." % (parent, os.getcwd()))
    return importlib.import_module(name)


def _value(module: Any, expression: str) -> object:
    call = expression.endswith(")")
    path, _, arguments = expression.partition("(")
    value = module
    for part in path.split("."):
        if not hasattr(value, part):
            raise UnknownAppError(
                "%s has no attribute %s." % (getattr(value, "__name__", type(value).__name__), part)
            )
        value = getattr(value, part)
    if not call:
        return value
    if arguments == ")":
        return value()
    return eval(expression, vars(module))


def _awaited(value: Any) -> object:
    """Wait for an app that a coroutine makes, as aiohttp's command does."""
    if not hasattr(value, "__await__"):
        return value

    async def waited() -> object:
        return await value

    return importlib.import_module("asyncio").run(waited())


def _known(value: object) -> tuple[object, str] | None:
    """Tell what kind of app a value is, middleware around it taken off."""
    for _ in range(_DEEPEST):
        for kind in type(value).__mro__:
            package = kind.__module__.partition(".")[0]
            if package == "django":
                return _django(), "django"
            if package in _KINDS and any(hasattr(value, name) for name in ("routes", "url_map", "router")):
                return value, _KINDS[package]
        value = getattr(value, "app", None)
        if value is None:
            return None
    return None


def _leads_to_django(value: object) -> bool:
    """Tell a project's own ``application(environ, start_response)``, or ``(scope, receive, send)``, from a factory."""
    apps = getattr(sys.modules.get("django.apps"), "apps", None)
    code = getattr(value, "__code__", None)
    needed = code.co_argcount - len(getattr(value, "__defaults__", None) or ()) if code is not None else 0
    return apps is not None and apps.ready and needed > 1


def _django() -> object:
    import_module = importlib.import_module
    import_module("django").setup()
    resolver = import_module("django.urls").get_resolver()
    return import_module("qaagent_probe_table_django").Project(resolver)


if __name__ == "__main__":
    sys.exit(main())
