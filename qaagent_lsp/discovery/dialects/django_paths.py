"""Django's two ways of writing a path, ``path("pets/<int:pk>/")`` and regular expressions → a text that can be joined.

A parameter is written ``{name|converter|}`` with the control character ``MARK`` for the bars, so that a converter may
be any regular expression, braces and all. ``django_template`` makes a template of a whole path. Of a regular expression
is kept what ``django.contrib.admindocs.views.simplify_regex`` keeps; groups without a name, and what is no plain text,
become parameters called ``var``. Whether such a template and its converters are all that decides which requests a
pattern takes, ``route_decides`` and ``regex_decides`` tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qaagent_lsp.discovery.evaluation.values import TextValue
from qaagent_lsp.model.route import PathParam

MARK = "\0"
_SEGMENTS = frozenset({"", "str", "int", "slug", "uuid"})
_PARAM = re.compile(rf"\{{(\w*){MARK}([^{MARK}]*){MARK}\}}")
# django.urls.resolvers._PATH_PARAMETER_COMPONENT_RE
_ROUTE_PARAM = re.compile(r"<(?:([^>:]+):)?([^>]+)>")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d*,?\d*\})[?+]?")
_OPTIONAL = re.compile(r"[*?]|\{0?,")
_SPECIAL = re.compile(r"\((?:\?P<(?P<name>\w+)>|(?P<plain>\?:)|(?P<other>\?))?")
_CLASSES = "dDwWsS"
_ANCHOR = 2
"""No text ends before this that an anchor begins: ``^``, ``\\A``."""
_ANCHORS = "AZzbB"
_ONE_SEGMENT = re.compile(r"(\\[dDwWsS]|\[\^?(?:\\.|[^\]\\])+\])(?:\+|\{[1-9]\d*(?:,\d*)?\})")
_BACK = re.compile(r"\\\d|\(\?P=|\(\?\(")
_WHY = "the pattern of this path also matches others"


def param(name: str, converter: str) -> str:
    """Write a parameter so that it survives being joined with other paths."""
    return f"{{{name}{MARK}{converter}{MARK}}}"


def of_route(text: TextValue) -> TextValue:
    """``articles/<int:year>/`` of ``path()``."""
    written = _ROUTE_PARAM.sub(lambda found: param(found[2], found[1] or ""), text.text)
    return TextValue(written, text.confidence, text.reason)


def of_regex(text: TextValue) -> TextValue:
    """``^articles/(?P<year>[0-9]{4})/$`` of ``re_path()`` and ``url()``."""
    reader = _Regex(text.text)
    written = reader.sequence()
    if reader.exact:
        return TextValue(written, text.confidence, text.reason)
    reason = f"{text.reason}; {_WHY}" if text.reason else _WHY
    return TextValue(written, round(text.confidence * 0.9, 3), reason)


def route_decides(text: str, *, below: bool = False) -> bool:
    """Tell whether ``path()`` takes what its template says; ``below``: it is a prefix of others.

    Where a prefix ends does not depend on what follows it: no part of it may reach further than its last slash.
    """
    if set("{}") & set(text):
        return False
    params = _ROUTE_PARAM.findall(text)
    return not below or not params or (text.endswith("/") and all(word in _SEGMENTS for word, _ in params))


def regex_decides(text: str, *, below: bool = False) -> bool:
    """Tell the same of ``re_path()``: a regular expression that is read whole, with both its ends."""
    if below and not text:
        return True
    reader = _Regex(text)
    reader.sequence()
    begins = text.startswith(("^", r"\A"))
    ends = text.endswith(r"\Z") or (text.endswith("$") and not text.endswith(r"\$"))
    if not (reader.whole and begins and ends != below and reader.at == len(text)):
        return False
    if any(body.isidentifier() or _BACK.search(body) for body in reader.bodies):
        return False  # reads like the name of a converter, or leads back to another group
    return not below or not reader.bodies or (text.endswith("/") and all(map(_is_one_segment, reader.bodies)))


def _is_one_segment(body: str) -> bool:
    found = _ONE_SEGMENT.fullmatch(body)
    return found is not None and re.match(found[1], "/") is None


def django_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """Make ``/articles/{year}/`` of what the functions above wrote; a second ``var`` is ``var2``."""
    params: list[PathParam] = []

    def placeholder(found: re.Match[str]) -> str:
        unnamed = sum(1 for known in params if known.name.startswith("var"))
        name = found[1] or ("var" if not unnamed else f"var{unnamed + 1}")
        params.append(PathParam(name, found[2]))
        return f"{{{name}}}"

    template = _PARAM.sub(placeholder, path)
    return f"/{template.lstrip('/')}", tuple(params)


@dataclass(slots=True)
class _Regex:
    """A regular expression being read. ``exact`` is false once something was left out that also decides.

    ``whole`` is false once something was read that neither text nor a parameter says; ``bodies`` are the parameters'.
    """

    text: str
    at: int = 0
    exact: bool = True
    whole: bool = True
    bodies: list[str] = field(default_factory=list)

    def sequence(self) -> str:
        """Read up to the end, or to the bracket that closes the group being read."""
        out: list[str] = []
        while self.at < len(self.text) and self.text[self.at] != ")":
            if self.text[self.at] == "|":
                self.exact = self.whole = False
                self.skip_alternatives()
                break
            out.append(self.atom())
        return "".join(out)

    def atom(self) -> str:
        character = self.text[self.at]
        if character == "(":
            return self.group()
        if character == "[":
            return self.anything(self.take(self.end_of_class()))
        if character == "\\" and self.at + 1 < len(self.text):
            following = self.text[self.at + 1]
            if following in _CLASSES:
                return self.anything(self.take(self.at + 2))
            self.at += 2
            if following in _ANCHORS:
                return self.anchor(following)
            self.whole = self.whole and not following.isalnum()
            return self.literal(following)
        if character == "." and _QUANTIFIER.match(self.text, self.at + 1):
            return self.anything(self.take(self.at + 1))
        self.at += 1
        if character in "^$":
            return self.anchor(character)
        self.whole = self.whole and character != "."
        return self.literal(character)

    def anchor(self, character: str) -> str:
        at_an_end = self.at <= _ANCHOR or self.at == len(self.text)
        self.whole = self.whole and at_an_end and character in "^$AZ"
        return ""

    def literal(self, character: str) -> str:
        quantifier = self.quantifier()
        self.whole = self.whole and not quantifier and character not in "{}"
        if quantifier and not (
            character == "/" and quantifier[0] == "?"
        ):  # a slash that may be left out is kept
            self.exact = False
        return character

    def anything(self, written: str) -> str:
        r"""Read ``\d+`` and its like, outside any group."""
        self.exact = False
        written += self.quantifier()
        self.bodies.append(written)
        return param("", written)

    def group(self) -> str:
        found = _SPECIAL.match(self.text, self.at)
        start, end = self.at, self.end_of_group()
        if found is None or found["other"]:  # looks ahead or behind, or sets flags
            self.exact = self.exact and "?#" in self.text[start:end]
            self.whole = False
            self.at = end
            return ""
        body = self.text[found.end() : end - 1]
        if found["plain"] is None:
            self.at = end
            self.optional()
            self.bodies.append(body)
            return param(found["name"] or "", body)
        inner = _Regex(body)
        written = inner.sequence()
        self.whole = False
        self.at = end
        if "|" in body and not inner.exact:
            written = param("", body)
        self.exact = self.exact and inner.exact and not self.quantifier()
        return written

    def optional(self) -> None:
        quantifier = self.quantifier()
        self.whole = self.whole and not quantifier
        if _OPTIONAL.match(quantifier):
            self.exact = False

    def quantifier(self) -> str:
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def take(self, end: int) -> str:
        start, self.at = self.at, end
        return self.text[start:end]

    def end_of_class(self) -> int:
        at = self.at + 1
        at += self.text.startswith("^", at)
        at += self.text.startswith("]", at)
        while at < len(self.text) and self.text[at] != "]":
            at += 2 if self.text[at] == "\\" else 1
        return at + 1

    def end_of_group(self) -> int:
        before, depth, at = self.at, 0, self.at
        while at < len(self.text):
            character = self.text[at]
            if character == "\\":
                at += 2
                continue
            if character == "[":
                self.at = at
                at = self.end_of_class()
                continue
            depth += {"(": 1, ")": -1}.get(character, 0)
            at += 1
            if depth == 0:
                break
        self.at = before
        return at

    def skip_alternatives(self) -> None:
        while self.at < len(self.text) and self.text[self.at] != ")":
            character = self.text[self.at]
            if character == "(":
                self.at = self.end_of_group()
            elif character == "[":
                self.at = self.end_of_class()
            else:
                self.at += 2 if character == "\\" else 1
