"""Whose a request is: the test in whose context it was made, not the one that happens to run when it is noticed.

A test's owner is the value of a context variable while its phases run. Tasks, ``asyncio.to_thread``, anyio's threads
and portals inherit it by themselves; threads and thread pools are told. What fixtures of a wider scope start (servers,
portals) belongs to whichever test runs when it is used.
"""

from __future__ import annotations

import contextvars
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from qaagent_probe_routes import Hit

_THREAD = "_qaagent_owner"


class Owner:
    """A test: the hits of its phase, and after its end those that are late.

    ``stage`` is the phase of what runs now where pytest does not know: the ``setUp`` of unittest is part of its call.
    """

    __slots__ = ("hits", "is_over", "stage", "test")

    def __init__(self, test: object) -> None:
        self.test = test
        self.hits: list[Hit] = []
        self.is_over = False
        self.stage = ""


current: contextvars.ContextVar[Owner | None] = contextvars.ContextVar("qaagent_owner", default=None)
"""The test that the code in hand runs for; None where that is whichever test runs."""


class Owners:
    """The tests that run now, and the requests of theirs that are on their way to a server."""

    def __init__(self) -> None:
        self.running: list[Owner] = []
        self.late: list[Owner] = []
        self.outgoing: list[tuple[Hit, Owner | None]] = []
        self.nobodys: list[Hit] = []

    def begin(self, test: object) -> tuple[Owner, contextvars.Token[Owner | None]]:
        """Let a test begin in the context of the caller."""
        owner = Owner(test)
        if self.nobodys:
            del self.nobodys[:]
        self.running.append(owner)
        return owner, current.set(owner)

    def end(self, owner: Owner, token: contextvars.Token[Owner | None] | None) -> None:
        """End a test; what it left unsaid is said late."""
        owner.is_over = True
        running = self.running
        if len(running) == 1 and running[0] is owner:
            running.clear()
        elif owner in running:
            running.remove(owner)
        if self.outgoing:
            self.outgoing = [pair for pair in self.outgoing if pair[1] is not owner]
        if owner.hits:
            self.late.append(owner)
        if token is not None:
            try:
                current.reset(token)
            except ValueError:  # ended in another context than it began in
                current.set(None)

    def give(self, hit: Hit, asked: tuple[str, str]) -> None:
        """Give a hit to its test. ``asked``: method and path, by which a live server's hit finds its client."""
        if hit.how == "observed" and self.outgoing:
            for pair in self.outgoing:
                sent, sender = pair
                if sent.status is None and (sent.method, sent.path) == asked:
                    self.outgoing.remove(pair)
                    self._put(hit, sender)
                    return
        owner = current.get()
        if owner is None:
            owner = getattr(threading.current_thread(), _THREAD, None)
        if hit.how == "request":
            if len(self.outgoing) > _MOST_OUTGOING:
                del self.outgoing[: _MOST_OUTGOING // 2]
            self.outgoing.append((hit, owner))
        self._put(hit, owner)

    def left(self) -> list[tuple[Any, list[Hit]]]:
        """What came after the end of its test, by test."""
        return [(owner.test, owner.hits) for owner in self.late if owner.hits]

    def _put(self, hit: Hit, owner: Owner | None) -> None:
        if owner is not None:
            if owner.is_over and not owner.hits:
                self.late.append(owner)
            hit.when = owner.stage
            owner.hits.append(hit)
            return
        # Several tests at once and no word whose it is: it may be any of theirs, and none must lose it.
        for running in self.running:
            running.hits.append(hit)
        if not self.running:
            self.nobodys.append(hit)


_MOST_OUTGOING = 64
"""Requests without an answer that are remembered: those of servers outside the process never find their hit."""


def patch_threads() -> None:
    """Make threads remember which test started them, and pools which test asked."""
    original = threading.Thread.start

    def start(self: threading.Thread) -> None:
        owner = current.get() or getattr(threading.current_thread(), _THREAD, None)
        if owner is not None:
            # Not by ``vars``: making an instance's dictionary makes all its attributes slower before Python 3.13.
            object.__setattr__(self, _THREAD, owner)
        return original(self)

    vars(start)["__wrapped__"] = original
    threading.Thread.start = start  # type: ignore[method-assign]  # wrapping it is the purpose


def patch(module: ModuleType, recorder: object) -> None:
    """Make thread pools, asyncio's ``Runner``, unittest or anyio's runner of tests carry the test along."""
    del recorder
    name = module.__name__
    if name == "concurrent.futures.thread":
        module.ThreadPoolExecutor.submit = _submit(module.ThreadPoolExecutor.submit)
    elif name.startswith("unittest."):
        case = module.IsolatedAsyncioTestCase if name.endswith("async_case") else module.TestCase
        case._callSetUp = _staged(case._callSetUp, "setup")
        case._callTearDown = _staged(case._callTearDown, "teardown")
    elif hasattr(module, "Runner"):
        module.Runner.run = _run(module.Runner.run)
    elif hasattr(module, "TestRunner"):
        runner = module.TestRunner
        runner._call_in_runner_task = _call_in_task(runner._call_in_runner_task)


def _staged(original: Callable[..., Any], stage: str) -> Callable[..., Any]:
    def staged(*args: Any) -> Any:
        __tracebackhide__ = True
        owner = current.get()
        if owner is None:
            return original(*args)
        owner.stage = stage
        try:
            return original(*args)
        finally:
            owner.stage = ""

    vars(staged)["__wrapped__"] = original
    return staged


def _submit(original: Callable[..., Any]) -> Callable[..., Any]:
    def submit(self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        owner = current.get()
        if owner is None:
            return original(self, fn, *args, **kwargs)
        return original(self, _Carried(owner, fn), *args, **kwargs)

    vars(submit)["__wrapped__"] = original
    return submit


class _Carried:
    """A function that runs for the test that asked for it, in whatever thread."""

    __slots__ = ("_fn", "_owner")

    def __init__(self, owner: Owner, fn: Callable[..., Any]) -> None:
        self._owner = owner
        self._fn = fn

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        token = current.set(self._owner)
        try:
            return self._fn(*args, **kwargs)
        finally:
            current.reset(token)


def _run(original: Callable[..., Any]) -> Callable[..., Any]:
    """A runner that several tests share runs all in the context of the first; put the right test into it."""

    def run(self: Any, coro: Any, *, context: Any = None) -> Any:
        __tracebackhide__ = True
        try:
            self._lazy_init()
            held = context if context is not None else self._context
            if held is not None:
                held.run(current.set, current.get())
        except Exception:
            held = None
        return original(self, coro, context=context)

    vars(run)["__wrapped__"] = original
    return run


def _call_in_task(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """A runner of anyio keeps one task for many tests and their fixtures; put the right test into its context."""

    async def _call_in_runner_task(
        self: Any, func: Callable[..., Awaitable[Any]], /, *args: Any, **kwargs: Any
    ) -> Any:
        owner = current.get()

        async def carried() -> Any:
            __tracebackhide__ = True
            token = current.set(owner)
            try:
                return await func(*args, **kwargs)
            finally:
                current.reset(token)

        return await original(self, carried)

    vars(_call_in_runner_task)["__wrapped__"] = original
    return _call_in_runner_task


def shared() -> contextvars.Token[Owner | None]:
    """What is started from here on is for whichever test runs."""
    return current.set(None)
