"""The operation of a route in an OpenAPI document: what it takes, and what it says that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from qaagent_lsp.authoring.json_schema import Schema, Schemas, listed, mapped
from qaagent_lsp.model.route import RouteKey

Where = Literal["path", "query", "header", "cookie"]

_PARAMETER = re.compile(r"\{[^{}]*\}")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    where: Where
    schema: Schema
    is_required: bool


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries. ``media`` is its content type, ``example`` what the document gives as one."""

    media: str
    schema: Schema
    is_required: bool
    example: Any = None

    @property
    def is_form(self) -> bool:
        """Whether it goes as the fields of a form."""
        return self.media in _FORMS


@dataclass(frozen=True, slots=True)
class OperationShape:
    """An operation. ``answers`` are the schemas of its answers by status, ``200``, ``4XX``, ``default``.

    ``is_secured``: the document says that a caller must prove who it is.
    """

    schemas: Schemas
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: Mapping[str, Schema | None] = field(default_factory=dict)
    is_secured: bool = False
    summary: str = ""

    @property
    def success(self) -> tuple[int, ...]:
        """The statuses of success that are documented."""
        return tuple(sorted(int(status) for status in self.answers if re.fullmatch(r"2\d\d", status)))


def operation_of(document: Schema, key: RouteKey) -> OperationShape | None:
    """Find the operation of a route, whatever its path parameters are called; None where there is none."""
    schemas = Schemas(document)
    wanted = _PARAMETER.sub("{}", key.path)
    for base, path, item in _paths(document):
        if _PARAMETER.sub("{}", base + path) != wanted or not isinstance(item, Mapping):
            continue
        shared = schemas.resolved(item) if "$ref" in item else item
        operation = shared.get(key.method.lower())
        if isinstance(operation, Mapping):
            return _shape(schemas, shared, operation)
    return None


def _paths(document: Schema) -> Iterator[tuple[str, str, Any]]:
    paths = document.get("paths")
    if not isinstance(paths, Mapping):
        return
    for base in dict.fromkeys(("", *_bases(document))):
        for path, item in paths.items():
            yield base, str(path), item


def _bases(document: Schema) -> Iterator[str]:
    if isinstance(base := document.get("basePath"), str):
        yield base.rstrip("/")
    for server in listed(document.get("servers")):
        url = server.get("url") if isinstance(server, Mapping) else None
        if isinstance(url, str):
            yield re.sub(r"^[a-z]+://[^/]*", "", url).rstrip("/")


def _shape(schemas: Schemas, item: Schema, operation: Schema) -> OperationShape:
    found = {}
    body = _body(schemas, operation.get("requestBody"))
    for one in (*listed(item.get("parameters")), *listed(operation.get("parameters"))):
        raw = schemas.resolved(one)
        where, name = raw.get("in"), raw.get("name")
        if where == "body":
            body = Body("application/json", mapped(raw.get("schema")), bool(raw.get("required")))
        elif where == "formData" and isinstance(name, str):
            body = _with_field(body, name, raw)
        elif where in {"path", "query", "header", "cookie"} and isinstance(name, str):
            found[where, name] = Parameter(name, where, _schema_of(raw), bool(raw.get("required")))
    security = listed(operation.get("security", schemas.document.get("security")))
    return OperationShape(
        schemas,
        tuple(found.values()),
        body,
        dict(_answers(schemas, operation.get("responses"))),
        bool(security) and {} not in security,
        str(operation.get("summary") or ""),
    )


def _schema_of(parameter: Schema) -> Schema:
    if "schema" in parameter:
        schema = dict(mapped(parameter["schema"]))
    else:  # Swagger 2 has the rules beside the name
        schema = {key: value for key, value in parameter.items() if key not in {"in", "name", "required"}}
    if "example" in parameter:
        schema["example"] = parameter["example"]
    elif isinstance(examples := parameter.get("examples"), Mapping):
        first = next(iter(examples.values()), None)
        if isinstance(first, Mapping) and "value" in first:
            schema["example"] = first["value"]
    return schema


def _body(schemas: Schemas, raw: Any) -> Body | None:
    found = schemas.resolved(raw)
    content = found.get("content")
    if not isinstance(content, Mapping):
        return None
    known = ("application/json", *_FORMS)
    media = next((name for name in known if name in content), next(iter(content), ""))
    inner = content.get(media)
    if not isinstance(inner, Mapping):
        return None
    example = inner.get("example")
    if example is None and isinstance(examples := inner.get("examples"), Mapping):
        first = schemas.resolved(next(iter(examples.values()), None))
        example = first.get("value")
    return Body(media, mapped(inner.get("schema")), bool(found.get("required")), example)


def _with_field(body: Body | None, name: str, raw: Schema) -> Body:
    before = body.schema if body else {}
    schema = {
        "type": "object",
        "properties": {**mapped(before.get("properties")), name: _schema_of(raw)},
        "required": [*listed(before.get("required")), *([name] if raw.get("required") else [])],
    }
    return Body(_FORMS[0], schema, is_required=True)


def _answers(schemas: Schemas, raw: Any) -> Iterator[tuple[str, Schema | None]]:
    if not isinstance(raw, Mapping):
        return
    for status, answer in raw.items():
        found = schemas.resolved(answer)
        content = found.get("content")
        schema = found.get("schema")
        if isinstance(content, Mapping):
            inner = content.get("application/json")
            schema = inner.get("schema") if isinstance(inner, Mapping) else None
        yield str(status), schema if isinstance(schema, Mapping) else None
