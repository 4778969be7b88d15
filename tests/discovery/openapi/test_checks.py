"""What makes routes wrong is said where it stands, and nothing else is."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.openapi.checks import shape_of
from tests.discovery.descriptions import described, shown, told

HEAD = "openapi: 3.0.0\npaths:\n"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ("  pets: {get: {}}", ["3 openapi-path: A path begins with '/': 'pets' is no route."]),
        (
            "  /a/{x}: {parameters: [{name: x, in: path}]}\n  /a/{y}: {parameters: [{name: y, in: path}]}",
            ["4 openapi-same-path: The path /a/{y} is the same route as /a/{x}, in line 3."],
        ),
        (
            "  /a: {get: {}}\n  /a: {put: {}}",
            ["4 openapi-same-path: The path /a is there already, in line 3."],
        ),
        (
            "  /a/{x}:\n    get: {}\n    put: {}",
            ["3 openapi-parameter: The path parameter 'x' is not declared."],
        ),
        (
            "  /a/{x}:\n    get: {parameters: [{name: x, in: path}]}\n    put: {}",
            ["5 openapi-parameter: The path parameter 'x' of /a/{x} is not declared for put."],
        ),
        (
            "  /a:\n    get:\n      parameters:\n      - name: x\n        in: path",
            ["6 openapi-parameter: The path /a has no parameter 'x'."],
        ),
        (
            "  /a/{x}: {get: {parameters: [{name: x, in: query}]}}",
            ["3 openapi-parameter: The path parameter 'x' is not declared."],
        ),
        (
            "  /a: {parameters: [{name: x, in: path}], get: {}, put: {}}",
            ["3 openapi-parameter: The path /a has no parameter 'x'."],
        ),
        (
            "  /a/{x}: {get: {parameters: [{$ref: '#/x'}]}}",
            ["3 openapi-reference: The reference '#/x' leads to nothing."],
        ),
        ("  /a/{x}: {}", []),
        ("  /a?x={x}: {get: {}}", []),
        ("  /a: {GET: {}}", ["3 openapi-method: 'GET' is not a method here; write 'get': it makes no route."]),
        ("  /a: {gett: {}}", ["3 openapi-method: 'gett' is not a method here: it makes no route."]),
        ("  /a: {x-get: {}, summary: s, description: d, servers: [], parameters: []}", []),
        (
            "  /a:\n    get: {operationId: a}\n    put: {operationId: a}",
            ["5 openapi-operation-id: The operationId 'a' is that of another operation, in line 4."],
        ),
        (
            "  /a/{x}/{y}-{z}: {get: {parameters: [{name: y, in: path}, {name: z, in: path}, {name: x, in: path}]}}",
            [],
        ),
    ],
)  # fmt: skip
def test_mistakes(paths: str, expected: list[str]) -> None:
    assert [one.removeprefix("openapi.yaml:") for one in told(described(HEAD + paths + "\n"))] == expected


def test_a_path_without_its_slash_and_a_method_in_capitals_make_no_rows() -> None:
    assert shown(described(HEAD + "  pets: {get: {}}\n  /a: {GET: {}, put: {}}\n")) == [
        "PUT /a - openapi.yaml:4"
    ]


def test_json_on_one_line_is_compared_by_column() -> None:
    text = '{"openapi": "3.0.0", "paths": {"/a": {"get": {"operationId": "x"}, "put": {"operationId": "x"}}, "/a": {}}}'
    assert [one.partition(": ")[0] for one in told(described(text, "a.json"))] == [
        "a.json:1 openapi-operation-id",
        "a.json:1 openapi-same-path",
    ]


def test_one_shape_is_one_route() -> None:
    assert shape_of("/a/{x}/b-{y}") == shape_of("/a/{z}/b-{w}") == "/a/{}/b-{}"
