"""Which line of which template an element of a page came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.tools.ground import Template
from qaagent_lsp.tools.markup_tags import DOCTYPE, Tag, Value, tag_of_page, tags_of

_WEIGHTS = {
    "id": 6,
    "name": 5,
    "for": 4,
    "href": 3,
    "src": 3,
    "action": 3,
    "type": 3,
    "placeholder": 3,
    "class": 3,
}
_USUAL = 2
_DRAWN_ANEW = ("class", "style", "value", "checked", "selected", "hidden", "disabled", "tabindex", "open")
"""Scripts and browsers change these, so that another value says little."""
_FOREIGN_SCORE = 6
"""What a template that the page's handler does not name must reach: an id, or two attributes."""
_AROUND_SCORE = 4
"""What an element around must reach to stand for one that is written nowhere."""
_ONCE = frozenset({"html", "head", "body"})
_WHOLE_PAGE = frozenset({"html", "head", "body", "main"})


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a page. ``tag`` is its start tag as the browser writes it, ``text`` what is read in it.

    ``around`` are the start tags of the elements around it, from the inside. ``alike`` elements of the page have the
    same start tag, and this is number ``index`` of them, from 0.
    """

    tag: str
    text: str = ""
    around: tuple[str, ...] = ()
    index: int = 0
    alike: int = 1


class Placed(NamedTuple):
    """Where an element is written. ``inside``: there stands what it is inside of; it is itself written nowhere."""

    at: Location
    inside: bool = False


class _Candidate(NamedTuple):
    score: int
    file: str
    tags: Sequence[Tag]
    number: int


class Markup:
    """The templates of a project. Each is read when an element may stand in it, and then once."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self._templates = templates
        self._read: dict[int, tuple[Tag, ...]] = {}

    def place(self, element: Element, route: int | None = None) -> Placed | None:
        """Find the line of an element of a page that the route with this index serves; None where it is nobody's.

        Templates of the route come first, then any that the element can hardly be mistaken in. Where nothing is like
        it (a form library wrote it), the nearest element around it that is distinct stands for it.
        """
        found = self._best(element, route, least=1)
        if found is not None:
            return Placed(found)
        for tag in element.around:
            name = tag_of_page(tag)
            if name is None or name.name in _WHOLE_PAGE:
                continue
            found = self._best(Element(tag), route, least=_AROUND_SCORE)
            if found is not None:
                return Placed(found, inside=True)
        return None

    def _best(self, element: Element, route: int | None, *, least: int) -> Location | None:
        wanted = tag_of_page(element.tag)
        if wanted is None:
            return None
        own = list(self._candidates(wanted, element, route, own=True))
        best = _chosen(own, element, least)
        if best is None and wanted.name in _ONCE:
            best = next(self._declarations(route), None)
        if best is None:
            best = _chosen(list(self._candidates(wanted, element, route, own=False)), element, _FOREIGN_SCORE)
        if best is None:
            return None
        return Location(WorkspacePath(best.file), best.tags[best.number].span)

    def _declarations(self, route: int | None) -> Iterator[_Candidate]:
        """Yield where pages of a route begin: a browser makes ``<html>`` and ``<body>`` that are not written."""
        for at, template in enumerate(self._templates):
            if route is not None and route in template.routes:
                tags = self._tags(at)
                yield from (
                    _Candidate(1, template.file, tags, number)
                    for number, tag in enumerate(tags)
                    if tag.name == DOCTYPE
                )

    def _candidates(
        self, wanted: Tag, element: Element, route: int | None, *, own: bool
    ) -> Iterator[_Candidate]:
        said = [value.parts[0] for _, value in wanted.attributes if len(value.parts[0]) > 1]
        for at, template in enumerate(self._templates):
            if (route is not None and route in template.routes) != own:
                continue
            # What reaches the score of a foreign one has an attribute with just this value.
            if not own and not any(value in template.text for value in said):
                continue
            tags = self._tags(at)
            for number, tag in enumerate(tags):
                score = likeness(tag, wanted, element.text)
                if score is not None:
                    yield _Candidate(score, template.file, tags, number)

    def _tags(self, at: int) -> tuple[Tag, ...]:
        if at not in self._read:
            template = self._templates[at]
            self._read[at] = tags_of(template.text, code=template.file.endswith(".py"))
        return self._read[at]


def likeness(tag: Tag, wanted: Tag, text: str = "") -> int | None:
    """Tell how much a start tag of a template is like one of a page; None where it cannot be the same."""
    if tag.name != wanted.name:
        return None
    written, there = dict(tag.attributes), dict(wanted.attributes)
    score = 1
    for name, value in there.items():
        said = value.parts[0]
        if name not in written:
            score -= 0 if tag.open else 1 if name in _DRAWN_ANEW or name.startswith(("data-", "aria-")) else 3
            continue
        gain = _gain(name, written[name], said)
        if gain is None:
            return None
        score += gain
    for name, value in written.items():
        if name not in there:
            score -= 0 if tag.unsure else 3 if value.is_whole else 1
    score += _of_text(tag.text, text)
    return max(score, 1) if tag.name in _ONCE else score


def _gain(name: str, value: Value, said: str) -> int | None:
    weight = _WEIGHTS.get(name, _USUAL)
    if value.fits(said):
        if value.is_whole:
            return weight
        # Of an expression alone no more is known than that there is such an attribute.
        return max(1, weight - 1) if any(part.strip() for part in value.parts) else 1
    if name == "class" and value.parts and set(value.parts[0].split()) <= set(said.split()):
        return 1
    if name in _DRAWN_ANEW:
        return -2
    return None


def _of_text(written: Value, text: str) -> int:
    if written.vague:
        return 0
    sure = " ".join(" ".join(written.parts).split())
    if not sure:
        return 0
    start = " ".join(text.split())
    if written.is_whole:
        return 3 if start.startswith(sure) else -2
    return 2 if Value((*written.parts, "")).fits(start) else -2


def _chosen(candidates: Sequence[_Candidate], element: Element, least: int) -> _Candidate | None:
    best = max((candidate.score for candidate in candidates), default=0)
    if best < least:
        return None
    tied = [candidate for candidate in candidates if candidate.score == best]
    if len(tied) > 1 and element.around:
        inside = [candidate for candidate in tied if _is_inside(candidate, element.around[0])]
        tied = inside or tied
    # As many lines as elements that look the same, all in one file: they stand in the same order.
    if len(tied) == element.alike and len({candidate.file for candidate in tied}) == 1:
        return tied[element.index]
    return tied[0]


def _is_inside(candidate: _Candidate, around: str) -> bool:
    parent, outer = candidate.tags[candidate.number].parent, tag_of_page(around)
    return parent is not None and outer is not None and (likeness(candidate.tags[parent], outer) or 0) >= 1
