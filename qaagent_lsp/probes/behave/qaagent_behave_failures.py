"""Why something did not pass: exception, message, and the places in feature files and Python files."""

from __future__ import annotations

import importlib
import linecache
import os
import re
import traceback
from typing import TYPE_CHECKING, Any

from qaagent_probe_failures import MESSAGE_LIMIT, TEXT_LIMIT, capped, error_at
from qaagent_probe_places import line_span

if TYPE_CHECKING:
    from qaagent_probe_places import Frame, Places

    Detail = dict[str, Any]

_LINE = re.compile(r"at line (\d+)")
_LANGUAGE = re.compile(r"^\s*#\s*language:", re.IGNORECASE)


def error_detail(places: Places, error: BaseException) -> Detail:
    """Describe an exception of the user's code by itself."""
    detail: Detail = dict(error_at(places, error))
    detail["frames"] = [frame for frame in detail["frames"] if not _is_ours(frame)]
    if isinstance(error, AssertionError) and not str(error) and detail["frames"]:
        # behave has no assertion rewriting: the line itself says most.
        last = detail["frames"][-1]
        detail["message"] = "AssertionError: %s" % linecache.getline(last[0], last[1]).strip()
    detail["text"] = _trace(error)
    return detail


def step_detail(places: Places, root: str, step: Any, inner: Any = None) -> Detail:
    """Describe a step that did not pass. ``inner`` is the step that it executed and that failed, if any."""
    error = step.exception
    if error is None:
        detail = _without_exception(step)
    else:
        detail = error_detail(places, error)
        if inner is not None and "SUB-STEP" in str(error):
            detail = _inside(places, detail, inner)
    detail["frames"] = [*place_of(places, root, step, _title(step)), *detail.get("frames", ())]
    detail["message"] = capped(detail["message"], MESSAGE_LIMIT)
    return detail


def hook_detail(places: Places, root: str, where: str, error: BaseException, statement: Any) -> Detail:
    """Describe a hook or cleanup that raised; ``statement`` lends its place where no file of the workspace is in it."""
    detail = error_detail(places, error)
    detail["message"] = "%s\n(in %s)" % (detail["message"], where)
    if not detail["frames"] and statement is not None:
        detail["frames"] = place_of(places, root, statement, _title(statement))
    return detail


def plain_detail(places: Places, root: str, statement: Any, message: str) -> Detail:
    """Describe what is known by words only, at the line of a statement."""
    text = str(getattr(statement, "error_message", None) or message)
    frames = place_of(places, root, statement, _title(statement))
    return {"message": message, "text": capped(text, TEXT_LIMIT), "frames": frames, "at_definition": True}


def feature_detail(places: Places, filename: str, error: BaseException) -> Detail:
    """Describe why a feature file could not be parsed, at the line that behave stopped at."""
    own = places.own(filename)
    words = str(error.args[0]) if error.args and not isinstance(error, UnicodeError) else str(error)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    message = "%s: %s" % (type(error).__name__, " ".join(lines))
    if isinstance(error, KeyError):
        message = "no such language: %s" % words
    line = _line_of(filename, error, words)
    frames: list[Frame] = [[own, *line_span(own, line), "<feature>"]] if own else []
    return {
        "exception": type(error).__name__,
        "mro": [],
        "message": capped(message, MESSAGE_LIMIT),
        "text": capped(str(error), TEXT_LIMIT),
        "frames": frames,
    }


def file_detail(places: Places, filename: str, error: BaseException) -> Detail:
    """Describe why a Python file of steps or hooks could not be loaded."""
    detail = error_detail(places, error)
    own = places.own(filename)
    if not detail["frames"] and own is not None:
        detail["frames"] = [[own, *line_span(own, 1), "<module>"]]
        detail["at_definition"] = True
    return detail


def place_of(places: Places, root: str, statement: Any, name: str) -> list[Frame]:
    """The line of a step, scenario or feature as a frame; none for what is not in a file of the workspace."""
    own = places.own(os.path.join(root, statement.filename))
    return [] if own is None else [[own, *line_span(own, statement.line), name]]


def _inside(places: Places, outer: Detail, inner: Any) -> Detail:
    """Go on from the step that executes other steps to the one of those that failed."""
    detail = _without_exception(inner) if inner.exception is None else error_detail(places, inner.exception)
    detail["frames"] = [*outer["frames"], *detail.get("frames", ())]
    detail["text"] = "%s\n%s" % (outer["text"], detail["text"])
    detail["message"] = "%s\n(in the step that it executes: %s)" % (detail["message"], _title(inner))
    return detail


def _without_exception(step: Any) -> Detail:
    if step.status.name != "undefined":
        message = "%s: %s" % (step.status.name, _title(step))
        return {"message": message, "text": str(step.error_message or message)}
    message = "undefined step: %s" % _title(step)
    try:
        support = importlib.import_module("behave.runner_util")
        snippet = str(support.make_undefined_step_snippet(step)).strip()
    except Exception:
        snippet = ""
    text = "%s\n\n%s" % (message, snippet) if snippet else message
    return {"exception": "StepNotImplemented", "mro": [], "message": text, "text": text}


def _title(statement: Any) -> str:
    return ("%s %s" % (statement.keyword, statement.name)).strip()


def _trace(error: BaseException) -> str:
    try:
        told = traceback.TracebackException(type(error), error, error.__traceback__)
        told.stack = traceback.StackSummary.from_list(
            [entry for entry in told.stack if not _is_ours([entry.filename])]
        )
        return capped("".join(told.format()).strip(), TEXT_LIMIT)
    except Exception:
        return type(error).__name__


def _is_ours(frame: Frame) -> bool:
    return os.path.basename(str(frame[0])).startswith("qaagent_behave")


def _line_of(filename: str, error: BaseException, words: str) -> int:
    line = getattr(error, "line", None)
    if isinstance(line, int) and line > 0:
        return line
    found = _LINE.search(words)
    if found:
        return int(found.group(1))
    if isinstance(error, UnicodeDecodeError):
        return error.object[: error.start].count(b"\n") + 1
    for number, text in enumerate(linecache.getlines(filename), 1):
        if isinstance(error, KeyError) and _LANGUAGE.match(text):
            return number
    return 1
