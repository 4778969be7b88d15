"""What a ``failure`` or ``error`` element says → a ``Failure``, in the words of the tools that write them."""

from __future__ import annotations

import re
from typing import Literal, cast, get_args

from qaagent_lsp.model.result import Category, Failure
from qaagent_lsp.results.classify import classify
from qaagent_lsp.results.junit_places import frames_in

When = Literal["collect", "setup", "call", "teardown"]

_UNSAID = "failed without a message"
# Types that name no exception: what XML writers put there when they have none.
_NO_TYPE = frozenset(("", "none", "nonetype", "failure", "error", "failed", "undefined", "unknownerror"))
# Our own writer gives the category where no exception is known.
_CATEGORIES: frozenset[str] = frozenset(get_args(Category))
# Long messages are cut, and their quote is not closed.
_PYTEST_PHASE = re.compile(r'failed on (setup|teardown) with "(.*?)"?', re.DOTALL)
_COLLECTION = "collection failure"
_HOOK = re.compile(r"HOOK-ERROR in (before|after)_\w+: ")
_CLEANUP = re.compile(r"^CLEANUP-ERROR in .*", re.MULTILINE)
_NO_FIXTURE = re.compile(r"^E +fixture '.*' not found$", re.MULTILINE)
_NAMED = re.compile(
    r"((?:[A-Za-z_][\w.]*)?(?:Error|Exception|Failed|Failure|Exit|Interrupt|Timeout|Group))(?=:|$| \()"
)
_PLACED = re.compile(r"^\S.*:\d+: ([A-Za-z_][\w.]*)$")
_SPOKEN = re.compile(r"^E +(\S.*)$", re.MULTILINE)
_NAMES_ASSERTION = re.compile(r"assert|expect\.", re.IGNORECASE)


def failure_of(*, message: str, kind: str, text: str, output: str = "", workspace: str = "") -> Failure:
    """Make a failure of an element's ``message``, its ``type`` (``kind``) and its text.

    Where the message is missing, the first line of the text is the message. What pytest, Behave and Playwright
    put into words is understood: the phase that broke, the exception's type. ``output`` is the case's own, where
    Behave tells of broken cleanups. ``location`` is what the text says, where it names a line of the workspace.
    """
    text = text.strip("\r\n")
    message = "" if kind == "NoneType" and message == "None" else message.strip()
    when: When = "call"
    if phase := _PYTEST_PHASE.fullmatch(message):
        when = "setup" if phase[1] == "setup" else "teardown"
        message = phase[2]
    elif message == _COLLECTION:
        when = "collect"
        message = next(reversed(_SPOKEN.findall(text)), message)
    elif hook := _HOOK.match(message):
        when = "setup" if hook[1] == "before" else "teardown"
    elif kind == "UnknownError" and not message and (cleanup := _CLEANUP.search(output)):
        when, message = "teardown", cleanup[0]
    known = "" if kind.lower() in _NO_TYPE | _CATEGORIES else kind
    message = message or _first_line(text) or known or _UNSAID
    exception = known or _exception(message, text)
    frames = frames_in(text, workspace)
    return Failure(
        message=message,
        exception=exception,
        text=text,
        location=frames[-1] if frames else None,
        frames=frames,
        when=when,
        category=_category(message, exception, kind, when),
    )


def _exception(message: str, text: str) -> str:
    if named := _NAMED.match(_HOOK.sub("", message, count=1)):
        return named[1]
    if _NO_FIXTURE.search(text):
        return "FixtureLookupError"
    placed = _PLACED.match(text.rpartition("\n")[2])
    return placed[1] if placed else ""


def _category(message: str, exception: str, kind: str, when: When) -> Category:
    found = classify(message=message, exception=exception, ancestors=(exception,), when=when)
    if found == "unknown" and kind in _CATEGORIES:
        return cast("Category", kind)
    if found == "unknown" and _NAMES_ASSERTION.search(exception):
        return "assertion"
    return found


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
