from __future__ import annotations

import pytest
from lsprotocol import types

from qaagent_lsp.server.client import ClientSupport, InitializationOptions, options_of, support_of
from tests.server.editor import full_capabilities


def test_a_client_that_says_nothing_is_asked_for_nothing() -> None:
    assert support_of(types.ClientCapabilities()) == ClientSupport()


def test_what_vs_code_can_do_is_used() -> None:
    assert support_of(full_capabilities()) == ClientSupport(
        encoding="utf-16",
        configuration=True,
        configuration_registration=True,
        watched_files=True,
        progress=True,
        lens_refresh=True,
        related_information=True,
        show_document=True,
        create_files=True,
        symbol_tree=True,
    )


@pytest.mark.parametrize(
    ("formats", "plain"), [(None, False), (["plaintext"], True), (["plaintext", "markdown"], False)]
)
def test_a_client_that_shows_no_markdown_says_so(formats: list[str] | None, plain: bool) -> None:
    kinds = None if formats is None else [types.MarkupKind(one) for one in formats]
    hover = types.HoverClientCapabilities(content_format=kinds)
    text = types.TextDocumentClientCapabilities(hover=hover)
    assert support_of(types.ClientCapabilities(text_document=text)).plain_hovers is plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, InitializationOptions()),
        ({}, InitializationOptions()),
        (
            {"python": "/p", "untrustedWorkspace": True, "of another tool": 1},
            {"python": "/p", "untrustedWorkspace": True},
        ),
    ],
)
def test_options_are_read(value: object, expected: object) -> None:
    assert options_of(value) == (InitializationOptions.model_validate(expected), "")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"untrustedWorkspace": "no"}, "untrustedWorkspace: "),
        ({"python": 3}, "python: "),
        ({"settings": []}, "settings: "),
        (["x"], "value: "),
    ],
)
def test_options_that_cannot_be_read_are_named_and_nothing_is_trusted(value: object, said: str) -> None:
    options, wrong = options_of(value)
    assert options.untrusted_workspace
    assert said in wrong


def test_a_token_is_never_shown() -> None:
    options, _ = options_of({"token": "secret"})
    assert "secret" not in repr(options)
