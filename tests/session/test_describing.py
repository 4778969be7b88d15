"""Descriptions of an API in a folder: which files are read, and what becomes of them while they are edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.describing import text_of_description
from qaagent_lsp.session.indexing import Index, build, update

SPEC = "openapi: 3.1.0\npaths:\n  /pets:\n    get: {operationId: list_pets}\n"
OPENAPI = WorkspacePath("openapi.yaml")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read(folder: Path, files: dict[str, str], *exclude: str) -> Index:
    write(folder, files)
    return build(folder, {}, exclude, Index())


def shown(index: Index) -> list[str]:
    return [f"{one.key} {one.at.file}:{one.at.span.line}" for one in index.api.operations]


def told(index: Index) -> list[str]:
    return [f"{one.file}:{one.line} {one.code}: {one.message}" for one in index.problems]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"api/v1.yml": SPEC}, ["GET /pets api/v1.yml:4"]),
        ({"a.json": '{"swagger": "2.0", "paths": {"/a": {"get": {}}}}'}, ["GET /a a.json:1"]),
        ({"data.json": '{"a": 1}', "b.yaml": "a: openapi\n", "package.json": "{}"}, []),
        ({"openapi.yaml": SPEC, ".gitignore": "openapi.yaml\n", ".git/HEAD": ""}, []),
        ({"node_modules/x/openapi.yaml": SPEC}, []),
        ({"left_out/openapi.yaml": SPEC}, []),
    ],
)
def test_a_folder_is_searched_by_what_its_files_begin_with(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    index = read(tmp_path, files, "left_out/")
    assert shown(index) == expected
    assert told(index) == []
    assert {file for file in index.files if not file.endswith((".yml", ".yaml", ".json"))} == set()


def test_other_data_is_not_kept(tmp_path: Path) -> None:
    index = read(tmp_path, {"big.json": '{"a": "' + "x" * 1000 + '"}'})
    assert index.files == {}
    write(tmp_path, {"big.json": '{"a": 2}'})
    assert update(tmp_path, index, {WorkspacePath("big.json"): None}, {}, ()) is index


def test_what_is_too_large_or_no_description_has_no_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SPEC})
    assert text_of_description(tmp_path, WorkspacePath("a.yaml"), None, is_known=False) == SPEC
    assert text_of_description(tmp_path, WorkspacePath("gone.yaml"), None, is_known=True) is None
    assert text_of_description(tmp_path, WorkspacePath("a.yaml"), "a: 1", is_known=False) is None
    assert text_of_description(tmp_path, WorkspacePath("a.yaml"), "a: 1", is_known=True) == "a: 1"


def test_a_configuration_names_a_description_that_git_ignores_or_that_is_called_otherwise(
    tmp_path: Path,
) -> None:
    config = "project: {name: x}\nopenapi:\n  spec_path: ../build/spec\n"
    index = read(
        tmp_path, {"qa/.qaagent.yaml": config, "build/spec": SPEC, ".gitignore": "build/\n", ".git/HEAD": ""}
    )
    assert shown(index) == ["GET /pets build/spec:4"]
    changed = SPEC.replace("/pets", "/dogs")
    assert shown(update(tmp_path, index, {WorkspacePath("build/spec"): changed}, {}, ())) == [
        "GET /dogs build/spec:4"
    ]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("gone.yaml", [".qaagent.yaml:3 openapi-missing: There is no file gone.yaml."]),
        ("a.yaml", [".qaagent.yaml:3 openapi-missing: a.yaml is no description of an API."]),
        ("https://pets.example/openapi.yaml", []),
        ("../outside.yaml", []),
    ],
)
def test_a_description_that_is_not_there_is_said_in_the_configuration(
    tmp_path: Path, named: str, expected: list[str]
) -> None:
    config = f"project: {{name: x}}\nopenapi:\n  spec_path: {named}\n"
    assert told(read(tmp_path, {".qaagent.yaml": config, "a.yaml": "a: 1\n"})) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("tags: [b]", ["GET /b"]),
        ("operations: [a]", ["GET /a"]),
        ("endpoint_pattern: '^/b'", ["GET /b"]),
        ("endpoint_pattern: '('", ["GET /a", "GET /b"]),
        ("tags: []", ["GET /a", "GET /b"]),
        ("}\nexclude: {tags: [a]", []),
        ("}\nexclude: {tags: [c]", ["GET /a", "GET /b"]),
    ],
)
def test_a_configuration_chooses_operations(tmp_path: Path, rule: str, expected: list[str]) -> None:
    spec = "openapi: 3.0.0\npaths:\n  /a: {get: {operationId: a, tags: [a]}}\n  /b: {get: {tags: [a, b]}}\n"
    config = f"project: {{name: x}}\nopenapi: {{{rule}}}\n"
    index = read(tmp_path, {".qaagent.yaml": config, "docs/openapi.yaml": spec})
    assert [str(one.key) for one in index.api.operations] == expected
    assert len(read(tmp_path, {".qaagent.yaml": "project: {name: x}\n"}).api.operations) == 2


def test_parts_are_read_when_they_are_referred_to_and_when_they_come_later(tmp_path: Path) -> None:
    spec = "openapi: 3.0.0\npaths:\n  /a: {$ref: parts/a.yaml}\n"
    index = read(tmp_path, {"openapi.yaml": spec})
    assert told(index) == ["openapi.yaml:3 openapi-reference: There is no file parts/a.yaml."]
    part = WorkspacePath("parts/a.yaml")
    write(
        tmp_path, {part: "get: {}\nput: {$ref: 'b.yaml#/x'}\n", "parts/b.yaml": "x: {operationId: there}\n"}
    )
    index = update(tmp_path, index, {part: None}, {}, ())
    assert (shown(index), told(index)) == (["GET /a parts/a.yaml:1", "PUT /a parts/a.yaml:2"], [])
    assert index.api.operations[1].operation_id == "there"
    (tmp_path / part).unlink()
    assert shown(update(tmp_path, index, {part: None}, {}, ())) == []


def test_operations_stay_while_a_buffer_is_broken_and_follow_its_lines(tmp_path: Path) -> None:
    index = read(tmp_path, {OPENAPI: SPEC})
    broken = SPEC.replace("paths:\n", "info:\n  title: [\npaths:\n")
    index = update(tmp_path, index, {OPENAPI: broken}, {}, ())
    assert shown(index) == ["GET /pets openapi.yaml:6"]
    assert [one.partition(":")[2].partition(":")[0] for one in told(index)] == ["5 openapi-syntax"]
    index = update(tmp_path, index, {OPENAPI: "openapi:\n" + SPEC.partition("\n")[2]}, {}, ())
    assert (shown(index), told(index)) == (["GET /pets openapi.yaml:4"], [])
    assert shown(update(tmp_path, index, {OPENAPI: ""}, {}, ())) == []


def test_a_file_that_nobody_touched_is_not_read_again(tmp_path: Path) -> None:
    index = read(
        tmp_path, {OPENAPI: SPEC, "app.py": "import flask\n", "other.yaml": SPEC.replace("/pets", "/b")}
    )
    after = update(tmp_path, index, {OPENAPI: SPEC + "  /c: {get: {}}\n"}, {}, ())
    other = WorkspacePath("other.yaml")
    assert after.api.descriptions[other] is index.api.descriptions[other]
    assert len(shown(after)) == 3
    same = update(tmp_path, after, {WorkspacePath("app.py"): "import flask\nx = 1\n"}, {}, ())
    assert same.api.operations is after.api.operations
