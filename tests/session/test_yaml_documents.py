from __future__ import annotations

import pytest

from qaagent_lsp.session.yaml_documents import read_yaml_document


def test_a_date_is_the_text_that_it_is_written_as() -> None:
    text = "example: {born: 2024-01-02, never: 2024-02-30, age: 3, weight: 1.5, tame: true, owner: null}"
    assert read_yaml_document(text)["example"] == {
        "born": "2024-01-02",
        "never": "2024-02-30",
        "age": 3,
        "weight": 1.5,
        "tame": True,
        "owner": None,
    }


@pytest.mark.parametrize(
    "text", ["", "- a list", "{torn", "just text", "a: 0b_", "[" * 5000, "a: !!python/object:os.x {}"]
)
def test_what_is_no_document_is_nothing(text: str) -> None:
    assert read_yaml_document(text) == {}
