"""Django's route texts, of ``path()`` and of regular expressions, as templates: ``/pets/{pk}/``.

Of a regular expression is kept what ``django.contrib.admindocs.views.simplify_regex`` keeps. A group without a name,
and what is no plain text, is ``{var}``, the next one ``{var2}``.
"""

from __future__ import annotations

import re

_CONVERTER = re.compile(r"<(?:[^<>]*:)?([^<>:]+)>")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d*,?\d*\})[?+]?")
_SPECIAL = re.compile(r"\((?:\?P<(?P<name>\w+)>|(?P<plain>\?:)|(?P<other>\?))?")
_VAR = re.compile(r"\{var\}")


def template_of(route: str) -> str:
    """Give the template of a route as ``ResolverMatch.route`` has it."""
    if "(?P<" in route or route.startswith("^") or route.endswith(("$", r"\Z")) or "(" in route:
        route = _Regex(route).sequence()
    seen = []

    def numbered(found: re.Match[str]) -> str:
        seen.append(found)
        return "{var}" if len(seen) == 1 else "{var%d}" % len(seen)

    return "/" + _VAR.sub(numbered, _CONVERTER.sub(r"{\1}", route)).lstrip("/")


class _Regex:
    """A regular expression being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def sequence(self) -> str:
        out = []
        while self.at < len(self.text) and self.text[self.at] not in ")|":
            out.append(self.atom())
        return "".join(out)

    def atom(self) -> str:
        text, character = self.text, self.text[self.at]
        if character == "(":
            return self.group()
        if character == "[":
            self.at = self.end_of_class()
            return self.anything()
        if character == "\\" and self.at + 1 < len(text):
            self.at += 2
            following = text[self.at - 1]
            if following in "dDwWsS":
                return self.anything()
            return "" if following in "AZzbB" else self.literal(following)
        self.at += 1
        if character == "." and _QUANTIFIER.match(text, self.at):
            return self.anything()
        return "" if character in "^$" else self.literal(character)

    def literal(self, character: str) -> str:
        self.quantifier()
        return character

    def anything(self) -> str:
        self.quantifier()
        return "{var}"

    def group(self) -> str:
        found = _SPECIAL.match(self.text, self.at)
        end = self.end_of_group()
        body = self.text[found.end() : end - 1] if found else ""
        self.at = end
        if found is None or found.group("other"):
            return ""
        self.quantifier()
        if found.group("plain") is None:
            return "{%s}" % (found.group("name") or "var")
        inner = _Regex(body)
        written = inner.sequence()
        return written if inner.at >= len(body) else "{var}"

    def quantifier(self) -> None:
        found = _QUANTIFIER.match(self.text, self.at)
        if found:
            self.at = found.end()

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
