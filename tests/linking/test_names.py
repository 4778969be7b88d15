"""The naming convention, row by row of what the original gets right and wrong."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.names import NameReader, RouteNames, name_links, route_in_title
from qaagent_lsp.linking.table import RouteTable
from tests.linking.workspace import function, routes


def check(name: str, expected: str | None, *table: str, class_name: str = "") -> None:
    found = RouteNames(RouteTable(routes(*table))).find(name, class_name)
    assert (str(found.key) if found else None) == expected


PETS = ("GET /pets", "POST /pets", "GET /pets/{pet_id}", "PUT /pets/{pet_id}", "DELETE /pets/{pet_id}")
USERS = ("GET /users", "GET /users/me", "GET /users/{user_id}", "GET /users/{user_id}/posts/{post_id}")


@pytest.mark.parametrize(
    ("name", "expected", "table"),
    [
        ("test_get_pets", "GET /pets", PETS),
        ("test_get_pets_pet_id_success", "GET /pets/{pet_id}", PETS),
        ("test_get_users_user_id_posts_post_id", "GET /users/{user_id}/posts/{post_id}", USERS),
        ("test_get_api_v1_users", "GET /api/v1/users", ["GET /api/v1/users", "GET /api/v1/users/{id}"]),
        (
            "test_get_v1_items_item_id",
            "GET /v1/items/{item_id}",
            ["GET /v1/items", "GET /v1/items/{item_id}"],
        ),
        ("test_get_users_me", "GET /users/me", USERS),
        ("test_post_login", "POST /login", ["GET /login", "POST /login"]),
        ("test_get_items_item_slug", "GET /items/{item_slug}", ["GET /items", "GET /items/{item_slug}"]),
    ],
)
def test_what_the_original_reads_right(name: str, expected: str, table: list[str]) -> None:
    check(name, expected, *table)


@pytest.mark.parametrize(
    ("name", "expected", "table"),
    [
        ("test_get_pets_id", "GET /pets/{id}", ["GET /pets", "GET /pets/{id}"]),
        ("test_get_pets_id", "GET /pets/{pet_id}", PETS),
        (
            "test_get_api_v1_items_id",
            "GET /api/v1/items/{id}",
            ["GET /api/v1/items", "GET /api/v1/items/{id}"],
        ),
        ("test_get_pets_by_id", "GET /pets/{pet_id}", PETS),
        ("test_get_user_id_card", "GET /users/{user_id}/card", [*USERS, "GET /users/{user_id}/card"]),
        ("test_get_user_id_card", "GET /user/id-card", ["GET /user", "GET /user/id-card"]),
        ("test_get_user_id_card", None, ["GET /user/id-card", "GET /user/id_card"]),
        ("test_get_order_items", "GET /order-items", ["GET /order-items", "GET /orders/{order_id}/items"]),
        ("test_get_order_items", "GET /order_items", ["GET /order_items", "GET /orders"]),
        ("test_get_order_items", None, ["GET /order_items", "GET /order/items"]),
        ("test_get_user_profile", "GET /user-profile", ["GET /user-profile", "GET /users"]),
        (
            "test_post_reset_password_request",
            "POST /reset-password-request",
            ["POST /reset-password-request"],
        ),
        ("test_get_health_check", "GET /health-check", ["GET /health-check", "GET /health"]),
        ("test_get_users_username", "GET /users/{username}", ["GET /users", "GET /users/{username}"]),
        (
            "test_get_auth_reset_password_token",
            "GET /auth/reset-password/{token}",
            ["GET /auth/reset-password/{token}", "GET /auth"],
        ),
        (
            "test_get_orders_order_number",
            "GET /orders/{order_number}",
            ["GET /orders", "GET /orders/{order_number}"],
        ),
        ("test_get_files_file_path", "GET /files/{file_path}", ["GET /files", "GET /files/{file_path}"]),
    ],
)
def test_parameters_and_hyphens_are_looked_up(name: str, expected: str | None, table: list[str]) -> None:
    check(name, expected, *table)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_delete_pets_pet_id_returns_204", "DELETE /pets/{pet_id}"),
        ("test_get_pets_returns_404", "GET /pets"),
        ("test_get_pets_pet_id_not_found", "GET /pets/{pet_id}"),
        ("test_get_pets_unauthorized", "GET /pets"),
        ("test_post_pets_requires_auth", "POST /pets"),
        ("test_get_pets_pagination", "GET /pets"),
        ("test_post_pets_error_handling", "POST /pets"),
        ("test_get_pets_pet_id_schema", "GET /pets/{pet_id}"),
    ],
)
def test_outcome_words_are_left_over(name: str, expected: str) -> None:
    check(name, expected, *PETS)


@pytest.mark.parametrize(
    "name",
    ["test_get_pets[10-abc]", "test_get_pets_success[1]", "test_get_pets[a[b]]c]", "test_get_pets[/users]"],
)
def test_parameters_of_the_case_are_dropped_first(name: str) -> None:
    check(name, "GET /pets", *PETS)


@pytest.mark.parametrize(
    "name",
    [
        "test_get_or_create_user",
        "test_post_init_sets_defaults",
        "test_delete_button_is_hidden",
        "test_patch_applies_cleanly",
        "test_pets",
        "test_get",
        "test",
        "test_getaway_pets",
        "test_get_pets_users",
    ],
)
def test_no_route_is_invented(name: str) -> None:
    check(name, None, *PETS, *USERS, "POST /users", "PATCH /pets/{pet_id}", "GET /")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_create_pet", "POST /pets"),
        ("test_list_pets", "GET /pets"),
        ("test_read_pet", "GET /pets/{pet_id}"),
        ("test_get_pet", "GET /pets/{pet_id}"),
        ("test_update_pet", "PUT /pets/{pet_id}"),
        ("test_remove_pet", "DELETE /pets/{pet_id}"),
        ("test_delete_pets", "DELETE /pets/{pet_id}"),
        ("test_head_pets", "GET /pets"),
        ("test_options_pets", None),
        ("testGetPetsPetId", "GET /pets/{pet_id}"),
        ("test_create_pet_with_invalid_name", "POST /pets"),
    ],
)
def test_verbs_have_synonyms(name: str, expected: str | None) -> None:
    check(name, expected, *PETS)


def test_an_update_that_may_be_put_or_patch_is_nobodys() -> None:
    check("test_update_pet", None, "PUT /pets/{id}", "PATCH /pets/{id}")


def test_head_and_options_of_their_own() -> None:
    table = ("GET /pets", "HEAD /pets", "OPTIONS /pets", "WEBSOCKET /chat")
    check("test_options_pets", "OPTIONS /pets", *table)
    check("test_websocket_chat", "WEBSOCKET /chat", *table)


@pytest.mark.parametrize(
    ("class_name", "name", "expected"),
    [
        ("TestPets", "test_get_pets", "GET /pets"),
        ("TestPets", "test_list", "GET /pets"),
        ("TestPets", "test_create", "POST /pets"),
        ("TestPets", "test_delete_not_found", "DELETE /pets/{pet_id}"),
        ("TestPetsApi", "test_get_by_id", "GET /pets/{pet_id}"),
        ("TestPets", "test_delete_button_is_hidden", None),
        ("TestPets", "test_get_or_create", None),
        ("TestHelpers", "test_get", None),
    ],
)
def test_a_class_supplies_the_resource(class_name: str, name: str, expected: str | None) -> None:
    check(name, expected, *PETS, class_name=class_name)


@pytest.mark.parametrize(
    ("name", "expected", "table"),
    [
        ("test_get_root", "GET /", ["GET /", "GET /pets"]),
        ("test_read_main", "GET /", ["GET /", "GET /pets"]),
        ("test_get_root", "GET /root", ["GET /", "GET /root"]),
        ("test_get_root", None, ["POST /"]),
        ("test_get_pets", "GET /api/v1/pets", ["GET /api/v1/pets", "GET /api/v1/pets/{id}"]),
        ("test_get_pets", None, ["GET /api/v1/pets", "GET /api/v2/pets"]),
        ("test_get_v2_pets", "GET /api/v2/pets", ["GET /api/v1/pets", "GET /api/v2/pets"]),
        ("test_get_pets", "GET /pets/", ["GET /pets/", "GET /pets/{id}/"]),
        ("test_get_pets", None, ["GET /pets/{id}"]),
        ("test_list_user_posts", "GET /users/{id}/posts", ["GET /users/{id}/posts", "GET /posts"]),
        (
            "test_get_category",
            "GET /categories/{category_id}",
            ["GET /categories", "GET /categories/{category_id}"],
        ),
        ("test_get_pets_petId", "GET /pets/{petId}", ["GET /pets", "GET /pets/{petId}"]),
        ("test_get_pets_1", "GET /pets", ["GET /pets"]),
    ],
)
def test_roots_prefixes_slashes_and_nouns(name: str, expected: str | None, table: list[str]) -> None:
    check(name, expected, *table)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("GET /pets/{id} succeeds", "GET /pets/{pet_id}"),
        ("Outer › GET /pets returns success", "GET /pets"),
        ("Block unauthenticated access to DELETE /pets/7.", "DELETE /pets/{pet_id}"),
        ("POST /pets", "POST /pets"),
        ("GET http://localhost/pets?x=1", "GET /pets"),
        ("GET /unknown", None),
        ("FORGET /pets", None),
        ("get /pets", None),
    ],
)
def test_a_title_may_spell_the_route_out(title: str, expected: str | None) -> None:
    found = route_in_title(title, RouteTable(routes(*PETS)))
    assert (str(found.key) if found else None) == expected


def test_links_say_how_they_are_known() -> None:
    links = list(
        name_links(
            [function("t.py::test_get_pets"), function("t.py::test_x")],
            NameReader(RouteNames(RouteTable(routes(*PETS)))),
        )
    )
    assert [(link.test, str(link.route), link.how, link.why) for link in links] == [
        ("t.py::test_get_pets", "GET /pets", "name", "its name reads as GET /pets")
    ]
