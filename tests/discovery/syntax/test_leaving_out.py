"""What is left out of a broken text says what it said, where it stands now."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from qaagent_lsp.discovery.syntax.edits import Edit, change_between
from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut, broken_within, left_out
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.wiring import Wiring

TEXT = """from fastapi import APIRouter

router = APIRouter()


@router.get("/pets")
def pets():
    return []


class Pet(Base):
    name = Field(1)

    @router.get("/pet")
    def pet(self):
        from x import y

        router.include_router(y)
        return y


def create_app():
    app = FastAPI()
    app.include_router(router)
    return app


@router.get("/last")
def last():
    return 1
"""


def wiring(text: str) -> Wiring:
    return replace(wiring_of(ast.parse(text), Positions(text)), handed=frozenset())


def left(after: str) -> LeftOut | None:
    return left_out(change_between(TEXT, after), wiring(TEXT), lambda _: True)


def test_only_what_the_edit_is_in_is_left() -> None:
    after = TEXT.replace("    return []", "    found = [\n    return []")
    found = left(after)
    assert found is not None
    lines = found.text.split("\n")
    assert [line for line in lines if line][2:] == [
        '@router.get("/pets")',
        "def pets():",
        "    found = [",
        "    return []",
        "class Pet: 0",
        "def create_app(): 0",
    ]
    assert len(lines) == len(after.split("\n"))
    assert found.wiring == wiring(
        "\n".join(found.change.old)
    )  # the last one is too far away for anything to stand for it
    assert sorted(found.lines) == [12, 23]
    assert found.names == {"Pet", "create_app", "last"}


def test_what_was_left_out_is_put_back_where_it_stands_now() -> None:
    found = left(TEXT.replace("    return []", "    found = [\n    return []"))
    assert found is not None
    mended = TEXT.replace("    return []", "    found = []\n    return []")
    rest = found.text.replace("found = [", "found = []")
    assert found.put_back(wiring(rest)) == wiring(mended)


@pytest.mark.parametrize(
    "after",
    [
        TEXT.replace("    return []", "    found = 1\n    return []"),  # not broken
        TEXT.replace(
            "    return []", '    """ of\n    return [] ('
        ),  # a text may go on to the end of the file
        TEXT.replace("    return []", "    return (\\\n    return []"),
        "(",
    ],
)
def test_where_more_may_be_broken_or_nothing_is_all_is_read(after: str) -> None:
    assert left(after) is None


def test_of_what_is_broken_within_handlers_nothing_else_is_left() -> None:
    after = TEXT.replace("    return []", "    found = [\n    return []")
    found = broken_within(Edit(5, 8, 1), wiring(TEXT), change_between(TEXT, after))
    assert found is not None
    assert [line for line in found.text.split("\n") if line] == [
        '@router.get("/pets")',
        "def pets():",
        "    found = [",
        "    return []",
        "class Pet: 0",
        "def create_app(): 0",
    ]
    assert isinstance(found.reason, SyntaxError)
    assert found.wiring == wiring("\n".join(found.change.old))
    rest = found.text.replace("found = [", "found = []")
    mended = TEXT.replace("    return []", "    found = []\n    return []")
    assert found.put_back(wiring(rest)) == wiring(mended)
