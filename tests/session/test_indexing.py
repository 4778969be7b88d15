"""A folder becomes an index: what is read, what is not, and that unchanged text is never parsed twice."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.discovery.assembly.resolve import Resolver
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexing import Index, build, is_indexed, update
from qaagent_lsp.session.reading import read_text, source_of

APP = WorkspacePath("app.py")
TEXT = """
from flask import Flask

app = Flask(__name__)


@app.get("/hello")
def hello():
    return "hello"
"""


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


def paths(index: Index) -> list[str]:
    return [route.key.path for route in index.routes]


def test_a_folder_is_read_and_files_without_facts_are_not_kept(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT, plain="x = 1\n", test_app="def test_hello(): pass\n")
    index = build(tmp_path, {}, (), Index())
    assert paths(index) == ["/hello"]
    assert list(index.tests) == ["test_app.py::test_hello"]
    assert "plain.py" not in index.files


def test_a_buffer_goes_before_the_disk_and_may_not_exist_there(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT)
    new = WorkspacePath("new.py")
    buffers = {APP: TEXT.replace("/hello", "/bye"), new: TEXT.replace("/hello", "/new")}
    assert sorted(paths(build(tmp_path, buffers, (), Index()))) == ["/bye", "/new"]


def test_text_that_did_not_change_keeps_its_facts(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT, other=TEXT.replace("/hello", "/other"))
    before = build(tmp_path, {}, (), Index())
    write(tmp_path, other=TEXT.replace("/hello", "/changed"))
    after = build(tmp_path, {}, (), before)
    assert after.files[APP] is before.files[APP]
    assert sorted(paths(after)) == ["/changed", "/hello"]


def test_one_changed_file_is_taken_in_alone(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT)
    index = build(tmp_path, {}, (), Index())
    write(tmp_path, app=TEXT.replace("/hello", "/disk"))
    assert paths(update(tmp_path, index, {APP: None}, {}, ())) == ["/disk"]
    assert paths(update(tmp_path, index, {APP: TEXT.replace("/hello", "/editor")}, {}, ())) == ["/editor"]
    (tmp_path / "app.py").unlink()
    assert paths(update(tmp_path, index, {APP: None}, {}, ())) == []


def test_broken_text_keeps_the_routes_it_had_and_says_where_it_is_broken(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT)
    index = build(tmp_path, {}, (), Index())
    broken = update(tmp_path, index, {APP: TEXT + "\ndef half(:\n"}, {}, ())
    assert paths(broken) == ["/hello"]
    assert [(problem.file, problem.code) for problem in broken.problems] == [(APP, "syntax-error")]
    healed = update(tmp_path, broken, {APP: TEXT}, {}, ())
    assert healed.problems == ()


def test_excluded_and_ignored_files_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT, secret=TEXT, generated=TEXT)
    (tmp_path / ".gitignore").write_text("generated.py\n")
    assert list(build(tmp_path, {}, ("secret.py",), Index()).files) == [APP]


def test_a_configuration_leaves_files_out(tmp_path: Path) -> None:
    write(tmp_path, app=TEXT, legacy=TEXT, test_old="def test_a(): pass\n")
    config = WorkspacePath(".qaagent.yaml")
    index = build(tmp_path, {}, (), Index())
    assert list(index.files) == [APP, "legacy.py", "test_old.py"]
    left_out = "project: {name: x}\nexclude: {paths: [legacy.py, test_old.py]}\n"
    index = update(tmp_path, index, {config: left_out}, {config: left_out}, ())
    assert list(index.files) == [APP]
    assert index.python_files == {APP}
    index = update(tmp_path, index, {WorkspacePath("legacy.py"): TEXT}, {config: left_out}, ())
    assert list(index.files) == [APP]


def test_pytest_configuration_decides_what_a_test_is(tmp_path: Path) -> None:
    write(tmp_path, check_app="def check_hello(): pass\n")
    config = WorkspacePath("pytest.ini")
    (tmp_path / config).write_text("[pytest]\npython_files = check_*.py\npython_functions = check_*\n")
    index = build(tmp_path, {}, (), Index())
    assert list(index.tests) == ["check_app.py::check_hello"]
    (tmp_path / config).unlink()
    assert list(update(tmp_path, index, {config: None}, {}, ()).tests) == []


def test_text_is_decoded_as_python_would(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes(b"# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n")
    (tmp_path / "bom.py").write_bytes(b"\xef\xbb\xbfx = 1\n")
    (tmp_path / "odd.py").write_bytes(b"# coding: no-such\nx = '\xff'\n")
    assert read_text(tmp_path / "latin.py") == "# -*- coding: latin-1 -*-\nname = 'café'\n"
    assert read_text(tmp_path / "bom.py") == "x = 1\n"
    assert read_text(tmp_path / "odd.py") == "# coding: no-such\nx = '\ufffd'\n"
    assert read_text(tmp_path / "gone.py") is None


def test_names_of_texts_and_files() -> None:
    assert source_of(APP, "a").digest == source_of(WorkspacePath("b.py"), "a").digest
    assert source_of(APP, "a").digest != source_of(APP, "b").digest
    named = [
        name
        for name in ("a.py", "x/pytest.ini", "pyproject.toml", "a.txt")
        if is_indexed(WorkspacePath(name))
    ]
    assert named == ["a.py", "x/pytest.ini", "pyproject.toml"]


ROUTED = """
from flask import Blueprint, Flask

from {module} import PREFIX

app = Flask(__name__)
bp = Blueprint("bp", __name__)


@bp.get("/x")
def x():
    return ""


app.register_blueprint(bp, url_prefix=PREFIX)
"""


def test_a_constant_of_a_file_without_words_of_web_is_found_and_followed(tmp_path: Path) -> None:
    config, deeper, resolver = WorkspacePath("config.py"), WorkspacePath("deeper.py"), Resolver()
    write(
        tmp_path,
        app=ROUTED.format(module="config"),
        config="from deeper import PREFIX\n",
        unrelated="x = 1\n",
    )
    write(tmp_path, deeper="PREFIX = '/one'\n")
    index = build(tmp_path, {}, (), Index(), resolver)
    assert paths(index) == ["/one/x"]
    assert set(index.files) == {APP, config, deeper}
    write(tmp_path, deeper="PREFIX = '/two'\n")
    index = update(tmp_path, index, {deeper: None}, {}, (), resolver)
    assert paths(index) == ["/two/x"]
    index = update(tmp_path, index, {config: "PREFIX = '/three'\n"}, {}, (), resolver)
    assert paths(index) == ["/three/x"]
    (tmp_path / config).unlink()
    index = update(tmp_path, index, {config: None}, {}, (), resolver)
    assert [(route.key.path, route.confidence) for route in index.routes] == [("/x", 0.5)]
    write(tmp_path, config="PREFIX = '/again'\n")
    assert paths(update(tmp_path, index, {config: None}, {}, (), resolver)) == ["/again/x"]


def test_a_buffer_of_a_wanted_file_goes_before_the_disk(tmp_path: Path) -> None:
    write(tmp_path, app=ROUTED.format(module="config"), config="PREFIX = '/disk'\n")
    buffers = {WorkspacePath("config.py"): "PREFIX = '/buffer'\n"}
    assert paths(build(tmp_path, buffers, (), Index())) == ["/buffer/x"]


def test_an_empty_init_makes_a_package(tmp_path: Path) -> None:
    package = tmp_path / "server" / "pkg"
    package.mkdir(parents=True)
    (package / "app.py").write_text(TEXT)
    resolver = Resolver()
    index = build(tmp_path, {}, (), Index(), resolver)
    assert [route.app for route in index.routes] == ["app:app"]
    init = WorkspacePath("server/pkg/__init__.py")
    (tmp_path / init).touch()
    assert [route.app for route in build(tmp_path, {}, (), Index()).routes] == ["pkg.app:app"]
    index = update(tmp_path, index, {init: None}, {}, (), resolver)
    assert [route.app for route in index.routes] == ["pkg.app:app"]
    (tmp_path / init).unlink()
    assert [route.app for route in update(tmp_path, index, {init: None}, {}, (), resolver).routes] == [
        "app:app"
    ]


def test_tests_stay_in_the_order_of_files_and_lines_whatever_is_edited(tmp_path: Path) -> None:
    first, second = WorkspacePath("test_a.py"), WorkspacePath("test_b.py")
    write(tmp_path, test_b="def test_x(): ...\n", test_a="def test_y(): ...\ndef test_z(): ...\n")
    resolver = Resolver()
    index = build(tmp_path, {}, (), Index(), resolver)
    for file, text in (
        (second, "# moved\ndef test_x(): ...\n"),
        (first, "def test_z(): ...\ndef test_y(): ...\n"),
        (first, "def test_z(): ...\ndef test_new(): ...\ndef test_y(): ...\n"),
        (second, ""),
        (first, "x = 1\n"),
        (second, "def test_x(): ...\n"),
    ):
        index = update(tmp_path, index, {file: text}, {}, (), resolver)
        (tmp_path / file).write_text(text)
        fresh = build(tmp_path, {}, (), Index())
        assert list(index.tests.items()) == list(fresh.tests.items())


def test_a_text_is_kept_while_an_editor_holds_it_and_a_buffer_that_begins_broken_has_the_disk_to_go_by(
    tmp_path: Path,
) -> None:
    write(tmp_path, app=TEXT)
    index = build(tmp_path, {}, (), Index())
    assert index.files[APP].good_source is None
    half = TEXT.replace("@app.get('/hello')", "@app.get('/hello'").replace(
        '@app.get("/hello")', '@app.get("/hello"'
    )
    assert half != TEXT
    broken = update(tmp_path, index, {APP: half}, {}, ())
    kept = broken.files[APP].good_source
    assert kept is not None
    assert kept.text == TEXT
    assert paths(broken) == ["/hello"]
    closed = update(tmp_path, broken, {APP: None}, {}, ())
    assert closed.files[APP].good_source is None
    assert update(tmp_path, closed, {APP: None}, {}, ()) is closed
