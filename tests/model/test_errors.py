"""Refusals: each has a name of its own, an exit code, and words for a person."""

from __future__ import annotations

from qaagent_lsp.model import errors
from qaagent_lsp.model.errors import AppBroke, QaAgentError, StoreUnavailable, ToolMissing


def test_every_kind_is_named_once_and_described_at_the_top() -> None:
    kinds = QaAgentError.__subclasses__()
    assert len({kind.kind for kind in kinds}) == len(kinds)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)


def test_a_request_that_is_wrong_exits_2_and_an_environment_that_is_wrong_3() -> None:
    codes = {kind: kind.exit_code for kind in QaAgentError.__subclasses__()}
    assert {kind for kind, code in codes.items() if code == 3} == {ToolMissing, StoreUnavailable, AppBroke}
    assert set(codes.values()) == {2, 3}


def test_message_and_hint() -> None:
    error = ToolMissing("pytest is missing", "Install it.")
    assert (str(error), error.message, error.hint) == (
        "pytest is missing",
        "pytest is missing",
        "Install it.",
    )
