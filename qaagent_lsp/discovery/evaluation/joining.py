"""Paths put behind one another, with what is not certain about either."""

from __future__ import annotations

from qaagent_lsp.discovery.evaluation.values import TextValue, Value


def concatenated(prefix: TextValue, path: TextValue) -> TextValue:
    """``/a`` and ``/b`` are ``/a/b``, as FastAPI, Starlette and Django put them together."""
    return _both(prefix, path, prefix.text + path.text)


def slashed(prefix: TextValue, path: TextValue) -> TextValue:
    """One slash between the two, as flask.sansio.blueprints.BlueprintSetupState.add_url_rule puts it."""
    if not prefix.text:
        text = path.text
    elif path.text:
        text = f"{prefix.text.rstrip('/')}/{path.text.lstrip('/')}"
    else:
        text = prefix.text
    return _both(prefix, path, text)


def doubtful(value: Value, why: str = "depends on a condition") -> Value:
    """One of several things that a condition decides on: a text says so."""
    return (
        TextValue(value.text, value.confidence * 0.9, value.reason or why)
        if isinstance(value, TextValue)
        else value
    )


def _both(left: TextValue, right: TextValue, text: str) -> TextValue:
    if not (left.reason or right.reason):  # nearly all
        return TextValue(text, left.confidence * right.confidence)
    reasons = dict.fromkeys(reason for reason in (left.reason, right.reason) if reason)
    return TextValue(text, left.confidence * right.confidence, "; ".join(reasons))
