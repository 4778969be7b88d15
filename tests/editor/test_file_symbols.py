from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qaagent_lsp.editor.file_symbols import FileSymbol, file_symbols
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.editor.small_workspace import SMALL, read
from tests.linking.workspace import route, snapshot


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("small")
    return read(folder, SMALL)


def tree(symbols: tuple[FileSymbol, ...], depth: int = 0) -> Iterator[str]:
    for symbol in symbols:
        detail = f" ({symbol.detail})" if symbol.detail else ""
        yield f"{'  ' * depth}{symbol.name}{detail} {symbol.span.line}-{symbol.span.end_line}"
        yield from tree(symbol.children, depth + 1)


def test_the_routes_of_a_file_with_their_handlers(small: Snapshot) -> None:
    assert list(tree(tuple(file_symbols(small, WorkspacePath("app.py"))))) == [
        "GET /pets/{pet_id} (get_pet · 4 tests) 7-11",
        "GET /pets (pets · 1 test) 14-16",
        "POST /pets (pets · 1 test) 14-16",
    ]


def test_a_feature_is_a_tree(small: Snapshot) -> None:
    assert list(tree(tuple(file_symbols(small, WorkspacePath("features/pets.feature"))))) == [
        "Pets (feature) 1-11",
        "  Ids (rule) 2-11",
        "    One pet 3-4",
        "    Each (outline) 6-11",
        "      Each -- @1.1 10-10",
        "      Each -- @1.2 11-11",
    ]


def test_tests_of_other_languages_are_left_to_their_servers(small: Snapshot) -> None:
    assert list(file_symbols(small, WorkspacePath("tests/test_app.py"))) == []


def test_what_is_registered_far_from_its_handler_stands_for_itself() -> None:
    far = route("GET /a")
    (symbol,) = file_symbols(snapshot([far]), far.file)
    assert (symbol.span, symbol.detail) == (Span(1, 1, 1, 20), "handler_1 · no tests")
