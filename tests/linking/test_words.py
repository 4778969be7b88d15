from __future__ import annotations

import pytest

from qaagent_lsp.linking.words import is_prefix_segment, is_singular_of, same_noun, words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order-items", ["order", "items"]),
        ("petId", ["pet", "id"]),
        ("HTTPServer", ["http", "server"]),
        ("{pet_id}", ["pet", "id"]),
        ("v1.0", ["v1", "0"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("pet", "pets", True),
        ("box", "boxes", True),
        ("house", "houses", True),
        ("category", "categories", True),
        ("address", "addresses", True),
        ("status", "status", True),
        ("pet", "pest", False),
        ("as", "a", False),
    ],
)
def test_nouns(one: str, other: str, same: bool) -> None:
    assert same_noun(one, other) is same
    assert same_noun(other, one) is same


def test_singulars_are_one_way() -> None:
    assert is_singular_of("pet", "pets")
    assert not is_singular_of("pets", "pet")
    assert not is_singular_of("pets", "pets")


def test_prefixes_say_only_which_api_it_is() -> None:
    assert [text for text in ("api", "v1", "v2.1", "REST", "pets", "vet") if is_prefix_segment(text)] == [
        "api",
        "v1",
        "v2.1",
        "REST",
    ]
