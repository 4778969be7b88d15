"""Values → JavaScript as Prettier writes it: on one line where it fits, else one item a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Quote = Literal["'", '"']
WIDTH = 80
_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Code:
    """JavaScript that stands for a value as it is: ``expect.anything()``."""

    text: str


@dataclass(frozen=True, slots=True)
class JsText:
    """How a project writes JavaScript."""

    quote: Quote = "'"

    def text(self, value: str) -> str:
        """Write a string, with the other quotes where that saves backslashes."""
        other = '"' if self.quote == "'" else "'"
        quote = other if self.quote in value and other not in value else self.quote
        # What JSON escapes, JavaScript reads alike; only the quotes differ.
        inner = json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"')
        inner = inner.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return f"{quote}{inner.replace(quote, chr(92) + quote)}{quote}"

    def value(self, value: Any, indent: int, before: int = 0) -> str:
        """Write what JSON can hold. ``indent`` is the line's in columns, ``before`` what stands before it there."""
        flat = self._flat(value)
        if indent + before + len(flat) <= WIDTH or not isinstance(value, dict | list) or not value:
            return flat
        inner = " " * (indent + 2)
        if isinstance(value, dict):
            items = [
                f"{inner}{name}: {self.value(one, indent + 2, len(name) + 2)},"
                for key, one in value.items()
                for name in (self._name(str(key)),)
            ]
        else:
            items = [f"{inner}{self.value(one, indent + 2)}," for one in value]
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        return "\n".join([opening, *items, " " * indent + closing])

    def _flat(self, value: Any) -> str:
        match value:
            case Code(text=text):
                return text
            case str():
                return self.text(value)
            case Mapping():
                inside = ", ".join(f"{self._name(str(key))}: {self._flat(one)}" for key, one in value.items())
                return f"{{ {inside} }}" if inside else "{}"
            case list() | tuple():
                return f"[{', '.join(self._flat(one) for one in value)}]"
            case _:
                return json.dumps(value)

    def _name(self, key: str) -> str:
        return key if _NAME.fullmatch(key) and key != "__proto__" else self.text(key)
