"""Which of the workspace's functions each test executes, by ``sys.monitoring``: Python 3.12 and later only.

Code outside the workspace is asked once a code object and never again. What outlives a test belongs to all that come
after it: modules that are imported, functions that fill a cache or set a global, fixtures of a wider scope. Child
processes are not seen; that a test starts one is noted. The tool id is one that nobody else uses, and given back.
"""

from __future__ import annotations

import os
import sys
import traceback
from _thread import get_ident
from dis import opmap
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import CodeType, FrameType

    from qaagent_probe_channel import Channel
    from qaagent_probe_places import Places

CALLS = 250
"""Calls of a function in one test that are listened to. One that is called more often belongs to all tests."""

SPAWNED = 0
"""Stands among the numbers of functions for a child process, in which nothing is seen."""

_TOOLS = (4, 3)
_FILLS = 200
_ALIEN, _PLAIN, _LASTING, _SPAWNING = range(4)
_STDLIB = os.path.join(os.path.dirname(os.path.abspath(os.__file__)), "")
_STARTS_PROCESSES = "<starts processes>"
_SPAWNING_FILES = (
    os.path.join(_STDLIB, "subprocess.py"),
    os.path.join(_STDLIB, "multiprocessing", "process.py"),
)
_SPAWNING_CODE = frozenset(("Popen.__init__", "BaseProcess.start"))
_STORE_GLOBAL = opmap.get("STORE_GLOBAL", -1)


class Functions:
    """The functions executed since the last test ended, and those that belong to many tests.

    A function is known by the ``id`` of its code object, which is kept alive for that, and told by a number.
    """

    def __init__(self, places: Places, channel: Channel, monitoring: Any, tool: int) -> None:
        self.base: set[int] = set()
        self.groups: dict[str, set[int]] = {}
        self.is_broken = False
        self._places = places
        self._channel = channel
        self._monitoring = monitoring
        self._disable = monitoring.DISABLE
        self._tool = tool
        self._counts: dict[int, int] = {}
        self._own: set[int] = set()
        self._hot: set[int] = set()
        self._wide: list[set[int]] = []
        self._codes: dict[int, CodeType] = {}
        self._kinds: dict[int, int] = {}
        self._fills: dict[int, int] = {}
        self._files: dict[str, str] = {}
        self._aliens: set[str] = set()
        self._is_early = True
        self._watched = 0
        self._pid = os.getpid()
        self._numbers: dict[int, int] = {}
        self._sets: dict[frozenset[int], int] = {}

    # -- life

    def listen(self) -> None:
        """Begin."""
        events = self._monitoring.events
        started = self._started()
        for event in (events.PY_START, events.PY_RESUME):
            self._monitoring.register_callback(self._tool, event, started)
        self._monitoring.set_events(self._tool, events.PY_START | events.PY_RESUME)

    def close(self) -> None:
        """Stop, and give the tool id back."""
        self._monitoring.set_events(self._tool, 0)
        self._monitoring.free_tool_id(self._tool)

    # -- what belongs to whom

    def tests_begin(self) -> None:
        """Lay all that was executed so far, while files were imported and collected, to every test."""
        self._fold()
        self._own.discard(SPAWNED)
        self.base |= self._own
        self._own = set()
        self._is_early = False

    def widen(self, group: str) -> None:
        """From here on lay what is executed to a file's tests as well, ``""`` for all tests."""
        self._fold()
        self._wide.append(self.groups.setdefault(group, set()) if group else self.base)

    def narrow(self) -> None:
        """End what ``widen`` began."""
        self._fold()
        self._wide.pop()

    def test_ended(self, code: CodeType | None) -> dict[str, object] | None:
        """Tell what was executed since the last test, but for the test's own ``code``; None when that is nothing."""
        counts = self._counts
        if not self._own and (not counts or (len(counts) == 1 and id(code) in counts)):
            counts.clear()
            return None
        self._fold()
        own, self._own = self._own, set()
        own.discard(id(code))
        if not own:
            return None
        pid = os.getpid()
        if pid != self._pid:
            self._pid, self._numbers, self._sets = pid, {}, {}
        key = frozenset(own)
        number = self._sets.get(key)
        if number is not None:
            return {"by": pid, "set": number}
        number = self._sets[key] = len(self._sets)
        return {"by": pid, "set": number, **self.told("of", key)}

    def told(self, name: str, keys: Iterable[int]) -> dict[str, object]:
        """Give numbers of functions under a name, and ``new``, those that were not described before."""
        new: list[list[object]] = []
        found: list[int] = []
        for key in keys:
            number = self._numbers.get(key)
            if number is None and key != SPAWNED:
                number = self._numbers[key] = len(self._numbers) + 1
                code = self._codes[key]
                new.append([number, self._files[code.co_filename], _qualname(code), code.co_firstlineno])
            found.append(number or SPAWNED)
        return {name: sorted(found), "new": new}

    def of_all(self) -> set[int]:
        """Give what belongs to every test."""
        self._fold()
        return self.base | self._hot

    # -- inside

    def _started(self) -> Callable[[CodeType, int], object]:
        counts, hot, first, disable = self._counts, self._hot, self._first, self._disable
        files, kinds, alien, aliens = self._files, self._kinds, self._is_alien, self._aliens

        def started(code: CodeType, _: int) -> object:
            # Nearly all that is ever asked of here is code of libraries, once each.
            if code.co_filename in aliens:
                return disable
            key = id(code)
            seen = counts.get(key)  # another thread may empty them meanwhile
            if seen is not None:
                if seen < CALLS:
                    counts[key] = seen + 1
                    return None
                hot.add(key)
                return disable
            if code.co_filename not in files and alien(code.co_filename):
                return disable
            if kinds.get(key) == _PLAIN and not self._watched:
                counts[key] = 1
                return None
            return first(code, key)

        return started

    def _is_alien(self, filename: str) -> bool:
        """Tell a file that is seen for the first time and none of the workspace's own."""
        try:
            file = self._files[filename] = self._file_of(filename)
        except Exception:
            self._fault()
            return False
        if not file:
            self._aliens.add(filename)
        return not file

    def _first(self, code: CodeType, key: int) -> object:
        """Take in a function that is executed for the first time since the last test ended."""
        try:
            kind = self._kinds.get(key)
            if kind is None:
                kind = self._kind_of(code, sys._getframe(2))
                if kind == _ALIEN:
                    return self._disable
                self._kinds[key] = kind
                self._codes[key] = code
            if kind == _SPAWNING:
                self._counts[SPAWNED] = 1
            elif kind == _LASTING and not self._is_early:
                self._lasts(key)
            else:
                self._counts[key] = 1
                if self._watched:
                    self._look_around(key, sys._getframe(2))
        except Exception:
            self._fault()
        return None

    def _lasts(self, key: int) -> None:
        """A module, or a function whose effect stays: all that it calls belongs to every test."""
        fills = self._fills[key] = self._fills.get(key, 0) + 1
        if fills > _FILLS:
            self._counts[key] = 1
            return
        # Emptied, so that what was called before is noticed when it is called from here.
        self._fold()
        self._own.add(key)
        self.base.add(key)
        self._watched = get_ident()

    def _look_around(self, key: int, frame: FrameType | None) -> None:
        """Lay a function to every test if one whose effect stays is calling it."""
        kinds = self._kinds
        while frame is not None:
            if kinds.get(id(frame.f_code)) == _LASTING:
                self.base.add(key)
                return
            frame = frame.f_back
        if get_ident() == self._watched:
            self._watched = 0

    def _fold(self) -> None:
        if self._counts:
            self._own.update(self._counts)
            for group in self._wide:
                group.update(self._counts)
            self._counts.clear()

    def _kind_of(self, code: CodeType, frame: FrameType) -> int:
        # Where that could not be told this raises, and the fault has been told.
        if self._files[code.co_filename] == _STARTS_PROCESSES:
            return _SPAWNING if _qualname(code) in _SPAWNING_CODE else _ALIEN
        name = code.co_name
        if name == "<module>":
            return _LASTING
        names = code.co_names
        if names and _STORE_GLOBAL in (raw := code.co_code) and _STORE_GLOBAL in raw[::2]:
            return _LASTING
        found = frame.f_globals.get(name)
        if type(found) is FunctionType and found.__code__ is code and not found.__dict__:
            return _PLAIN  # as nearly all test functions are: nothing decorates it
        return _LASTING if _is_cached(_qualname(code), frame) else _PLAIN

    def _file_of(self, filename: str) -> str:
        """Workspace-relative path of a file of the workspace's own code, else ``""``. Libraries are told cheaply."""
        if filename in _SPAWNING_FILES:
            return _STARTS_PROCESSES
        if filename.startswith(("<", _STDLIB)) or "-packages" in filename or not filename.endswith(".py"):
            return ""
        own = self._places.own(filename)
        return "" if own is None else self._places.relative(own)

    def _fault(self) -> None:
        if not self.is_broken:
            self.is_broken = True
            self._channel.event("probe_error", text=traceback.format_exc())


def tell_shared(functions: Functions, channel: Channel, partial: Iterable[str], worker: str = "") -> None:
    """Stop listening, and tell what belongs to many tests. ``partial`` are files of which a test was left out."""
    functions.tests_begin()
    functions.close()
    if functions.is_broken:
        return
    new: list[object] = []
    shared: dict[str, object] = {}
    for group, keys in [("", functions.of_all()), *functions.groups.items()]:
        told = functions.told("of", keys)
        shared[group] = told["of"]
        new += told["new"]  # type: ignore[arg-type]  # a list, by its name
    channel.event("traced", by=os.getpid(), worker=worker, shared=shared, new=new, partial=sorted(partial))


def install(places: Places, channel: Channel) -> Functions | None:
    """Listen to the functions that are executed; None where this Python cannot tell cheaply, or nobody may ask."""
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is None or os.environ.get("QAAGENT_TRACE") == "off":
        return None
    for tool in _TOOLS:
        if monitoring.get_tool(tool) is None:
            monitoring.use_tool_id(tool, "qaagent")
            functions = Functions(places, channel, monitoring, tool)
            functions.listen()
            return functions
    return None


def _qualname(code: CodeType) -> str:
    return getattr(code, "co_qualname", code.co_name)


def _is_cached(qualname: str, frame: FrameType) -> bool:
    """Tell whether a function's results are kept by what decorates it, as ``functools`` and others like it do."""
    found: Any = frame.f_globals
    for part in qualname.split("."):
        inside = found if isinstance(found, dict) else getattr(found, "__dict__", {})
        if part not in inside:
            return False
        found = inside[part]
        if isinstance(found, (staticmethod, classmethod)):
            found = found.__func__
    names = " ".join((type(found).__name__, *(vars(found) if isinstance(found, FunctionType) else ())))
    return "cache" in names.lower() or "memo" in names.lower()
