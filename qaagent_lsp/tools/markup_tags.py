"""Start tags of templates, with what stands around them; template expressions (Jinja, Django, Mako, f-strings) kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from qaagent_lsp.model.source import Span

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
"""Elements that have no end tag."""

DOCTYPE = "!doctype"
"""The name under which a document's declaration is read: what begins a page whose ``<html>`` nobody wrote."""

# Bounded and possessive: what is never closed is not looked for to the end of the file, again and again.
_EXPRESSION = r"\{\{.{0,400}?\}\}|\{%.{0,400}?%\}|\$\{[^{}]{0,400}\}|<%.{0,400}?%>"
_IN_CODE = r"|\{[^{}\n]*\}|%s|%\(\w+\)s"
_COMMENT = re.compile(r"<!--|\{#|\{%-?\s*comment\b")
_COMMENT_ENDS = {
    "<!--": re.compile("-->"),
    "{#": re.compile(r"#\}"),
    "{%": re.compile(r"\bendcomment\s*-?%\}"),
}
_INSIDE = rf"""(?:{_EXPRESSION}|"(?:{_EXPRESSION}|[^"])*+"|'(?:{_EXPRESSION}|[^'])*+'|[^<>"'])*+"""
_TAG = re.compile(rf"<(?P<end>/)?(?P<name>!?[A-Za-z][\w:-]*)(?P<inside>{_INSIDE})>", re.DOTALL)
_ATTRIBUTE = re.compile(
    rf"""(?P<bare>{_EXPRESSION})|(?P<name>[^\s"'<>/={{}}%]+)"""
    rf"""(?:\s*=\s*(?:"(?P<double>(?:{_EXPRESSION}|[^"])*+)"|'(?P<single>(?:{_EXPRESSION}|[^'])*+)'"""
    rf"""|(?P<plain>(?:{_EXPRESSION}|[^\s"'<>])++)))?""",
    re.DOTALL,
)
_LONGEST_VALUE = 300
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute or a text is, as far as the template tells: ``parts`` stand for sure, with anything between.

    One part is the whole. ``vague``: what stands there depends on more than can be read.
    """

    parts: tuple[str, ...]
    vague: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to expressions."""
        return len(self.parts) == 1 and not self.vague

    def fits(self, text: str) -> bool:
        """Tell whether the text may have been made from this."""
        if self.vague:
            return True
        pattern = ".*".join(re.escape(_plain(part)) for part in self.parts)
        return re.fullmatch(pattern, _plain(text), re.DOTALL) is not None


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag. ``name`` and names of attributes in lower case.

    ``open``: an expression may add attributes; ``unsure``: those that are written may be missing. ``text`` is what
    follows it up to the next tag. ``parent`` is the index of the start tag around it, None where that lies elsewhere.
    """

    name: str
    attributes: tuple[tuple[str, Value], ...]
    span: Span
    text: Value
    open: bool = False
    unsure: bool = False
    parent: int | None = None


def tags_of(text: str, *, code: bool = False) -> tuple[Tag, ...]:
    """Read the start tags of a template, in their order. ``code``: the text is Python whose strings hold the markup."""
    if code:
        text = text.replace('\\"', ' "').replace("\\'", " '")
    text = _without_comments(text)
    lines = _LineStarts(text)
    found: list[Tag] = []
    around: list[tuple[str, int]] = []
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if match["end"]:
            _close(around, name)
            continue
        inside = match["inside"]
        attributes = _attributes(inside, code=code)
        following = text.find("<", match.end())
        shown = text[match.end() : following if following >= 0 else len(text)][:_LONGEST_VALUE]
        span = lines.span(match.start(), match.end())
        parent = around[-1][1] if around else None
        bare = _bare(inside, code=code)
        words = _value(shown, code=code)
        found.append(Tag(name, attributes, span, words, bool(bare), "{%" in bare or "<%" in bare, parent))
        if name not in VOID and name != DOCTYPE and not inside.endswith("/"):
            around.append((name, len(found) - 1))
    return tuple(found)


def tag_of_page(markup: str) -> Tag | None:
    """Read the first start tag of markup as a browser gives it: nothing in it is an expression."""
    match = re.match(
        r"""\s*<(?P<name>[A-Za-z][\w:-]*)(?P<inside>(?:"[^"]*+"|'[^']*+'|[^<>"'])*+)>?""", markup
    )
    if match is None:
        return None
    attributes = tuple(
        (found[1].lower(), Value((unescape(found[2] or ""),)))
        for found in re.finditer(r"""([^\s"'<>/=]+)(?:\s*=\s*"([^"]*)")?""", match["inside"])
    )
    return Tag(match["name"].lower(), attributes, Span(1, 1, 1, 1), Value(("",)))


class _LineStarts:
    """Turns offsets into lines and columns, which count code points."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def span(self, start: int, end: int) -> Span:
        """Return a span; the starts of successive calls must not decrease."""
        self._line += self._text.count("\n", self._at, start)
        self._at = start
        last = self._line + self._text.count("\n", start, end)
        return Span(self._line, self._column(start), last, self._column(end))

    def _column(self, offset: int) -> int:
        return offset - self._text.rfind("\n", 0, offset)


def _without_comments(text: str) -> str:
    """Put blanks in the place of comments, so that all else stays where it is."""
    kept: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for start in _COMMENT.finditer(text):
        kind = start[0][:2] if start[0] != "<!--" else "<!--"
        if start.start() < at or kind in unclosed:
            continue
        end = _COMMENT_ENDS[kind].search(text, start.end())
        if end is None:
            unclosed.add(kind)
            continue
        kept += [text[at : start.start()], re.sub(r"[^\n]", " ", text[start.start() : end.end()])]
        at = end.end()
    return "".join((*kept, text[at:]))


def _close(around: list[tuple[str, int]], name: str) -> None:
    """Leave an element; an end tag of what was never begun (in another branch, say) is passed over."""
    for back in range(len(around) - 1, -1, -1):
        if around[back][0] == name:
            del around[back:]
            return


def _attributes(inside: str, *, code: bool) -> tuple[tuple[str, Value], ...]:
    found: list[tuple[str, Value]] = []
    for match in _ATTRIBUTE.finditer(inside):
        if not match["bare"]:
            raw = next((match[way] for way in ("double", "single", "plain") if match[way] is not None), "")
            found.append((match["name"].lower(), _value(unescape(raw), code=code)))
    return tuple(found)


def _bare(inside: str, *, code: bool) -> str:
    """Return the expressions that stand beside attributes."""
    bare = "".join(match["bare"] or "" for match in _ATTRIBUTE.finditer(inside))
    return bare + "".join(re.findall(r"(?:^|\s)(\{[^{}\n]*\}|%s)", inside) if code else ())


def _value(raw: str, *, code: bool) -> Value:
    if len(raw) >= _LONGEST_VALUE or "{%" in raw or "<%" in raw:
        return Value((), vague=True)
    parts = tuple(_split(raw, _EXPRESSION + (_IN_CODE if code else "")))
    return Value(parts) if len(parts) <= _MOST_PARTS else Value((), vague=True)


def _split(raw: str, expression: str) -> Iterator[str]:
    at = 0
    for match in re.finditer(expression, raw, re.DOTALL):
        yield raw[at : match.start()]
        at = match.end()
    yield raw[at:]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
