"""What a Flask app serves, by its URL map; blueprints are in it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_probe_tables import Entry, identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.routing import Rule


def entries(app: Flask) -> Iterator[Entry]:
    """List the rules in the order in which they were added."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions.get(rule.endpoint)
        if view is None or rule.build_only:
            continue  # a rule can be there only to give url_for() a name
        yield Entry(_methods(rule), rule.rule, view, "flask")


def outline(app: Flask) -> tuple[object, ...]:
    """Give what equal tables have in common: of every rule its path, methods and the code of its view."""
    views = app.view_functions
    seen: list[object] = []
    for rule in app.url_map.iter_rules():
        kind = (rule.build_only, getattr(rule, "websocket", False))
        automatic = getattr(rule, "provide_automatic_options", True)
        seen += (rule.rule, identity(views.get(rule.endpoint)), *(rule.methods or ()), kind, automatic)
    return tuple(seen)


def _methods(rule: Rule) -> list[str]:
    if getattr(rule, "websocket", False):
        return ["WEBSOCKET"]
    methods = set(rule.methods or ("GET",))
    if "GET" in methods:
        methods.discard("HEAD")
    if getattr(rule, "provide_automatic_options", True):
        methods.discard("OPTIONS")
    return sorted(methods)
