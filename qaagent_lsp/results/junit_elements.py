"""Text of a JUnit document → its suites and test cases as elements, also of one that is broken or cut off.

expat is driven by hand for three reasons: what was complete before an error is kept, reading goes on after it at
the next test case, and a DOCTYPE is refused before anything of it can be resolved. Names lose their namespace prefix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from xml.parsers import expat

from qaagent_lsp.results.junit import TEXT_LIMIT

_TREES = frozenset(
    ("testcase", "properties", "system-out", "system-err", "failure", "error", "skipped", "rerunFailure")
)
_ROOTS = frozenset(("testsuites", "testsuite", "testcase"))
_ENDED = frozenset((3, 5, 6, 20))
"""expat's codes for input that is over too early: no element, unclosed token, partial character, unclosed CDATA."""
_MISMATCH = 7
"""expat's code for an end tag that is not that of the innermost element."""
_MENDINGS = 100
"""Reading goes on after this many errors at most: each time costs a copy of the rest."""
_GOES_ON = re.compile(rb"<(?:[\w.-]+:)?(?:testcase|testsuites?)[\s>/]|</(?:[\w.-]+:)?testsuites?\s*>")
_CUT = "\n... cut ..."


class DoctypeRefused(Exception):
    """The document declares a DOCTYPE."""


@dataclass(frozen=True, slots=True)
class SuiteElement:
    """One ``testsuite``, or a root's place for cases that stand in none.

    ``parent`` is the index of the suite around it. ``root`` are the attributes of the document's root element.
    ``children`` are those that are neither suites nor cases.
    """

    attributes: Mapping[str, str]
    root: Mapping[str, str]
    parent: int | None
    children: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CaseElement:
    """One complete ``testcase`` and the index of its suite."""

    suite: int
    element: Element


@dataclass(frozen=True, slots=True)
class Elements:
    """Everything that could be read, in the document's order. ``root`` are the attributes of the (last) root."""

    suites: tuple[SuiteElement, ...] = ()
    cases: tuple[CaseElement, ...] = ()
    problems: tuple[str, ...] = ()
    root: Mapping[str, str] = field(default_factory=dict)


def elements_of(text: str) -> Elements:
    """Read a document, or several that stand one after another. Raises ``DoctypeRefused`` at a DOCTYPE."""
    rest = text.encode()
    line = 1
    builder = _Builder()
    for _ in range(_MENDINGS):
        stopped = builder.read(rest)
        if stopped is None:
            return builder.elements()
        at = _resume(builder, rest, stopped, line)
        if at is None:
            return builder.elements()
        line += rest[:at].count(b"\n")
        rest = rest[at:]
    builder.problems.append(f"reading was given up after {_MENDINGS} errors (line {line})")
    return builder.elements()


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where expat gave up: its code, its words, the byte offset and the line (1-based) in what it was given."""

    code: int
    words: str
    offset: int
    line: int


def _resume(builder: _Builder, rest: bytes, stopped: _Stop, line: int) -> int | None:
    """Note why reading stopped and find where it can go on; None when it cannot."""
    after = _GOES_ON.search(rest, max(stopped.offset, 1))
    if builder.root is not None and not builder.is_open:
        if after is None or after[0].startswith(b"</"):
            builder.problems.append("something stands after the document")
            return None
        if b"<!DOCTYPE" in rest[stopped.offset : after.start()]:
            raise DoctypeRefused
        builder.problems.append("the file holds more than one document")
        return after.start()
    unfinished = builder.drop_unfinished()
    about = f"; left out: {unfinished}" if unfinished else ""
    if stopped.code in _ENDED:
        words = "the file is not XML" if builder.root is None else f"the file is truncated{about}"
        builder.problems.append(words)
        return None
    if builder.root is None:
        what = "file" if after is None else "beginning"
        builder.problems.append(f"the {what} is not XML: {stopped.words}")
        return None if after is None else after.start()
    builder.problems.append(f"line {line + stopped.line - 1}: {stopped.words}{about}")
    if stopped.code == _MISMATCH:
        # The end tag stands for an element further out: it is read again when what it does not fit is closed.
        if not unfinished:
            builder.close_innermost()
        after = _GOES_ON.search(rest, max(rest.rfind(b"<", 0, stopped.offset + 1), 0))
    if after is None:
        builder.problems.append("the rest of the file could not be read")
        return None
    return after.start()


class _Builder:
    """What expat's calls add up to. One lives as long as one file is read; nobody else sees it."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.root: Mapping[str, str] | None = None
        self._root_name = ""
        self._suites: list[SuiteElement] = []
        self._cases: list[CaseElement] = []
        # Containers that are open: their raw names, and the suite that each is in or begins.
        self._open: list[tuple[str, int | None]] = []
        self._tree: list[Element] = []
        self._pieces: list[str] = []
        self._length = 0
        self._reopened = 0

    @property
    def is_open(self) -> bool:
        """Tell whether some element waits for its end."""
        return bool(self._open or self._tree)

    def elements(self) -> Elements:
        """Return what there is, and a problem when the document was none of JUnit's."""
        if self.root is not None and self._root_name not in _ROOTS and not self._suites:
            self.problems.append(f"not a JUnit document: its root is <{self._root_name}>")
        return Elements(tuple(self._suites), tuple(self._cases), tuple(self.problems), self.root or {})

    def drop_unfinished(self) -> str:
        """Forget the test case that has no end, and say which it was; ``""`` when none was open."""
        if not self._tree:
            return ""
        top = self._tree[0]
        self._tree.clear()
        self._pieces.clear()
        return (
            f"the unfinished test case {top.get('name', '')!r}"
            if top.tag == "testcase"
            else f"an unfinished <{top.tag}>"
        )

    def close_innermost(self) -> None:
        """End the innermost container, whose own end tag is missing."""
        del self._open[-1:]

    def read(self, rest: bytes) -> _Stop | None:
        """Parse on, inside the containers that are still open. Returns where it had to stop."""
        # Whole elements: half a token is no reason to wait for more.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        before = "".join(f"<{name}>" for name, _ in self._open).encode()
        self._reopened = len(self._open)
        try:
            parser.Parse(before + rest, True)  # noqa: FBT003 - expat's own signature: this is all there is
        except expat.ExpatError as error:
            offset = max(parser.ErrorByteIndex - len(before), 0)
            return _Stop(error.code, expat.ErrorString(error.code) or "", offset, error.lineno)
        return None

    def _start(self, raw: str, ordered: list[str]) -> None:
        if self._reopened:
            self._reopened -= 1
            return
        name = _local(raw)
        attributes = _attributes(ordered)
        if self._tree:
            self._flush()
            child = Element(name, attributes)
            self._tree[-1].append(child)
            self._tree.append(child)
            return
        if not self._open:
            self.root, self._root_name = attributes, name
        if name in _TREES and (self._open or name == "testcase"):
            self._tree.append(Element(name, attributes))
            return
        inside = self._inside()
        if name == "testsuite":
            self._suites.append(SuiteElement(attributes, self.root or {}, inside))
            inside = len(self._suites) - 1
        self._open.append((raw, inside))

    def _end(self, _raw: str) -> None:
        if not self._tree:
            if self._open:
                self._open.pop()
            return
        self._flush()
        done = self._tree.pop()
        if self._tree:
            return
        suite = self._suite()
        if done.tag == "testcase":
            self._cases.append(CaseElement(suite, done))
        else:
            self._suites[suite].children.append(done)

    def _text(self, text: str) -> None:
        if not self._tree or self._length > TEXT_LIMIT:
            return
        self._length += len(text)
        if self._length > TEXT_LIMIT:
            text = text[: TEXT_LIMIT - self._length] + _CUT
        self._pieces.append(text)

    def _flush(self) -> None:
        """Give the text since the last tag to its element, or to the child before it as its tail."""
        said = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        if not said:
            return
        top = self._tree[-1]
        if len(top):
            top[-1].tail = said
        else:
            top.text = said

    def _inside(self) -> int | None:
        return self._open[-1][1] if self._open else None

    def _suite(self) -> int:
        """Return the suite around, made up for what stands in none."""
        inside = self._inside()
        if inside is not None:
            return inside
        last = self._suites[-1] if self._suites else None
        if last is None or last.attributes or last.parent is not None:
            self._suites.append(SuiteElement({}, self.root or {}, None))
        return len(self._suites) - 1


def _refuse(*_: object) -> None:
    raise DoctypeRefused


def _local(raw: str) -> str:
    return raw.rpartition(":")[2]


def _attributes(ordered: list[str]) -> dict[str, str]:
    """Name the attributes without prefix; where both are there (``type``, ``xsi:type``), the bare one counts."""
    given = dict(zip(ordered[::2], ordered[1::2], strict=True))
    found = {_local(raw): value for raw, value in given.items() if not raw.startswith("xmlns")}
    found.update((raw, value) for raw, value in given.items() if ":" not in raw and raw != "xmlns")
    return {
        name: value if len(value) <= TEXT_LIMIT else value[:TEXT_LIMIT] + _CUT
        for name, value in found.items()
    }
