from __future__ import annotations

from dataclasses import replace
from typing import Any

from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.reporting.health import story_of
from qaagent_lsp.reporting.rows import Table, index_of, links_of
from tests.reporting.samples import case, failure, run, shop


def rows_of(*cases: CaseResult) -> Any:
    """The rows of a run that knows no routes and causes."""
    return index_of(replace(shop(), run=run(*cases)), (), ())["rows"]


def test_rows_are_as_short_as_what_there_is_to_tell() -> None:
    evidence = shop()
    story = story_of(evidence)
    index = index_of(evidence, story.routes, story.causes)
    assert index["files"] == ["tests/test_pets.py"]
    assert index["routes"] == ["GET /pets/{pet_id}", "POST /orders"]
    assert index["causes"] == ["KeyError: 7"]
    assert index["rows"] == [
        [0, "::test_get", 0, 1, 20.0, [0], 3, "KeyError: 7", 0, "", 1],
        [0, "::test_list", 0, 0, 20.0, [0], 3],
        [0, "::test_order", 0, 0, 20.0, [1], 3, "", 1],
        [0, "::test_later", 0, 3, 20.0, [0], 3, "not on this machine"],
    ]


def test_a_test_that_is_named_by_its_place_has_its_name_too() -> None:
    spec = replace(
        case("x"), id=TestId("e2e/a.spec.ts:5:3 [chromium]"), name="buys", file=WorkspacePath("e2e/a.spec.ts")
    )
    (row,) = rows_of(spec)
    assert row == [0, ":5:3 [chromium]", 0, 0, 20.0, [], 3, "", 0, "buys"]


def test_long_messages_are_cut() -> None:
    red = case("a", "failed", failure(f"first\n\n  {'x' * 400}"))
    (row,) = rows_of(red)
    assert row[7].startswith("first xxx")
    assert (len(row[7]), row[7][-1]) == (300, "…")


def test_shared_texts_are_kept_once() -> None:
    table = Table()
    assert [table("a"), table("b"), table("a"), table.texts] == [0, 1, 0, ["a", "b"]]


def test_links_say_how_they_are_known() -> None:
    assert links_of(case("a"), {"GET /pets/{pet_id}": 4}) == [[4, "observed", "hit GET /pets/{pet_id} (404)"]]
    assert links_of(case("a"), {}) == [[-1, "observed", "hit GET /pets/{pet_id} (404)"]]
