"""axe-core's words → findings on the lines that wrote the elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from qaagent_lsp.config.profile_inline import A11y, Impact
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location
from qaagent_lsp.model.tool import FindingSeverity, ToolFinding
from qaagent_lsp.tools.axe_report import AxeElement, AxeReport, AxeRule
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.markup_places import Markup
from qaagent_lsp.tools.served_pages import route_of

IMPACTS: tuple[str, ...] = get_args(Impact)
SEVERITIES: dict[str, FindingSeverity] = {
    "critical": "critical",
    "serious": "high",
    "moderate": "medium",
    "minor": "low",
}
_SHOWN_MARKUP = 120
_SHOWN_ELEMENTS = 5
_SHOWN_PAGES = 4


@dataclass(slots=True)
class _Fold:
    """A rule that is broken in one place: on how many pages ever, by how many elements.

    ``is_cut``: of one page, not all elements are known.
    """

    rule: AxeRule
    impact: str
    at: Location | None
    route: RouteKey | None
    url: str
    is_cut: bool
    pages: list[str] = field(default_factory=list)
    elements: list[AxeElement] = field(default_factory=list)


def findings_of(report: AxeReport, ground: Ground) -> tuple[ToolFinding, ...]:
    """Return one finding for each rule and line, the worst first; without a line, for each rule and page.

    A line is the template's that wrote the element, else the route's whose page it is. What only breaks good practice
    is told once, at the first place.
    """
    config = ground.config.a11y
    folds: dict[tuple[str, Location | str], _Fold] = {}
    for key, fold in _placed(report, ground):
        seen = folds.setdefault(key, fold)
        if seen is not fold:
            seen.elements += fold.elements
            seen.is_cut = seen.is_cut or fold.is_cut
            seen.impact = max(seen.impact, fold.impact, key=_rank)
            seen.pages += [page for page in fold.pages if page not in seen.pages]
    ordered = sorted(folds.values(), key=lambda fold: -_rank(fold.impact))
    return tuple(_finding(fold, config) for fold in ordered)


def _placed(report: AxeReport, ground: Ground) -> Iterator[tuple[tuple[str, Location | str], _Fold]]:
    markup = Markup(ground.templates)
    for page in report.pages:
        at_route = route_of(page.shown, ground.routes)
        route = None if at_route is None else ground.routes[at_route]
        for rule in page.violations:
            for one in rule.elements:
                placed = markup.place(one.element, at_route) if one.element is not None else None
                at = placed.at if placed else Location(route.file, route.span) if route else None
                where: Location | str = placed.at if placed else page.shown
                key = (rule.id, where if _counts(rule, ground.config.a11y) else "")
                yield (
                    key,
                    _Fold(
                        rule,
                        one.impact,
                        at,
                        route.key if route else None,
                        f"{ground.base_url}{page.shown}",
                        rule.total > len(rule.elements),
                        [page.shown],
                        [one],
                    ),
                )


def _finding(fold: _Fold, config: A11y) -> ToolFinding:
    first = fold.elements[0]
    others = len(fold.elements) - 1
    least = "at least " if fold.is_cut else ""
    more = f" and {least}{others} more" if others else ""
    ways = [line.strip() for line in first.summary.splitlines()[1:] if line.strip()]
    why = ways[0] + (f" ({len(ways) - 1} more in the details)" if len(ways) > 1 else "") if ways else ""
    counts = _counts(fold.rule, config)
    return ToolFinding(
        tool="a11y",
        severity=SEVERITIES.get(fold.impact, "medium") if counts else "info",
        code=fold.rule.id,
        message="\n".join(
            line
            for line in (
                f"{fold.rule.help}: {_cut(first.markup)}{more} ({fold.impact}; {_pages(fold.pages)})",
                why,
                fold.rule.url,
            )
            if line
        ),
        route=fold.route,
        at=fold.at,
        url=fold.url,
        details="\n\n".join(
            f"{one.target}\n{one.markup}\n{one.summary}".rstrip() for one in fold.elements[:_SHOWN_ELEMENTS]
        ),
        blocks=counts and config.fail_on != "never" and _rank(fold.impact) >= _rank(config.fail_on),
    )


def _counts(rule: AxeRule, config: A11y) -> bool:
    """Tell whether a rule belongs to the standards; the others are good practice."""
    return not set(config.standards).isdisjoint(rule.tags)


def _rank(impact: str) -> int:
    return IMPACTS.index(impact) if impact in IMPACTS else 0


def _pages(pages: list[str]) -> str:
    rest = len(pages) - _SHOWN_PAGES
    return ", ".join(pages[:_SHOWN_PAGES]) + (f" and {rest} more pages" if rest > 0 else "")


def _cut(markup: str) -> str:
    """Show the start tag, without what stands in the element."""
    shown = " ".join(markup.split())
    end = shown.find(">")
    shown = shown[: end + 1] if end >= 0 else shown
    return shown if len(shown) <= _SHOWN_MARKUP else f"{shown[: _SHOWN_MARKUP - 1]}…"
