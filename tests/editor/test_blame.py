from __future__ import annotations

import pytest

from qaagent_lsp.editor.blame import culprits
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Failure
from tests.linking.workspace import failure, hit, route

APP = "app/main.py"
LOGIN = route("POST /login", handler="app.main.login")
SHOWN, MADE = (
    route(f"{method} /pets", handler="app.main.create_app.<locals>.pets") for method in ("GET", "POST")
)


@pytest.mark.parametrize(
    ("crash", "hits", "expected"),
    [
        (failure(file=APP, function="create_app.<locals>.pets"), [], ["GET /pets", "POST /pets"]),
        (
            failure(file=APP, function="create_app.<locals>.pets"),
            [hit("POST /login", 302), hit("GET /pets"), hit("POST /pets", 500)],
            ["POST /pets"],
        ),
        (failure(file=APP, function="login"), [hit("POST /pets", 500)], ["POST /login"]),
        (failure(), [hit("POST /login"), hit("GET /pets", 503)], ["GET /pets"]),
        (failure(), [hit("POST /login"), hit("GET /pets", 404)], []),
        (Failure("killed"), [], []),
        (failure(file="other.py", function="login"), [], []),
    ],
)
def test_the_stack_tells_and_then_the_answers(crash: Failure, hits: list[Hit], expected: list[str]) -> None:
    assert [str(one.key) for one in culprits((LOGIN, SHOWN, MADE), crash, hits)] == expected
