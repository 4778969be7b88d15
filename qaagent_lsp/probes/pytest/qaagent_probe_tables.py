"""Route tables: what every app that was seen at work serves, told once for each app and once for equal tables.

What costs time is done once: at the end of the session for apps that modules hold, at first sight for those that
functions make, which may be gone by then. An app that a function makes anew for every test is known by its outline.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import traceback
import weakref
from typing import TYPE_CHECKING, Any

from qaagent_probe_channel import encode
from qaagent_probe_handlers import owner_of, place_of
from qaagent_probe_modules import loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import FrameType

    from qaagent_probe_channel import Channel
    from qaagent_probe_places import Places

READERS = {
    "asgi": "qaagent_probe_table_asgi",
    "flask": "qaagent_probe_table_flask",
    "django": "qaagent_probe_table_django",
    "litestar": "qaagent_probe_table_litestar",
    "aiohttp": "qaagent_probe_table_aiohttp",
}
"""What the hooks of a framework call its apps → our module whose ``entries(app)`` lists what one serves.

Where that module has an ``outline(app)``, it gives cheaply what equal tables have in common, hashable.
"""

_BRACED = r"\{\s*([A-Za-z_]\w*)(?::([^{}]*))?\s*\}"  # {name:converter}
# <converter(args):name>
_ANGLED = r"<(?:([A-Za-z_]\w*(?:\((?:[^()\"']|\"[^\"]*\"|'[^']*')*\))?):)?([A-Za-z_]\w*)>"
_OWN = frozenset(("fastapi", "starlette", "flask", "werkzeug", "litestar", "aiohttp"))
"""Packages whose own handlers (documentation pages, static files) are no routes of anybody."""


class Entry:
    """One route of a live app.

    ``path`` is as the framework writes it, unless ``params`` are given, each with its converter: then it is a template.
    """

    __slots__ = ("endpoint", "framework", "methods", "params", "path")

    def __init__(
        self,
        methods: Sequence[str],
        path: str,
        endpoint: object,
        framework: str,
        params: Sequence[tuple[str, str]] | None = None,
    ) -> None:
        self.methods = methods
        self.path = path
        self.endpoint = endpoint
        self.framework = framework
        self.params = params


class Site:
    """Where an app was made: file, line, the function (``<module>`` for none) and its module's name."""

    __slots__ = ("file", "function", "line", "module")

    def __init__(self, file: str, line: int, function: str, module: str) -> None:
        self.file = file
        self.line = line
        self.function = function
        self.module = module

    @property
    def is_in_test(self) -> bool:
        """Whether a test or fixture made it: then it is the test's own business."""
        name = os.path.basename(self.file)
        is_test = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
        return is_test and self.function != "<module>"


class Tables:
    """The apps of one process."""

    def __init__(self, channel: Channel, places: Places) -> None:
        self._channel = channel
        self._places = places
        self._sites: dict[int, Site] = {}
        self._seen: dict[int, Callable[[object], bool]] = {}
        self._alive: dict[int, Callable[[], object]] = {}
        self._kinds: dict[int, str] = {}
        self._folded: set[object] = set()
        self._told: set[str] = set()

    def made(self, app: object) -> None:
        """Note where an app is being made. Called by its constructor."""
        try:
            site = self._site_of(app)
            if site is not None:
                self._sites[id(app)] = site
                _at_end_of(app, self._sites)
        except Exception:
            self.fault()

    def saw(self, app: object, kind: str) -> None:
        """Note that an app serves a request. Called for every request: nothing may be dear here."""
        known = self._seen.get(id(app))
        if known is None or not known(app):
            self._first_sight(app, kind)

    def tell(self) -> None:
        """Tell the tables of all apps that are still there, as they are now. To be called when the session ends."""
        for number, known in list(self._alive.items()):
            app = known()
            if app is not None:
                self._tell(app, self._kinds[number])

    def table_of(self, app: object, kind: str) -> dict[str, object]:
        """Give the table of an app as the fields of its event."""
        return self._table(app, self._sites.get(id(app)), kind)

    def _table(self, app: object, site: Site | None, kind: str) -> dict[str, object]:
        entries: Iterable[Entry] = _reader(kind).entries(app)
        name = getattr(app, "qaagent_name", None)
        file = site.file if site else getattr(app, "qaagent_file", "")
        return {
            "app": self._name_of(app, site) if name is None else name,
            "file": self._places.relative(file) if file else "",
            "line": site.line if site else 0,
            "rows": [
                row for entry in entries if owner_of(entry.endpoint) not in _OWN for row in self._rows(entry)
            ],
        }

    def _first_sight(self, app: object, kind: str) -> None:
        number = id(app)
        site = self._sites.get(number)
        is_of_module = site is None or site.function == "<module>"
        try:
            alive = weakref.ref(app)
            self._seen[number] = lambda other: alive() is other
            self._alive[number] = alive
        except TypeError:  # Litestar's cannot be referred to weakly
            self._seen[number] = lambda _: self._sites.get(number) is site
            if is_of_module:
                self._alive[number] = lambda: app
        self._kinds[number] = kind
        if not is_of_module:
            self._tell(app, kind)

    def _tell(self, app: object, kind: str) -> None:
        try:
            site = self._sites.get(id(app))
            if site is not None and site.is_in_test:
                return
            made = None if site is None else (site.file, site.line, site.function)
            mark = (made, _outline(app, kind))
            if mark in self._folded:
                return
            self._folded.add(mark)
            line = encode({"kind": "routes", **self._table(app, site, kind)})
            if line not in self._told:
                self._told.add(line)
                self._channel.line(line)
        except Exception:
            self.fault()

    def _rows(self, entry: Entry) -> Iterator[list[object]]:
        path, params = (entry.path, entry.params) if entry.params is not None else template_of(entry.path)
        for method in entry.methods:
            handler, file, line = place_of(entry.endpoint, method, self._places)
            yield [method, path, handler, file, line, entry.framework, params]

    def _name_of(self, app: object, site: Site | None) -> str:
        """``module:variable``, or ``module:function()`` for an app that a function made; ``""`` for neither."""
        if site is not None and site.function != "<module>":
            return "%s:%s()" % (site.module, site.function)
        modules = [sys.modules.get(site.module)] if site else list(sys.modules.values())
        for module in modules:
            if module is None or (
                site is None and not self._places.own(getattr(module, "__file__", None) or "")
            ):
                continue
            for name, value in list(vars(module).items()):
                if value is app:
                    return "%s:%s" % (module.__name__, name)
        return ""

    def _site_of(self, app: object) -> Site | None:
        """Find the innermost code of the workspace on the stack, constructors of the app's own class aside."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            code = frame.f_code
            if self._places.own(code.co_filename) is not None:
                own = code.co_name == "__init__" and frame.f_locals.get(code.co_varnames[0]) is app
                if not own:
                    function = getattr(code, "co_qualname", code.co_name)
                    return Site(
                        code.co_filename, frame.f_lineno, function, frame.f_globals.get("__name__", "")
                    )
            frame = frame.f_back
        return None

    def fault(self) -> None:
        """Tell the exception in hand as a fault of ours."""
        self._channel.event("probe_error", text=traceback.format_exc())


def constructed(original: Callable[..., None], tables: Tables) -> Callable[..., None]:
    """Wrap the constructor of a framework's app."""

    @functools.wraps(original)
    def construct(self: object, *args: object, **kwargs: object) -> None:
        tables.made(self)
        original(self, *args, **kwargs)

    return construct


def template_of(path: str) -> tuple[str, list[tuple[str, str]]]:
    """Read ``/files/{path:path}`` of Starlette, ``/u/<int:id>`` of Werkzeug: the template and its parameters."""
    params: list[tuple[str, str]] = []
    template = path
    if "{" in path:
        params += [(name, converter or "") for name, converter in re.findall(_BRACED, path)]
        template = re.sub(_BRACED, r"{\1}", template)
    if "<" in path:
        params += [(name, converter or "") for converter, name in re.findall(_ANGLED, path)]
        template = re.sub(_ANGLED, r"{\2}", template)
    return template, params


def _at_end_of(app: object, sites: dict[int, Site]) -> None:
    try:
        weakref.finalize(app, sites.pop, id(app), None).atexit = False
    except TypeError:
        return  # the next app at this address writes over it


def _reader(kind: str) -> Any:
    return loaded(READERS[kind])


def _outline(app: object, kind: str) -> object:
    reader = _reader(kind)
    if hasattr(reader, "outline"):
        return reader.outline(app)
    return tuple((*entry.methods, entry.path, identity(entry.endpoint)) for entry in reader.entries(app))


def identity(endpoint: object) -> int:
    """Tell code from code: closures that a factory makes anew for each app share theirs."""
    return id(getattr(endpoint, "__code__", None) or endpoint)
