"""What kind of failure it is: the exception's type first, then where it happened, its text last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.result import Category
from qaagent_lsp.results.failure_types import BY_ENDING, BY_TYPE

When = Literal["collect", "setup", "call", "teardown"]

EXACT_TYPE = 0.95
BASE_TYPE = 0.9
COMPARED_STATUS = 0.85
TOOLS_OWN_WORDS = 0.85
PHASE = 0.7
TEXT = 0.6
UNKNOWN = 0.3
"""How sure a category is, by what tells it: the type itself, a base of it (or how the type is called), an HTTP status
that the test compared, a sentence that a test tool always writes so, the phase that broke, words of the text."""

# pytest explains `assert response.status_code == 200` as "where 401 = <Response ...>.status_code". Only that, never
# a bare number, is evidence of a status: 14031 is not 403.
_STATUS = re.compile(r"\bwhere (?P<status>[1-5]\d\d) = .*\.(?:status_code|status)\b")
_HTTP_ERROR = re.compile(
    r"(?:Client|Server) error '(?P<httpx>[45]\d\d) |^(?:\S*HTTPError: )?(?P<requests>[45]\d\d) (?:Client|Server) Error"
)
_PYTEST_TIMEOUT = re.compile(r"^(?:Failed: )?Timeout\b.*>\s*[\d.]+\s*s")
_NAMED = r"^(?:[\w.]+: )?"
# Sentences of the tools themselves. The whole message is searched, each stands at the start of a line.
_TOLD: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("fixture", re.compile(r"^fixture '[^']*' not found$|^undefined step: ", re.MULTILINE)),
    (
        "crash",
        re.compile(
            r"^(?:worker '[^']*' crashed|Fatal Python error:|Segmentation fault"
            r"|(?:Error: )?worker process exited unexpectedly|(?:\S+: )*Page crashed)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    (
        "timeout",
        re.compile(rf"{_NAMED}(?:\S+: )?(?:.*\btimeout of|Timeout) [\d.]+ ?m?s exceeded", re.MULTILINE),
    ),
    ("assertion", re.compile(rf"{_NAMED}expect(?:\.soft|\.poll)?\(|^Failed: ", re.MULTILINE)),
    ("assertion", re.compile(r"^Expected\b[^:\n]*: .*(?:\n.*)?\n+Received\b[^:\n]*: ", re.MULTILINE)),
    ("assertion", re.compile(r"^expected .+ but (?:got|was|received)\b", re.IGNORECASE | re.MULTILINE)),
    ("collection", re.compile(rf"{_NAMED}Cannot find (?:module|package) '", re.MULTILINE)),
)
_TEXT: tuple[tuple[Category, re.Pattern[str]], ...] = (
    (
        "timeout",
        re.compile(
            r"\b(?:timed out|deadline exceeded|ETIMEDOUT)\b|\bERR_(?:CONNECTION_)?TIMED_OUT\b", re.IGNORECASE
        ),
    ),
    (
        "connection",
        re.compile(
            r"\bE(?:CONNREFUSED|CONNRESET|CONNABORTED|HOSTUNREACH|NETUNREACH|NOTFOUND)\b"
            r"|\bnet::ERR_(?:CONNECTION|NAME_NOT_RESOLVED|ADDRESS|NETWORK|INTERNET|EMPTY_RESPONSE)"
            r"|\bconnection (?:refused|reset|aborted)\b|\bconnection attempts failed\b|\bsocket hang up\b"
            r"|\bname or service not known\b|\bcould not connect to server\b",
            re.IGNORECASE,
        ),
    ),
    (
        "data",
        re.compile(
            r"'NoneType' object (?:has no attribute|is not)|Cannot read propert(?:y|ies) of (?:null|undefined)"
        ),
    ),
    (
        "auth",
        re.compile(
            r"^(?:\S+: )?(?:unauthorized|forbidden|authentication (?:failed|required))\b", re.IGNORECASE
        ),
    ),
    ("flaky", re.compile(r"\bstale element reference\b|\brace condition\b", re.IGNORECASE)),
    ("assertion", re.compile(r"^(?:AssertionError\b|assert )")),
    ("collection", re.compile(r"^(?:ModuleNotFoundError|ImportError|SyntaxError): ")),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A category, how sure it is (0 to 1), and the reason as one sentence."""

    category: Category
    confidence: float
    reason: str


def classify(
    *, message: str, exception: str = "", ancestors: Iterable[str] = (), when: When = "call"
) -> Category:
    """Name the category of a failure, as ``judge`` finds it."""
    return judge(message=message, exception=exception, ancestors=ancestors, when=when).category


def judge(
    *, message: str, exception: str = "", ancestors: Iterable[str] = (), when: When = "call"
) -> Judgement:
    """Judge what kind of failure it is.

    ``exception`` is the type's name, ``ancestors`` dotted names of the type and its bases, nearest first. A failed
    assertion stays an assertion whatever words its values hold; only a compared HTTP status moves it to ``auth`` or
    ``data``. What breaks while a file is collected is ``collection``, and so is an import that fails later. What breaks
    in set-up or clean-up and tells nothing else is ``fixture``.
    """
    if when == "collect":
        return Judgement("collection", EXACT_TYPE, "it broke while the file was loaded")
    names = [name.rpartition(".")[2] for name in ancestors] or [exception.rpartition(".")[2]]
    if _PYTEST_TIMEOUT.match(message):
        return Judgement("timeout", EXACT_TYPE, "the time limit of the test was over")
    if exception.startswith("expect."):
        return Judgement("assertion", EXACT_TYPE, f"{exception} did not hold")
    judgements = (_of_types(names, message), _of_status(message), _of_words(message), _of_phase(when))
    found = next((one for one in judgements if one is not None), None)
    return found or Judgement("unknown", UNKNOWN, f"{names[0] or 'the message'} tells no category")


def _of_types(names: Sequence[str], message: str) -> Judgement | None:
    for category, name, confidence in _known_types(names):
        if category == "assertion":
            return _of_status(message) or Judgement("assertion", confidence, f"{name} was raised")
        told = f"{name} was raised" if name == names[0] else f"{names[0]} is a kind of {name}"
        return Judgement(category, confidence, told)
    return None


def _known_types(names: Sequence[str]) -> Iterator[tuple[Category, str, float]]:
    for at, name in enumerate(names):
        for category, types in BY_TYPE:
            if name in types:
                yield category, name, BASE_TYPE if at else EXACT_TYPE
    for name in names:
        for category, ending in BY_ENDING:
            if ending.search(name):
                yield category, name, BASE_TYPE


def _of_status(message: str) -> Judgement | None:
    match = _STATUS.search(message) or _HTTP_ERROR.search(message)
    if match is None:
        return None
    status = next(value for value in match.groups() if value)
    category: Category | None = None
    if status in ("401", "403", "407"):
        category = "auth"
    elif status in ("400", "404", "409", "410", "422"):
        category = "data"
    elif status in ("408", "504"):
        category = "timeout"
    elif status in ("502", "503"):
        category = "connection"
    return Judgement(category, COMPARED_STATUS, f"the answer had the status {status}") if category else None


def _of_words(message: str) -> Judgement | None:
    for category, pattern in _TOLD:
        if match := pattern.search(message):
            return Judgement(category, TOOLS_OWN_WORDS, f'the tool says "{match[0].strip()[:60]}"')
    first = message.partition("\n")[0]
    for category, pattern in _TEXT:
        if match := pattern.search(first):
            return Judgement(category, TEXT, f'the message says "{match[0].strip()[:60]}"')
    return None


def _of_phase(when: When) -> Judgement | None:
    if when in ("setup", "teardown"):
        part = "set-up" if when == "setup" else "clean-up"
        return Judgement("fixture", PHASE, f"it broke in the {part} of the test")
    return None
