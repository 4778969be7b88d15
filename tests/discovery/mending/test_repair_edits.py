"""Which changes are tried; whether one helps is in ``test_repair``."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.mending.repair_edits import ROUTE_LINE, edits_of, plain_decorator


def tried(text: str) -> list[str]:
    lines = text.split("\n")
    with pytest.raises(SyntaxError) as raised:
        compile(text, "x", "exec")
    edits = list(edits_of(lines, raised.value))
    assert len(edits) == len(set(edits))
    return ["|".join(line for _, line in edit) for edit in edits]


def test_each_change_is_tried_once_and_changes_something() -> None:
    edits = tried("app = FastAPI(\n\nx = 1\n")
    assert edits[0] == "app = FastAPI()"
    assert "app = FastAPI(" not in edits


def test_a_decorator_above_nothing_is_taken_away_first() -> None:
    assert tried("@app.get('/x',\n\ndef x(): ...\n")[0] == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("@app.get('/x'", "@app.get('/x')"),
        ('  @r.route("/b, methods=["PUT"])', '  @r.route("/b", methods=["PUT"])'),
        ("@app.get('/x)", "@app.get('/x')"),
    ],
)
def test_a_decorator_by_what_can_be_told_of_it(written: str, meant: str) -> None:
    found = ROUTE_LINE.match(written)
    assert found is not None
    assert plain_decorator(found, written) == meant
