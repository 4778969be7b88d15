from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import qaagent_lsp
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.kept import KeptFiles, sources

PACKAGE = Path(qaagent_lsp.__file__).parent
APP = """
from fastapi import FastAPI
from words import PREFIX
app = FastAPI()
@app.get(f"{PREFIX}/hello")
def hello(): ...
"""
TEST = "def test_hello(client):\n    client.get('/v1/hello')\n"
SPEC = """
openapi: 3.1.0
info: {title: pets, version: "1"}
paths:
  /documented:
    get: {responses: {"200": {description: ok}}}
"""
FEATURE = "Feature: pets\n  Scenario: one\n    Given a pet\n"
LONG_AGO = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for file, text in {
        "app.py": APP,
        "words.py": "PREFIX = '/v1'\n",
        "data.py": "x = 1\n",
        "tests/test_app.py": TEST,
        "features/pets.feature": FEATURE,
        "openapi.yaml": SPEC,
        "data.json": "{}",
        "features/steps/pets.py": "from behave import given\n@given('a pet')\ndef pet(context): ...\n",
    }.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def indexed(folder: Path, buffers: dict[WorkspacePath, str] | None = None) -> Index:
    """Index a folder as a session does that begins, and keep what it read."""
    kept = KeptFiles(folder.parent / "files.bin")
    began = time.time_ns()
    index = build(folder, buffers or {}, (), Index(), None, kept)
    kept.save(index.files, began)
    return index


def paths(index: Index) -> list[str]:
    return [route.key.path for route in index.routes]


def told(index: Index) -> tuple[object, ...]:
    return (
        index.routes,
        index.api,
        dict(index.tests),
        index.problems,
        {f: k.facts for f, k in index.files.items()},
    )


def test_a_second_start_knows_the_same(folder: Path) -> None:
    first = indexed(folder)
    assert paths(first) == ["/v1/hello"]
    assert told(indexed(folder)) == told(first)
    assert told(build(folder, {}, (), Index())) == told(first)


def test_a_second_start_reads_no_file_that_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = indexed(folder)
    read: list[str] = []
    original = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.is_relative_to(folder):
            read.append(path.relative_to(folder).as_posix())
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    again = indexed(folder)
    assert told(again) == told(first)
    # What is there tells of Behave's steps by its text; it is no route's business.
    assert [file for file in read if not file.startswith("features/steps/")] == []


@pytest.mark.parametrize("backdated", [False, True])
def test_a_file_that_changed_is_read(folder: Path, backdated: bool) -> None:
    indexed(folder)
    path = folder / "app.py"
    path.write_text(APP.replace("hello", "olleh"))
    if backdated:  # as tools do that restore files with their times
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert paths(indexed(folder)) == ["/v1/olleh"]


def test_a_file_written_while_it_was_read_is_not_trusted(folder: Path) -> None:
    (folder / "app.py").write_text(APP)
    indexed(folder)
    assert b"fastapi" not in (folder.parent / "files.bin").read_bytes()
    assert paths(indexed(folder)) == ["/v1/hello"]


def test_files_come_and_go(folder: Path) -> None:
    indexed(folder)
    (folder / "more.py").write_text(APP.replace("/hello", "/more"))
    assert sorted(paths(indexed(folder))) == ["/v1/hello", "/v1/more"]
    (folder / "app.py").unlink()
    assert paths(indexed(folder)) == ["/v1/more"]


def test_an_open_buffer_goes_before_what_was_kept(folder: Path) -> None:
    indexed(folder)
    buffers = {WorkspacePath("app.py"): APP.replace("/hello", "/typed")}
    assert paths(indexed(folder, buffers)) == ["/v1/typed"]
    assert paths(indexed(folder)) == ["/v1/hello"]


def test_other_conventions_read_anew(folder: Path) -> None:
    assert len([test for test in indexed(folder).tests if test.endswith(".py::test_hello")]) == 1
    (folder / "pytest.ini").write_text("[pytest]\npython_files = app.py\npython_functions = hello\n")
    assert [test for test in indexed(folder).tests if "::" in test] == ["app.py::hello"]
    (folder / "pytest.ini").unlink()
    assert [test for test in indexed(folder).tests if "::" in test] == ["tests/test_app.py::test_hello"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    ],
)
def test_a_spoilt_file_costs_only_time(folder: Path, spoil: Callable[[bytes], bytes]) -> None:
    first = indexed(folder)
    path = folder.parent / "files.bin"
    path.write_bytes(spoil(path.read_bytes()))
    assert told(indexed(folder)) == told(first)


@pytest.mark.parametrize("other", [b"", b"x" * 100, None])
def test_what_another_session_put_in_its_place_meanwhile_is_not_taken_for_it(
    folder: Path, other: bytes | None
) -> None:
    first, at = indexed(folder), folder.parent / "files.bin"
    kept = KeptFiles(at)
    if other is None:
        content = bytearray(at.read_bytes())
        content[100] ^= 1
        at.write_bytes(content)
    else:
        at.write_bytes(other)
    index = build(folder, {}, (), Index(), None, kept)
    assert told(index) == told(first)
    kept.save(index.files, time.time_ns())
    assert told(indexed(folder)) == told(first)


def test_every_file_that_reads_is_of_the_program() -> None:
    """What an older one kept is not taken for what this one would find."""
    told = {path.relative_to(PACKAGE).as_posix() for path in sources()}
    assert {"session/kept.py", "discovery/facts.py", "discovery/syntax/extract.py"} <= told
    assert "server/app.py" not in told
