"""Where the fault of a failure lies, from the files that its frames cross and the requests that were made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.diagnosis import Fault
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import CaseResult, Failure, Frame
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.failure_types import UNDEFINED_STEP

_SERVER_ERROR, _CLIENT_ERROR = 500, 400
_GATEWAY = frozenset((502, 503, 504))
_SET_UP = re.compile(r"(?:^|/)(?:conftest\.py|environment\.py|global[-_.]?(?:setup|teardown)\.[cm]?[jt]sx?)$")
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|e2e|features|steps|__tests__)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$|\.feature$|\.(?:spec|test)\.[cm]?[jt]sx?$",
)
_NO_TOOL = re.compile(r"Executable doesn't exist at|command not found|No such file or directory: '[^'/]+'$")
_WAITED_ON_PAGE = re.compile(r"\b(?:locator|page|frame|elementHandle)\.\w+|waiting for|expect\.to")

FileKind = Literal["test", "set-up", "code"]


@dataclass(frozen=True, slots=True)
class Blame:
    """Where the fault lies, how sure that is (0 to 1), and why: short sentences."""

    fault: Fault
    confidence: float
    evidence: tuple[str, ...]


def locate_fault(case: CaseResult, failure: Failure, *, routes: Sequence[Route] = ()) -> Blame:
    """Say where the fault of one failure of a case lies.

    ``routes`` are those whose handlers are known; without them the handlers that the case's requests entered are
    enough. Frames tell most; then requests that were answered with an error; then the kind of failure. A failed
    comparison of an answer that came in order cannot be decided: it is the test's, and the evidence says both.
    """
    known = (_of_kind(failure), _of_frames(case, failure, routes), _of_hits(case, failure))
    return next((blame for blame in known if blame is not None), None) or _of_what_is_left(case, failure)


def kind_of_file(case: CaseResult, file: WorkspacePath) -> FileKind:
    """Tell what a file of the workspace is for, by its name and its folder."""
    if file == case.file:
        return "test"
    if _SET_UP.search(file):
        return "set-up"
    return "test" if _TESTS.search(file) else "code"


def place(frame: Frame) -> str:
    """Name a frame for a person: ``app/pets.py:12 in get_pet``."""
    inside = f" in {frame.function}" if frame.function else ""
    return f"{frame.file}:{frame.span.line}{inside}"


def _of_kind(failure: Failure) -> Blame | None:
    if failure.category == "crash":
        return Blame("infrastructure", 0.8, ("the process of the test died",))
    if failure.exception.rpartition(".")[2] in UNDEFINED_STEP or failure.message.startswith(
        "undefined step: "
    ):
        return Blame("test", 0.9, ("the step has no code that is finished",))
    if _NO_TOOL.search(failure.message.partition("\n")[0]):
        return Blame("infrastructure", 0.9, ("a program that the test needs is not installed",))
    return None


def _of_frames(case: CaseResult, failure: Failure, routes: Sequence[Route]) -> Blame | None:
    frames = failure.frames or ((failure.location,) if failure.location else ())
    if not frames:
        return None
    found = next(_handlers_on_stack(case, frames, routes), None)
    if found is not None:
        at, route = found
        return _below_handler(case, frames, at, route)
    innermost = frames[-1]
    kind = kind_of_file(case, innermost.file)
    if kind == "code":
        return Blame(
            "dependency", 0.8, (f"the innermost line is {place(innermost)}, no test and no handler",)
        )
    if failure.when == "collect":
        fault: Fault = "fixture" if kind == "set-up" else "test"
        return Blame(fault, 0.7, (f"{place(innermost)} could not be loaded",))
    return None


def _handlers_on_stack(
    case: CaseResult, frames: Sequence[Frame], routes: Sequence[Route]
) -> Iterator[tuple[int, str]]:
    """Give the position of handler frames and the name of their route, innermost first."""
    for at in range(len(frames) - 1, -1, -1):
        frame = frames[at]
        for route in routes:
            if frame.file == route.handler_file and frame.span.line in route.handler_span:
                yield at, str(route.key)
        for hit in case.hits:
            if hit.entered and _is_handler(frame, hit):
                yield at, f"{hit.method} {hit.path}"


def _is_handler(frame: Frame, hit: Hit) -> bool:
    file = hit.handler_file.replace("\\", "/")
    name = hit.handler.rpartition(".")[2]
    return (
        bool(name)
        and (file == frame.file or file.endswith(f"/{frame.file}"))
        and frame.function.rpartition(".")[2] == name
        and frame.span.line >= hit.handler_line
    )


def _below_handler(case: CaseResult, frames: Sequence[Frame], at: int, route: str) -> Blame:
    handler, innermost = frames[at], frames[-1]
    entered = f"the handler of {route} is on the stack ({place(handler)})"
    if innermost is handler or innermost.file == handler.file:
        return Blame("handler", 0.95 if innermost is handler else 0.85, (entered,))
    below = f"it called {place(innermost)}, where it broke"
    if kind_of_file(case, innermost.file) == "code":
        return Blame("dependency", 0.85, (entered, below))
    return Blame("test", 0.6, (entered, f"{below}: code of the tests that stands in for the real one"))


def _of_hits(case: CaseResult, failure: Failure) -> Blame | None:
    """Judge by a request that was answered with a server error in the phase that failed."""
    if failure.when == "collect":
        return None
    errors = [hit for hit in _hits(case, failure) if (hit.status or 0) >= _SERVER_ERROR]
    if not errors:
        return None
    hit = errors[-1]
    told = f"{hit.method} {hit.path} was answered {hit.status}"
    if hit.entered:
        return Blame("handler", 0.85, (f"{told} after its handler {hit.handler} was entered",))
    if hit.status in _GATEWAY:
        return Blame(
            "infrastructure", 0.6, (f"{told}: by something in front of the server, or while it was down",)
        )
    return Blame("handler", 0.7, (f"{told}; whether its handler was entered could not be seen",))


def _of_what_is_left(case: CaseResult, failure: Failure) -> Blame:
    frames = failure.frames or ((failure.location,) if failure.location else ())
    innermost = frames[-1] if frames else None
    if failure.category == "connection":
        return Blame("infrastructure", 0.8 if failure.when == "call" else 0.7, (_no_server(failure),))
    if failure.when in ("setup", "teardown"):
        where = f" at {place(innermost)}" if innermost else ""
        part = "set-up" if failure.when == "setup" else "clean-up"
        return Blame("fixture", 0.85, (f"it broke in the {part}{where}, not in the test itself",))
    if innermost is not None and kind_of_file(case, innermost.file) == "set-up":
        return Blame("fixture", 0.6, (f"the innermost line is in a file of set-up ({place(innermost)})",))
    if failure.category == "fixture":
        return Blame("fixture", 0.8, ("what the test asks its tool for is not there, or is used wrongly",))
    if failure.category == "timeout":
        return _of_timeout(failure)
    if failure.category == "collection":
        return Blame("test", 0.6, ("the test file, or what it imports, could not be loaded",))
    if failure.category in ("assertion", "auth", "data", "flaky") or innermost is not None:
        return _of_expectation(case, failure, innermost)
    return Blame(
        "unknown", 0.2, ("no line of the workspace was on the stack, and no request was seen to fail",)
    )


def _of_timeout(failure: Failure) -> Blame:
    if _WAITED_ON_PAGE.search(f"{failure.exception} {failure.message}"):
        return Blame(
            "test", 0.5, ("the test waited for what the page did not show: the page or the test is wrong",)
        )
    return Blame(
        "infrastructure", 0.6, ("the time was over, and no line but the test's own was on the stack",)
    )


def _no_server(failure: Failure) -> str:
    part = "" if failure.when == "call" else f" (in {failure.when})"
    return f"nobody answered at the address that the test asked{part}"


def _of_expectation(case: CaseResult, failure: Failure, innermost: Frame | None) -> Blame:
    if failure.category == "unknown":
        return Blame("test", 0.75, (f"{failure.exception or 'it'} was raised by the test's own line",))
    answered = [hit for hit in _hits(case, failure) if hit.status is not None]
    if not answered:
        where = f" ({place(innermost)})" if innermost else ""
        return Blame("test", 0.6, (f"the test's own line failed{where}, and no request was seen",))
    hit = answered[-1]
    told = f"{hit.method} {hit.path} was answered {hit.status} without an error on the server"
    both = "either the test expects the wrong thing or the handler answers the wrong thing"
    return Blame("test", 0.55 if (hit.status or 0) >= _CLIENT_ERROR else 0.5, (told, both))


def _hits(case: CaseResult, failure: Failure) -> Sequence[Hit]:
    return [hit for hit in case.hits if hit.when == failure.when]
