from __future__ import annotations

import ast

from qaagent_lsp.discovery.client_words import calls_in, receiver_names_of_routers
from qaagent_lsp.discovery.strings import last_name


def test_calls_are_found_wherever_they_stand() -> None:
    node = ast.parse("a(b()['x'](k=c()), *[d() for e in f() if g()], {'k': h()}, x == i())", mode="eval").body
    assert sorted(last_name(call.func) for call in calls_in(node)) == ["", *"abcdfghi"]


def test_names_of_routers() -> None:
    text = "app = FastAPI()\nclient = TestClient(app)\ndef test_a():\n    if x:\n        bp = flask.Blueprint('x')\n"
    assert set(receiver_names_of_routers(ast.parse(text).body)) == {"app", "bp"}
