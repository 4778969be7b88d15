"""What an app that refuses a request says that it wants: fields that neither a description nor the source told of.

Django REST framework: ``{"name": ["This field is required."]}``; FastAPI: ``{"detail": [{"loc": ["body", "name"]}]}``;
others put the former below ``errors``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qaagent_lsp.authoring.inputs import Input, Inputs
from qaagent_lsp.authoring.json_schema import Wrong, plain_text
from qaagent_lsp.model.trial import Reply

_UNSAFE = frozenset({"POST", "PUT", "PATCH"})
_BELOW = ("errors", "error", "detail", "messages", "json")
_WANTED = ("required", "blank", "missing", "null")


def with_what_is_wanted(inputs: Inputs, reply: Reply | None) -> Inputs:
    """Add the fields of a JSON body that an answer asks for; the same inputs where it asks for none."""
    if reply is None or reply.status not in {400, 422} or inputs.route.key.method not in _UNSAFE:
        return inputs
    if inputs.whole is not None or any(one.where == "form" for one in inputs.fields):
        return inputs
    known = {one.name for one in inputs.fields}
    names = [name for name in dict.fromkeys(_wanted(_parsed(reply.text))) if name not in known]
    # A name says of what kind a text is, not that it is one: a number is tried as well.
    added = tuple(Input("json", name, (plain_text(name), 1), (Wrong("empty", ""),)) for name in names)
    return replace(inputs, fields=(*inputs.fields, *added)) if added else inputs


def _wanted(said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        return
    for name, value in said.items():
        if name in _BELOW and isinstance(value, dict):
            yield from _wanted(value)
        elif name in _BELOW and isinstance(value, list):
            for error in value:
                place = error.get("loc") if isinstance(error, dict) else None
                if isinstance(place, list) and len(place) == 2 and place[0] == "body":
                    yield str(place[1])
        elif name not in _BELOW and any(word in str(value).lower() for word in _WANTED):
            yield str(name)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
