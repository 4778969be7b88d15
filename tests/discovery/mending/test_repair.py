"""The least change that makes a text parse; what routes come of it is in ``test_broken_buffers``."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.mending.repair import error_line, mend

ROUTES = "urlpatterns = [\n    path('a', a),\n    path('b', b),\n    path('c', c),\n]\n"
CLASS = """\
class C:
    path = '/x'
    guards = {
        'a': 1,
    }

    @get('/')
    def f(self):
        return 1
"""


@pytest.mark.parametrize(
    ("broken", "changed"),
    [
        ("app = FastAPI(\n\n@app.get('/x')\ndef x(): ...\n", {0: "app = FastAPI()"}),
        ("@app.get('/x'\ndef x(): ...\n", {0: "@app.get('/x')"}),
        ("@app.get('/x)\ndef x(): ...\n", {0: "@app.get('/x')"}),
        ("@app.\n@app.get('/x')\ndef x(): ...\n", {0: ""}),
        ("from fastapi im\napp = FastAPI()\n", {0: "from fastapi import *"}),
        ("path = '/x' $\ny = 1\n", {0: "path = '/x'"}),
        ("class Own(Bas\n    x = 1\nBase = 1\n", {0: "class Own(Base):"}),
        ("def half\n    return 1\n", {0: "def half(*_):"}),
        ("async \n    self,\n) -> None:\n    return 1\n", {0: "async def _("}),
        ("def f(\n    a,\n    b) -> X[st\n    return 1\n", {2: "    b) -> X[st]:"}),
        ("def f():\n    try:\n        x()\n    exc\n        y()\n", {3: "    except Exception:"}),
        (
            "class C:\n    def f(self):\n        x = 1\nreturn x\n\n    def g(self): ...\n",
            {3: "        return x"},
        ),
        ("def f():\n    return 1\n        x = 2\ny = 1\n", {2: "    x = 2"}),
        (ROUTES.replace("b),", "b,"), {2: "    path('b', b),"}),
        (ROUTES.replace("    path('b'", "    @action(\n    path('b'"), {2: ""}),
        (CLASS.replace("guards = {", "guards"), {2: "", 3: "", 4: ""}),
        ('T = """\n<x>\n\nasync def f(): ...\n', {1: '<x>"""'}),
        ('x = 1"""\ndef f():\n    """Doc."""\n', {0: "x = 1"}),
    ],
)
def test_a_line_or_two_are_changed(broken: str, changed: dict[int, str]) -> None:
    lines = broken.split("\n")
    mended = mend(lines, 0, 60)
    assert mended is not None
    assert {number: mended.lines[number] for number in mended.changed} == changed
    ast.parse("\n".join(mended.lines))


def test_a_block_is_mended_at_its_indent() -> None:
    mended = mend(["    x = (", "    y = 1"], 4, 60)
    assert mended is not None
    assert (mended.lines[1], set(mended.changed)) == ("    y = 1", {0})


def test_what_needs_more_is_left_alone() -> None:
    assert mend(["print 'a'", *["print 'b'"] * 40], 0, 60) is None
    assert mend(["x = ("], 0, 0) is None


def test_where_a_text_breaks() -> None:
    assert error_line("x = 1\ny = = 2\n") == 2
    assert error_line("x = 1\n") is None
