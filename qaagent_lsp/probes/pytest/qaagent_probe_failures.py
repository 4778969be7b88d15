"""Why a phase did not pass: exception, message, report text and the frames inside the workspace."""

from __future__ import annotations

import linecache
import os
import traceback as traceback_module
from typing import TYPE_CHECKING

from qaagent_probe_places import definition_span, line_span, traceback_frames

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeGuard

    import pytest
    from qaagent_probe_places import Frame, Places, Span

    Report = pytest.CollectReport | pytest.TestReport
    Raised = pytest.ExceptionInfo[BaseException]

MESSAGE_LIMIT = 20000
TEXT_LIMIT = 100000
SECTION_LIMIT = 50000
FRAME_LIMIT = 60


def capped(text: str, limit: int) -> str:
    """The text, or its first and last parts and how much was left out between them."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    return "%s\n... %d characters left out ...\n%s" % (text[:head], len(text) - limit, text[-tail:])


def failure_of(
    places: Places, excinfo: Raised | None, report: pytest.TestReport, item: pytest.Item | None
) -> dict[str, object]:
    """Describe a failed report. ``excinfo`` may be None (strict xpass, plugins that fail a report by themselves)."""
    text = text_of(report)
    detail: dict[str, object] = {"text": capped(text, TEXT_LIMIT)}
    frames: list[Frame] = []
    if excinfo is None:
        detail["message"] = capped(_message_of(report, text), MESSAGE_LIMIT)
    else:
        error = _leaf(excinfo.value)
        if _is_fixture_lookup(error):
            frames = []
        else:
            frames = _frames(places, excinfo.value, excinfo)
        detail["exception"] = type(error).__name__
        detail["mro"] = mro_of(error)
        message = _crash_message(report)
        if error is not excinfo.value or message is None:
            message = (
                _one_error(error)
                if error is not excinfo.value
                else (_safe_exconly(excinfo) or _one_error(error))
            )
        outer = excinfo.value
        if error is not outer and message:
            message = "%s\n(inside %s)" % (message, type(outer).__name__)
        elif _is_group(outer):
            message = _group_message(outer)
        detail["message"] = capped(message or type(error).__name__, MESSAGE_LIMIT)
    if not frames:
        frames = _doctest_frames(places, report) or _definition_frames(places, item)
        detail["at_definition"] = True
    if len(frames) > FRAME_LIMIT:
        frames = frames[:10] + frames[-(FRAME_LIMIT - 10) :]
    detail["frames"] = frames
    return detail


def collect_failure_of(
    places: Places, excinfo: Raised | None, report: pytest.CollectReport, path: Path | None
) -> dict[str, object]:
    """Describe why a file could not be collected, at its own broken line."""
    text = text_of(report)
    error = root_of_collection(excinfo.value) if excinfo is not None else None
    detail: dict[str, object] = {"text": capped(text, TEXT_LIMIT)}
    if error is None:
        detail["message"] = capped(_message_of(report, text), MESSAGE_LIMIT)
        detail["frames"] = []
        return detail
    detail.update(error_at(places, error))
    own = places.own(str(path)) if path is not None else None
    if not detail["frames"] and own is not None:
        detail["frames"] = [[own, *line_span(own, 1), "<module>"]]
        detail["at_definition"] = True
    return detail


def error_at(places: Places, error: BaseException) -> dict[str, object]:
    """Describe an exception by itself, a syntax error at the place it names."""
    frames = _frames(places, error, None)
    if isinstance(error, SyntaxError) and error.filename:
        own = places.own(error.filename)
        if own is not None:
            frames = [*frames, [own, *_syntax_span(error, own), "<module>"]]
    return {
        "exception": type(error).__name__,
        "mro": mro_of(error),
        "message": capped(_one_error(error), MESSAGE_LIMIT),
        "frames": frames[-FRAME_LIMIT:],
    }


def root_of_collection(error: BaseException) -> BaseException:
    """The user's error behind pytest's ``CollectError``, which wraps import and syntax errors."""
    seen: set[int] = set()
    while type(error).__name__ in ("CollectError", "ConftestImportFailure") and id(error) not in seen:
        seen.add(id(error))
        cause = getattr(error, "cause", None) or error.__cause__ or error.__context__
        pytest7 = getattr(error, "excinfo", None)  # (type, value, traceback)
        if cause is None and pytest7:
            cause = pytest7[1]
        if not isinstance(cause, BaseException):
            break
        error = cause
    return error


def text_of(report: Report) -> str:
    """The report as the tool prints it, without colours."""
    try:
        text = report.longreprtext
    except Exception:
        text = ""
    if not text and report.longrepr is not None:
        try:
            text = str(report.longrepr)
        except Exception:
            text = ""
    return text.strip("\n")


def mro_of(error: BaseException) -> list[str]:
    """Dotted names of the exception's type and its ancestors, nearest first."""
    return ["%s.%s" % (kind.__module__, kind.__qualname__) for kind in type(error).__mro__[:-1]]


def _leaf(error: BaseException) -> BaseException:
    """The only exception inside a group (as task groups make them), else the exception itself."""
    while _is_group(error) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _frames(places: Places, error: BaseException, excinfo: Raised | None, depth: int = 0) -> list[Frame]:
    """Workspace frames of an exception; a group's first member that has any goes on where the group's own end."""
    frames = traceback_frames(places, error.__traceback__, excinfo)
    if _is_group(error) and depth < 10:
        for member in error.exceptions:
            inner = _frames(places, member, excinfo, depth + 1)
            if inner:
                return frames + [frame for frame in inner if frame not in frames]
    if not frames and depth < 10:
        chained = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if chained is not None:
            return _frames(places, chained, excinfo, depth + 1)
    return frames


def _is_group(error: BaseException) -> TypeGuard[BaseExceptionGroup[BaseException]]:
    """Exception groups, those of the ``exceptiongroup`` package for Python before 3.11 too."""
    return any(kind.__name__ == "BaseExceptionGroup" for kind in type(error).__mro__)


def _group_message(error: BaseExceptionGroup[BaseException]) -> str:
    lines = [_one_error(error)]
    for number, member in enumerate(error.exceptions[:20], 1):
        lines.append("%d. %s" % (number, _one_error(_leaf(member)).partition("\n")[0]))
    return "\n".join(lines)


def _crash_message(report: Report) -> str | None:
    missing = getattr(report.longrepr, "errorstring", None)
    if (
        isinstance(missing, str) and missing
    ):  # of a FixtureLookupError: what is missing, then all that there is
        return missing.partition("\n")[0].strip()
    crash = getattr(report.longrepr, "reprcrash", None)
    message = getattr(crash, "message", None)
    return message if isinstance(message, str) and message else None


def _message_of(report: Report, text: str) -> str:
    """One message from a report that carries no exception."""
    message = _crash_message(report)
    if message:
        return message
    failed = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return "\n".join(failed) or text


def _safe_exconly(excinfo: Raised) -> str:
    try:
        return excinfo.exconly(tryshort=True)
    except Exception:
        return ""


def _one_error(error: BaseException) -> str:
    try:
        return "".join(traceback_module.format_exception_only(type(error), error)).strip()
    except Exception:
        return type(error).__name__


def _is_fixture_lookup(error: BaseException) -> bool:
    return type(error).__name__ == "FixtureLookupError" and type(error).__module__.startswith("_pytest")


def _definition_frames(places: Places, item: pytest.Item | None) -> list[Frame]:
    """The test's own definition, for failures that have no line: missing fixtures, strict xpass, ``pytrace=False``."""
    if item is None:
        return []
    function = getattr(item, "obj", None)
    name: str = getattr(item, "originalname", None) or item.name
    code = getattr(_unwrapped(function), "__code__", None)
    if code is not None:
        own, line = places.own(code.co_filename), code.co_firstlineno
        name = code.co_name
    else:
        own, line = places.own(str(getattr(item, "path", ""))), (item.location[1] or 0) + 1
    if own is None:
        return []
    return [[own, *definition_span(own, line, name), name]]


def _unwrapped(function: object) -> object:
    for _ in range(50):
        inner = getattr(function, "__wrapped__", None) or getattr(function, "__func__", None)
        if inner is None:
            return function
        function = inner
    return function


def _doctest_frames(places: Places, report: Report) -> list[Frame]:
    lines = getattr(report.longrepr, "reprlocation_lines", None) or ()
    for location, _ in lines:
        own = places.own(os.path.abspath(str(location.path)))
        if own is not None:
            return [[own, *line_span(own, location.lineno), "<doctest>"]]
    return []


def _syntax_span(error: SyntaxError, filename: str) -> Span:
    """``offset`` of a syntax error is 1-based; since 3.10 its end is told too."""
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    end_line = getattr(error, "end_lineno", None) or line
    end_column = getattr(error, "end_offset", None) or 0
    text = linecache.getline(filename, line).rstrip("\r\n")
    column = min(column, len(text) + 1)
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, max(len(text.rstrip()) + 1, column + 1)
    return line, column, end_line, end_column
