from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.editor.pointing import AtCall, AtRoute, AtTest
from qaagent_lsp.model.snapshot import Snapshot
from tests.editor.small_workspace import APP, FEATURE, SMALL, TESTS, click, read


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("small")
    return read(folder, SMALL)


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("@app.g‸et(", ["GET /pets/{pet_id}"]),
        ("@app.get‸(", ["GET /pets/{pet_id}"]),
        ('"/pets/‸{pet_id}"', ["GET /pets/{pet_id}"]),
        ("def get‸_pet(", ["GET /pets/{pet_id}"]),
        ("async def ‸pets(", ["GET /pets", "POST /pets"]),
        ("@app.api_rou‸te", ["GET /pets", "POST /pets"]),
    ],
)
def test_words_of_a_route(small: Snapshot, word: str, keys: list[str]) -> None:
    found = click(small, "app.py", APP, word)
    assert isinstance(found, AtRoute)
    assert [str(route.key) for route in found.routes] == keys


@pytest.mark.parametrize(
    "word",
    [
        "@a‸pp.get",
        "response_model=d‸ict",
        '["pe‸ts"]',
        '"GE‸T"',
        "def get_pet(pet‸_id",
        "d‸ef get_pet",
        "app = Fast‸API",
    ],
)
def test_other_words_are_left_to_others(small: Snapshot, word: str) -> None:
    assert click(small, "app.py", APP, word) is None


@pytest.mark.parametrize(
    ("name", "text", "word", "keys"),
    [
        ("tests/test_app.py", TESTS, 'f"/pets‸/{1}"', ["GET /pets/{pet_id}"]),
        ("tests/test_app.py", TESTS, 'client.get("‸/pets")', ["GET /pets"]),
        ("tests/test_app.py", TESTS, 'client.post("/pets‸"', ["POST /pets"]),
        ("features/pets.feature", FEATURE, "GET /pe‸ts/1", ["GET /pets/{pet_id}"]),
        ("features/pets.feature", FEATURE, "‸GET /pets/<id>", ["GET /pets/{pet_id}"]),
    ],
)
def test_urls_of_calls(small: Snapshot, name: str, text: str, word: str, keys: list[str]) -> None:
    found = click(small, name, text, word)
    assert isinstance(found, AtCall)
    assert [str(route.key) for route in found.routes] == keys


@pytest.mark.parametrize(
    ("name", "text", "word", "test"),
    [
        ("tests/test_app.py", TESTS, "def test‸_pet", "tests/test_app.py::test_pet"),
        ("features/pets.feature", FEATURE, "Scenario: On‸e pet", "features/pets.feature:3"),
        ("features/pets.feature", FEATURE, "| ‸2  |", "features/pets.feature:11"),
    ],
)
def test_names_of_tests(small: Snapshot, name: str, text: str, word: str, test: str) -> None:
    found = click(small, name, text, word)
    assert isinstance(found, AtTest)
    assert found.test.id == test


@pytest.mark.parametrize(
    "word", ["cli‸ent.get(f", "client.g‸et(f", "status‸_code", '"Acc‸ept"', "TestCl‸ient(app)"]
)
def test_other_words_of_tests_are_left_to_others(small: Snapshot, word: str) -> None:
    assert click(small, "tests/test_app.py", TESTS, word) is None
