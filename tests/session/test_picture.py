"""One snapshot out of index, observed links and verdicts."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session import memory
from qaagent_lsp.session.indexing import Index, build, update
from qaagent_lsp.session.memory import Memory
from qaagent_lsp.session.picture import static_picture, with_verdicts

TEXT = """
from flask import Flask

app = Flask(__name__)


@app.get("/b")
def b():
    return ""


@app.get("/a")
def a():
    return ""
"""
TEST = """
from app import app


def test_a():
    app.test_client().get("/a")
"""
APP, TEST_FILE = WorkspacePath("app.py"), WorkspacePath("test_app.py")


def index_of(folder: Path) -> Index:
    (folder / APP).write_text(TEXT)
    (folder / TEST_FILE).write_text(TEST)
    return build(folder, {}, (), Index())


def test_rows_are_grouped_by_file_in_the_order_of_the_text(tmp_path: Path) -> None:
    picture = static_picture(index_of(tmp_path), Observed(), Linker())
    assert [route.key.path for route in picture.routes_by_file[APP]] == ["/b", "/a"]
    assert [test.id for test in picture.tests_by_file[TEST_FILE]] == ["test_app.py::test_a"]
    assert [link.route.path for link in picture.links_by_test[TestId("test_app.py::test_a")]] == ["/a"]
    assert set(picture.file_digests) == {APP, TEST_FILE}


HELPERS = """
class ApiTest:
    def ask(self):
        return self.client.get("/b")
"""
BORROWING = """
from tests.base import ApiTest


class TestB(ApiTest):
    def test_it(self):
        self.ask()
"""


def test_helpers_of_other_files_are_looked_up_anew_after_an_edit(tmp_path: Path) -> None:
    base = tmp_path / "tests" / "base.py"
    base.parent.mkdir()
    (tmp_path / "tests" / "test_b.py").write_text(BORROWING)
    linker, test = Linker(), TestId("tests/test_b.py::TestB::test_it")

    def linked(index: Index) -> list[str]:
        picture = static_picture(index, Observed(), linker)
        return [f"{link.how} {link.route}" for link in picture.links_by_test.get(test, ())]

    base.write_text(HELPERS)
    index = index_of(tmp_path)
    assert linked(index) == ["call GET /b"]
    base.write_text(HELPERS.replace("/b", "/a"))
    assert linked(build(tmp_path, {}, (), index)) == ["call GET /a"]


def test_verdicts_are_laid_over_without_touching_what_is_static(tmp_path: Path) -> None:
    static = static_picture(index_of(tmp_path), Observed(), Linker())
    test = TestId("test_app.py::test_a")
    case = CaseResult(test, "unit", "pytest", "test_a", "passed", 0.1, TEST_FILE, 5, ())
    known = memory.remembered(Memory(), [(case, "run", 1.0, ())])
    picture = with_verdicts(static, known, {APP: ()}, {APP: "edited"}, 7)
    assert (picture.version, picture.routes, picture.links_by_test) == (
        7,
        static.routes,
        static.links_by_test,
    )
    assert picture.results[test].case == case
    assert picture.file_digests[APP] == "edited"
    assert static.results == {}


REDIRECTING = """
from flask import Flask, redirect, url_for

app = Flask(__name__)


@app.post("/a")
def a():
    return redirect(url_for("b"))


@app.get("/b")
def b():
    return ""
"""


def test_where_a_followed_redirect_leads_is_reached_as_well(tmp_path: Path) -> None:
    (tmp_path / APP).write_text(REDIRECTING)
    (tmp_path / TEST_FILE).write_text(TEST.replace('.get("/a")', '.post("/a", follow_redirects=True)'))
    linker = Linker()
    index = build(tmp_path, {}, (), Index())
    links = static_picture(index, Observed(), linker).links_by_test[TestId("test_app.py::test_a")]
    assert [link.why for link in links] == [
        'calls app.test_client().post("/a", follow_redirects=True) in line 6, which redirects to GET /b',
        'calls app.test_client().post("/a", follow_redirects=True) in line 6',
    ]
    index = update(tmp_path, index, {APP: REDIRECTING.replace('url_for("b")', "elsewhere")}, {}, ())
    links = static_picture(index, Observed(), linker).links_by_test[TestId("test_app.py::test_a")]
    assert [str(link.route) for link in links] == ["POST /a"]
