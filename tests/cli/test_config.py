"""``qaagent-lsp config``."""

from __future__ import annotations

import json

from tests.cli.conftest import Shop


def test_the_schema_is_printed(shop: Shop) -> None:
    said = shop("config", "schema")
    assert said.code == 0
    assert json.loads(said.out)["$id"] == "qaagent.schema.json"


def test_a_good_file_is_said_to_be_good(shop: Shop) -> None:
    (shop.folder / ".qaagent.yaml").write_text("project:\n  name: shop\n")
    said = shop("config", "check")
    assert (said.code, said.out) == (0, "")
    assert "Nothing is wrong" in said.err


def test_mistakes_are_told_at_their_place(shop: Shop) -> None:
    (shop.folder / "api").mkdir()
    (shop.folder / "api" / ".qaagent.yaml").write_text(
        "project:\n  name: shop\nrun:\n  timeout: -3\n  retry: 2\n"
    )
    said = shop("config", "check")
    assert said.code == 2
    assert [line.partition(" ")[0] for line in said.out.splitlines()] == [
        "api/.qaagent.yaml:4:12:",
        "api/.qaagent.yaml:5:3:",
    ]
    rows = shop("config", "check", "--format", "json").json
    assert [(row["line"], row["code"]) for row in rows] == [
        (4, "bad-config-value"),
        (5, "unknown-config-key"),
    ]


def test_without_a_file_the_question_is_refused(shop: Shop) -> None:
    said = shop("config", "check")
    assert said.code == 2
    assert "There is no .qaagent.yaml" in said.err
    assert shop("config", "check", "gone.yaml").code == 2
