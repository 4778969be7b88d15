"""What a key of ``.qaagent.yaml`` means, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.config.keys import AnyKeys, key_at, keys_of, shape_at
from qaagent_lsp.editor.config_completion import detail_of
from qaagent_lsp.editor.config_lines import ConfigPath, key_line, path_above
from qaagent_lsp.editor.hovers import Hover
from qaagent_lsp.model.source import Span


def config_hover(lines: Sequence[str], line: int, column: int) -> Hover | None:
    """Explain the key that a 1-based place lies on; None elsewhere, and for what is not known."""
    key = key_line(lines, line)
    if key is None or not key.column <= column <= key.column + len(key.key):
        return None
    path = (*path_above(lines, line, key.column), key.key)
    words = _words(path)
    return Hover(Span(line, key.column, line, key.column + len(key.key)), words) if words else None


def _words(path: ConfigPath) -> str:
    name = ".".join(str(step) for step in path if isinstance(step, str))
    known = key_at(path)
    if known is not None:
        return f"**{name}** — {detail_of(known)}\n\n{known.description}"
    around = shape_at(path[:-1])
    if not isinstance(around, AnyKeys):
        return ""
    # A name of the user's own, such as that of an environment: what is it a name in?
    family = key_at(path[:-1])
    keys = ", ".join(f"`{key.name}`" for key in keys_of(around.value))
    return f"**{name}**\n\n{family.description if family else ''}{f' Keys: {keys}.' if keys else ''}"
