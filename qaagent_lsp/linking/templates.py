"""Path templates taken apart: which text a segment of a template accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.model.route import PathParam, Route

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
"""``{}`` or ``{name}``: a part of a URL whose text is not known, or a parameter of a template."""


def shape_of(path: str) -> str:
    """Give a template without the names of its parameters and the slash at its end: two of one shape are one route."""
    return PLACEHOLDER.sub("{}", path).rstrip("/")


_UUID = r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"
_CONVERTERS: Mapping[str, str] = {
    "int": r"\d+",
    "float": r"\d+(?:\.\d+)?",
    "uuid": _UUID,
    "slug": r"[-a-zA-Z0-9_]+",
    "path": r".*",
}
_OWN: Mapping[tuple[str, str], str] = {
    ("flask", "float"): r"\d+\.\d+",
    ("flask", "path"): r"[^/].*",
    ("django", "path"): r".+",
    ("django", "uuid"): r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
}
"""What the converters of one framework accept where those of others accept something else."""
_PLAIN = {"", "str", "string", "default"}
_SAMPLES = ("x", "1", "00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Segment:
    """One ``/``-separated part of a template.

    ``literal`` is its text when it holds no parameter. Otherwise ``pattern`` says what it accepts (None: any
    text) and ``rank`` orders alternatives, the most particular first: 1 with literal text around, 2 typed, 3
    anything.
    """

    text: str
    literal: str | None
    pattern: re.Pattern[str] | None = None
    rank: int = 0

    def accepts(self, text: str) -> bool:
        """Tell whether one segment of a URL fits; ``{}`` in it stands for any text that would."""
        if self.literal is not None:
            return text == self.literal
        if self.pattern is None or PLACEHOLDER.fullmatch(text):
            return bool(text)
        if not PLACEHOLDER.search(text):
            return bool(self.pattern.fullmatch(text))
        return any(self.pattern.fullmatch(PLACEHOLDER.sub(sample, text)) for sample in _SAMPLES)


@dataclass(frozen=True, slots=True)
class Template:
    """A route's path: its segments up to the first that may span several, and a pattern for the rest."""

    segments: tuple[Segment, ...]
    tail: re.Pattern[str] | None
    slash: bool


def template_of(route: Route) -> Template:
    """Take a route's path template apart, with the converters of ``route.params``."""
    converters = {param.name: param for param in route.params}
    parts = segments_of(route.key.path)
    spanning = next((at for at, part in enumerate(parts) if _spans(part, converters)), len(parts))
    tail = None
    if spanning < len(parts):
        tail = re.compile("/".join(_regex(part, converters, route.framework) for part in parts[spanning:]))
    return Template(
        segments=tuple(_segment(part, converters, route.framework) for part in parts[:spanning]),
        tail=tail,
        slash=route.key.path.endswith("/"),
    )


def segments_of(path: str) -> Sequence[str]:
    """Split a path on ``/``; empty parts are dropped, so that a trailing slash makes no segment."""
    return [part for part in path.split("/") if part]


def _segment(part: str, converters: Mapping[str, PathParam], framework: str) -> Segment:
    names = PLACEHOLDER.findall(part)
    if not names:
        return Segment(part, literal=part)
    if len(names) == 1 and names[0] == part:
        converter = _converter(part, converters)
        if converter in _PLAIN:
            return Segment(part, literal=None, pattern=None, rank=3)
        # werkzeug tries numbers first, and all other converters in the order of their rules.
        rank = 2 if framework != "flask" or converter.partition("(")[0] in {"int", "float"} else 3
        return Segment(part, literal=None, pattern=re.compile(_regex(part, converters, framework)), rank=rank)
    return Segment(part, literal=None, pattern=re.compile(_regex(part, converters, framework)), rank=1)


def _regex(part: str, converters: Mapping[str, PathParam], framework: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in PLACEHOLDER.finditer(part):
        accepted = _accepted(_converter(found[0], converters), framework)
        pieces.extend((re.escape(part[end : found.start()]), accepted))
        end = found.end()
    pieces.append(re.escape(part[end:]))
    return "".join(pieces)


def _accepted(converter: str, framework: str) -> str:
    name, _, argument = converter.partition("(")
    if name == "string" and argument:
        return _of_length(argument)
    if (framework, name) in _OWN:
        return _OWN[framework, name]
    if converter in _PLAIN or name in _PLAIN:
        return r"[^/]+"
    if name in _CONVERTERS:
        return _CONVERTERS[name] if name != "int" or "signed=True" not in argument else r"-?\d+"
    if name == "any":
        choices = [choice.strip(" '\"") for choice in argument.rstrip(")").split(",")]
        return "(?:" + "|".join(re.escape(choice) for choice in choices) + ")"
    if converter.isidentifier():  # a converter of the project's own: nothing is known of it
        return r"[^/]+"
    pattern = argument.rstrip(")").strip(" '\"r") if name in {"regex", "re"} else converter
    try:
        re.compile(pattern)
    except re.error:
        return r"[^/]+"
    return f"(?:{pattern})"


def _of_length(argument: str) -> str:
    """Read werkzeug's ``string(length=2)``, ``string(minlength=1, maxlength=3)``."""
    given = {name: int(number) for name, number in re.findall(r"(\w+)\s*=\s*(\d+)", argument)}
    least = given.get("length", given.get("minlength", 1))
    most = given.get("length", given.get("maxlength", ""))
    return f"[^/]{{{least},{most}}}"


def _converter(placeholder: str, converters: Mapping[str, PathParam]) -> str:
    param = converters.get(placeholder.strip("{}"))
    return param.converter.strip() if param else ""


def _spans(part: str, converters: Mapping[str, PathParam]) -> bool:
    found = [_converter(name, converters) for name in PLACEHOLDER.findall(part)]
    return any(word == "path" or "/" in word or ".*" in word or ".+" in word for word in found)
