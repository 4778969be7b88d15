"""Small pieces of the page that several sections use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qaagent_lsp.model.result import Counts
from qaagent_lsp.reporting.markup import Attribute, Child, Marked, el

Part = tuple[str, str, Marked]
"""Name, title and content of a section."""

WORDS = {
    "passed": "Passed",
    "failed": "Failed",
    "error": "Error",
    "skipped": "Skipped",
    "flaky": "Flaky",
    "cancelled": "Cancelled",
    "timeout": "Timed out",
    "interrupted": "Interrupted",
    "running": "Running",
}
_SEVERITIES = ("critical", "high", "error", "medium", "warning", "low", "info")
_SHAPES = {
    "passed": "i-pass",
    "failed": "i-fail",
    "error": "i-error",
    "skipped": "i-skip",
    "flaky": "i-flaky",
    "cancelled": "i-stop",
    "timeout": "i-clock",
    "interrupted": "i-stop",
    "running": "i-clock",
}


def icon(state: str) -> Marked:
    """Draw the sign of an outcome; its shape alone tells it, colour only helps."""
    drawn = el("use", {"href": f"#{_SHAPES.get(state, 'i-skip')}"})
    return el("svg", {"class": f"icon {state}", "aria-hidden": "true"}, drawn)


def outcome(state: str) -> Marked:
    """Name an outcome, with its sign."""
    return el("span", {"class": f"outcome {state}"}, icon(state), WORDS.get(state, state))


def bar(counts: Counts, label: str) -> Marked:
    """Draw the shares of the outcomes. Widths are attributes of a drawing: the page allows no styles of elements."""
    total = max(counts.total, 1)
    shares = (
        ("failed", counts.failed),
        ("error", counts.error),
        ("passed", counts.passed),
        ("skipped", counts.skipped),
    )
    drawn: list[Marked] = []
    at = 0.0
    for name, number in shares:
        if number:
            # What is red must be seen, however few of thousands it is.
            width = max(number / total * 1000, 6.0)
            drawn.append(
                el("rect", {"class": name, "x": f"{at:.2f}", "y": 0, "width": f"{width:.2f}", "height": 10})
            )
            at += width
    shape: dict[str, Attribute] = {
        "class": "bar",
        "viewBox": f"0 0 {max(at, 1.0):.2f} 10",
        "preserveAspectRatio": "none",
        "role": "img",
        "aria-label": label,
    }
    return el("svg", shape, *drawn)


def section(name: str, title: str, *children: Child, note: str = "") -> Marked:
    """Make a part of the page that the navigation leads to."""
    heading = el("h2", {"id": f"{name}-title"}, title, el("span", {"class": "note"}, note) if note else None)
    return el("section", {"id": name, "aria-labelledby": f"{name}-title"}, heading, *children)


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Child]], kind: str = "") -> Marked:
    """Make a table whose first cell of each row is its head. Heads that begin with ``#`` are of numbers."""
    head = el("tr", {}, *(el("th", {"scope": "col", **_number(name)}, name.lstrip("#")) for name in heads))
    body = [
        el(
            "tr",
            {},
            *(
                el("td" if place else "th", {**({} if place else {"scope": "row"}), **_number(name)}, cell)
                for place, (name, cell) in enumerate(zip(heads, row, strict=True))
            ),
        )
        for row in rows
    ]
    made = el(
        "table",
        {"class": kind or None},
        el("caption", {"class": "unseen"}, caption),
        el("thead", {}, head),
        el("tbody", {}, *body),
    )
    return el("div", {"class": "scroll", "tabindex": 0, "role": "region", "aria-label": caption}, made)


def folded(summary: Child, *children: Child) -> Marked:
    """Hide what few want to see behind a line."""
    return el("details", {}, el("summary", {}, summary), *children)


def code(text: str) -> Marked:
    """Write what is typed or named."""
    return el("code", {}, text)


def severity_order(severity: str) -> int:
    """Put the worst first; what is not known comes last."""
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)


def link(text: Child, href: str, **attributes: Attribute) -> Marked:
    """Lead to a file beside the page."""
    return el("a", {"href": href, **attributes}, text)


def _number(name: str) -> dict[str, Attribute]:
    return {"class": "number"} if name.startswith("#") else {}
