"""HTML as values: text becomes markup in one place only, and is escaped there."""

from __future__ import annotations

from html import escape

from qaagent_lsp.reporting.words import printable

Attribute = str | int | bool | None

_VOID = frozenset({"img", "input", "meta", "br", "link"})


class Marked:
    """HTML that is whole and safe to put into a page. Only this module makes it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


Child = Marked | str | None


def el(tag: str, attributes: dict[str, Attribute] | None = None, *children: Child) -> Marked:
    """Make an element. Texts are escaped; None and False attributes are left out, True ones stand without a value."""
    opened = f"<{tag}{''.join(map(_attribute, (attributes or {}).items()))}>"
    if tag in _VOID:
        return Marked(opened)
    return Marked(f"{opened}{joined(*children)}</{tag}>")


def joined(*children: Child) -> Marked:
    """Put pieces one after the other."""
    return Marked("".join(str(child) if isinstance(child, Marked) else _text(child) for child in children))


def _text(child: str | None) -> str:
    return "" if child is None else escape(printable(child), quote=False)


def _attribute(item: tuple[str, Attribute]) -> str:
    name, value = item
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(printable(str(value)))}"'
