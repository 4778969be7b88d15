"""Records which route of the app under test each request reached, as the web framework itself resolved it."""

from __future__ import annotations

import sys
import traceback
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

from qaagent_probe_channel import encode
from qaagent_probe_modules import loaded
from qaagent_probe_owners import Owners, patch_threads
from qaagent_probe_tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from qaagent_probe_channel import Channel
    from qaagent_probe_places import Places

FRAMEWORKS = {
    "starlette.applications": "qaagent_probe_asgi_apps",
    "starlette.routing": "qaagent_probe_asgi",
    "fastapi.applications": "qaagent_probe_asgi_apps",
    "fastapi.routing": "qaagent_probe_fastapi",
    "flask.app": "qaagent_probe_flask",
    "django.core.handlers.base": "qaagent_probe_django",
    "litestar.app": "qaagent_probe_litestar",
    "litestar.routes.http": "qaagent_probe_litestar",
    "litestar.routes.websocket": "qaagent_probe_litestar",
    "litestar.routes.asgi": "qaagent_probe_litestar",
    "aiohttp.web_app": "qaagent_probe_aiohttp",
    "http.client": "qaagent_probe_http",
    "httpx._transports.default": "qaagent_probe_httpx",
    "aiohttp.client": "qaagent_probe_aiohttp_client",
    "concurrent.futures.thread": "qaagent_probe_owners",
    "asyncio.runners": "qaagent_probe_owners",
    "unittest.case": "qaagent_probe_owners",
    "unittest.async_case": "qaagent_probe_owners",
    "backports.asyncio.runner.runner": "qaagent_probe_owners",
    "anyio._backends._asyncio": "qaagent_probe_owners",
}
"""Module of a framework → our module whose ``patch(module, recorder)`` makes it tell. We never import the former."""


class Recorder:
    """Gives every request to the test that made it, and keeps the apps that served them.

    One for each process: servers under test run on other threads too.
    """

    def __init__(self, tables: Tables) -> None:
        self.owners = Owners()
        self.tables = tables

    def begin(
        self,
        method: str,
        path: str,
        handler: str = "",
        file: str = "",
        line: int = 0,
        how: str = "observed",
        asked: tuple[str, str] = ("", ""),
    ) -> Hit:
        """Note a request that matched a route; its status and whether its handler ran are filled in later.

        ``asked`` is its own method and concrete path.
        """
        hit = Hit(method, path, handler, file, line, how)
        self.owners.give(hit, asked)
        return hit


def taken(hits: list[Hit]) -> list[dict[str, object]]:
    """Empty a list of hits, and return them in order of their first, equal ones folded with a count."""
    return [hit.told(count) for hit, count in _folded(hits)]


def written(hits: list[Hit]) -> str:
    """Empty a list of hits as ``taken`` does, and give the JSON text of what that returns."""
    if len(hits) == 1:
        return "[" + hits.pop().written(1) + "]"
    return "[%s]" % ",".join(hit.written(count) for hit, count in _folded(hits))


def _folded(hits: list[Hit]) -> Iterable[tuple[Hit, int]]:
    if len(hits) == 1:
        return ((hits.pop(), 1),)
    folded: dict[tuple[object, ...], tuple[Hit, int]] = {}
    for hit in hits:
        key = hit.key()
        first, count = folded.get(key, (hit, 0))
        folded[key] = first, count + 1
    del hits[:]
    return folded.values()


_written: dict[tuple[object, ...], str] = {}
"""JSON texts of single hits. There are as many as there are routes, times their statuses."""


class Hit:
    """A request on its way."""

    __slots__ = ("entered", "file", "handler", "how", "line", "media", "method", "path", "status", "when")

    def __init__(self, method: str, path: str, handler: str, file: str, line: int, how: str) -> None:
        self.method = method
        self.path = path
        self.handler = handler
        self.file = file
        self.line = line
        self.how = how
        self.status: int | None = None
        self.entered = False
        self.when = ""
        self.media = ""

    def key(self) -> tuple[object, ...]:
        """Give what equal hits have in common."""
        return (
            self.method,
            self.path,
            self.handler,
            self.file,
            self.line,
            self.status,
            self.entered,
            self.how,
            self.when,
            self.media,
        )

    def written(self, count: int) -> str:
        """Give the JSON text of ``told``."""
        if count != 1 or self.how != "observed":  # paths that were asked for may be different each time
            return encode(self.told(count))
        key = self.key()
        text = _written.get(key)
        if text is None:
            text = _written[key] = encode(self.told(1))
        return text

    def told(self, count: int) -> dict[str, object]:
        """Give the fields of its event, ``count`` of equal ones in one."""
        fields: dict[str, object] = {
            "method": self.method,
            "path": self.path,
            "handler": self.handler,
            "file": self.file,
            "line": self.line,
            "status": self.status,
            "entered": self.entered,
            "how": self.how,
            "count": count,
        }
        if self.when:
            fields["when"] = self.when
        if self.media:
            fields["media"] = self.media
        return fields


class PatchOnImport:
    """A finder that lets every module load as ever, and patches the few named ones right after they have run.

    It answers only for those names, with the very spec that the other finders give; a reload is patched again.
    """

    def __init__(self, recorder: Recorder, channel: Channel) -> None:
        self._recorder = recorder
        self._channel = channel
        self._asking: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer like the next finder that knows the module, with a loader instance that calls back once."""
        if name not in FRAMEWORKS or name in self._asking:
            return None
        self._asking.add(name)
        try:
            spec = _spec_of_others(self, name, path, target)
            loader = getattr(spec, "loader", None)
            if (
                type(loader) is SourceFileLoader
            ):  # one instance a module: safe to give it an attribute of its own
                self._call_back(loader, name)
            return spec
        finally:
            self._asking.discard(name)

    def patch(self, module: ModuleType, name: str) -> None:
        """Patch a loaded module. A fault is told and leaves the module as it was found."""
        try:
            loaded(FRAMEWORKS[name]).patch(module, self._recorder)
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())

    def _call_back(self, loader: SourceFileLoader, name: str) -> None:
        original = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            del vars(loader)["exec_module"]
            original(module)
            self.patch(module, name)

        vars(loader)["exec_module"] = exec_module


def install(channel: Channel, places: Places) -> Recorder:
    """Patch what is loaded, watch for what is not, and return the recorder."""
    recorder = Recorder(Tables(channel, places))
    patch_threads()
    finder = PatchOnImport(recorder, channel)
    sys.meta_path.insert(0, finder)
    for name in FRAMEWORKS:
        module = sys.modules.get(name)
        if module is not None:
            finder.patch(module, name)
    return recorder


def _spec_of_others(
    finder: PatchOnImport, name: str, path: Sequence[str] | None, target: ModuleType | None
) -> ModuleSpec | None:
    for other in sys.meta_path:
        find_spec = getattr(other, "find_spec", None)
        if other is finder or find_spec is None:
            continue
        spec: ModuleSpec | None = find_spec(name, path, target)
        if spec is not None:
            return spec
    return None
