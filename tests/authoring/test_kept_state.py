"""Names of what an app keeps in memory."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.kept_state import State, held_by, module_import, names_of_modules


@pytest.mark.parametrize(
    ("modules", "taken", "expected"),
    [
        (["shop.store"], (), ["store"]),
        (["app"], ("app",), ["app_module"]),
        (["shop.app"], ("app", "app_module"), ["shop_app"]),
        (["pets.store", "toys.store"], (), ["store", "toys_store"]),
        (["store", "a_store", "a.store"], (), ["store", "a_store", "a_store_module"]),
    ],
)
def test_every_module_has_a_name_of_its_own(
    modules: list[str], taken: tuple[str, ...], expected: list[str]
) -> None:
    state = [State(module, "ITEMS", "dict") for module in modules]
    assert list(names_of_modules(state, taken).values()) == expected


def test_what_it_was_is_kept_under_the_plainest_name() -> None:
    names = {"a": "a", "b": "b"}
    one, other, third = State("a", "PETS", "list"), State("b", "PETS", "list"), State("b", "TOYS", "list")
    assert [held.before for held in held_by([one], names)] == ["before"]
    assert [held.before for held in held_by([one, other, third], names)] == [
        "before_a_pets",
        "before_b_pets",
        "before_toys",
    ]


def test_how_a_module_is_imported() -> None:
    assert module_import("shop.store", "store") == ("shop", "store")
    assert module_import("app", "app_module") == ("", "app as app_module")
