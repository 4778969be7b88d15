from __future__ import annotations

import json

import pytest

from qaagent_lsp.linking.executed import Executed
from qaagent_lsp.linking.executed_json import executed_from_json, executed_to_json
from tests.linking.executing import COST, PRICE, run

EXECUTED = run(
    Executed(),
    {PRICE: ["app.py:price", "child"], COST: ["app.py:?"]},
    shared={"": ["app.py:cost"]},
    whole=[PRICE, COST],
)


@pytest.mark.parametrize("executed", [Executed(), EXECUTED])
def test_it_survives(executed: Executed) -> None:
    assert executed_from_json(executed_to_json(executed)) == executed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", 0),
        ("names", []),
        ("sets", []),
        ("sets", [[99]]),
        ("sets", [["a"]]),
        ("units", [[0]]),
        ("cases", {"a": [1, "d", 0, 99]}),
        ("cases", None),
        ("wholes", [[0, 1, 99, []]]),
    ],
)
def test_of_a_corrupt_file_nothing_is_known(key: str, value: object) -> None:
    data = json.loads(executed_to_json(EXECUTED))
    assert executed_from_json(json.dumps({**data, key: value})) == Executed()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version":1'])
def test_nor_of_something_else(text: str) -> None:
    assert executed_from_json(text) == Executed()
