"""What a request of a route is put together from: each input with values worth trying, and values that must not do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from qaagent_lsp.authoring.handler_reading import HandlerReading
from qaagent_lsp.authoring.json_schema import Wrong, plain_text
from qaagent_lsp.authoring.literals import Literals, plain
from qaagent_lsp.authoring.operations import OperationShape, Parameter
from qaagent_lsp.model.brief import RequestBrief
from qaagent_lsp.model.route import PathParam, Route

Where = Literal["path", "query", "header", "cookie", "json", "form"]
Name = tuple[Where, str]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_ABSENT_NUMBER = 999_999
_ABSENT_UUID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Input:
    """One input. ``values`` are those worth trying, best first, never empty; ``wrong`` break a rule, ``edges`` fit."""

    where: Where
    name: str
    values: tuple[Any, ...]
    wrong: tuple[Wrong, ...] = ()
    edges: tuple[Wrong, ...] = ()
    is_required: bool = True

    @property
    def key(self) -> Name:
        """What names it among the inputs of a route."""
        return self.where, self.name


@dataclass(frozen=True, slots=True)
class Inputs:
    """All inputs of a route. ``whole`` is a JSON body that is no object, None for none.

    ``unknown`` are phrases for a person: what nothing told of.
    """

    route: Route
    fields: tuple[Input, ...] = ()
    whole: Any = None
    unknown: tuple[str, ...] = ()

    @property
    def base(self) -> Mapping[Name, Any]:
        """The first value of everything that a request must have."""
        return {one.key: one.values[0] for one in self.fields if one.is_required or one.where == "json"}

    def request(self, values: Mapping[Name, Any]) -> RequestBrief:
        """Put a request together; what ``values`` does not have is left out of it."""
        path = self.route.key.path
        query: list[tuple[str, str]] = []
        headers: list[tuple[str, str]] = []
        form: list[tuple[str, str]] = []
        body: dict[str, Any] = {}
        cookies: list[str] = []
        for (where, name), value in values.items():
            match where:
                case "path":
                    path = path.replace(f"{{{name}}}", quote(_spelled(value), safe="/"))
                case "query":
                    query += [
                        (name, _spelled(one)) for one in (value if isinstance(value, list) else [value])
                    ]
                case "header":
                    headers.append((name, _spelled(value)))
                case "cookie":
                    cookies.append(f"{name}={_spelled(value)}")
                case "form":
                    form.append((name, _spelled(value)))
                case _:
                    body[name] = value
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        has_body = any(one.where == "json" for one in self.fields) or self.whole is not None
        carried: Any = self.whole if self.whole is not None else body
        return RequestBrief(
            self.route.key.method,
            path,
            tuple(query),
            tuple(headers),
            json.dumps(carried, ensure_ascii=False) if has_body else None,
            tuple(form),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a route before anything is tried."""

    operation: OperationShape | None = None
    reading: HandlerReading = field(default_factory=HandlerReading)
    literals: Literals = field(default_factory=Literals)


def inputs_of(route: Route, told: Told) -> Inputs:
    """Put together the inputs of a route: from its operation where there is one, else from its path and its source."""
    if told.operation is None:
        return Inputs(route, tuple(_read_inputs(route, told)))
    operation = told.operation
    fields = [_of_parameter(one, told, operation, route.key.method) for one in operation.parameters]
    known = {one.name for one in fields if one.where == "path"}
    names = [param for param in route.params if param.name not in known]
    spare = [number for number, one in enumerate(fields) if one.where == "path" and not _is_in(one, route)]
    for param in names:
        # The document may call it otherwise than the code.
        if spare:
            number = spare.pop(0)
            fields[number] = Input(
                "path", param.name, fields[number].values, fields[number].wrong, fields[number].edges
            )
        else:
            fields.append(_of_path(param, told))
    body = list(_body_inputs(told, operation))
    whole = None
    if operation.body is not None and not body and not operation.body.is_form:
        whole = operation.schemas.example(operation.body.schema)
    unknown: tuple[str, ...] = ()
    if operation.body is not None and operation.body.media == "multipart/form-data":
        unknown = ("which file is to be sent",)
    return Inputs(route, (*fields, *body), whole, unknown)


def _is_in(one: Input, route: Route) -> bool:
    return f"{{{one.name}}}" in route.key.path


def absent(one: Input) -> Any:
    """Make a value for a path parameter that nothing has."""
    first = one.values[0]
    if isinstance(first, int) or str(first).isdecimal():
        return _ABSENT_NUMBER
    return _ABSENT_UUID if str(first).count("-") == 4 else f"no-such-{one.name.replace('_', '-')}"


def _of_parameter(one: Parameter, told: Told, operation: OperationShape, method: str) -> Input:
    schemas = operation.schemas
    kind = schemas.kind(schemas.resolved(one.schema))
    example = schemas.example(one.schema, one.name)
    known = [value for value in told.literals.values.get(plain(one.name), ()) if _fits(value, kind)]
    if one.where == "path" and isinstance(example, str) and example == plain_text(one.name):
        # Made up: where the code names values, this is no further one, unless a POST is to make what is not there yet.
        example = known[0] if known and method != "POST" else _slug(one.name)
    wrong = tuple(schemas.wrong(one.schema))
    if one.where == "path":
        wrong = tuple(Wrong(bad.why, _spelled(bad.value).replace(" ", "-")) for bad in wrong)
    return Input(
        one.where,
        one.name,
        tuple(dict.fromkeys((*known, *_hashable(example)))) or (example,),
        wrong,
        tuple(schemas.edges(one.schema)),
        one.is_required or one.where == "path",
    )


def _body_inputs(told: Told, operation: OperationShape) -> Iterator[Input]:
    body = operation.body
    if body is None:
        return
    schemas = operation.schemas
    required = schemas.required(body.schema)
    made = schemas.example(body.schema)
    given = body.example if isinstance(body.example, dict) else made if isinstance(made, dict) else {}
    for name, schema in schemas.properties(body.schema).items():
        if schema.get("readOnly") or (name not in given and name not in required):
            continue
        kind = schemas.kind(schemas.resolved(schema))
        known = [value for value in told.literals.values.get(plain(name), ()) if _fits(value, kind)]
        example = given.get(name, schemas.example(schema, name))
        wrong = tuple(schemas.wrong(schema))
        if kind == "string" and not wrong and not body.is_form:
            wrong = (Wrong("not_a_text", {}),)
        yield Input(
            "form" if body.is_form else "json",
            name,
            (example, *(value for value in known if value != example)),
            wrong,
            tuple(schemas.edges(schema)),
            name in required,
        )


def _read_inputs(route: Route, told: Told) -> Iterator[Input]:
    for param in route.params:
        yield _of_path(param, told)
    if route.key.method not in _SAFE:
        for where, names in (("form", told.reading.form), ("json", told.reading.body)):
            for name in names:
                known = told.literals.values.get(plain(name), ())
                values = tuple(dict.fromkeys((plain_text(name), *known)))
                empty = (Wrong("empty", ""),)
                yield Input("form" if where == "form" else "json", name, values, empty)
    for name in told.reading.query:
        known = told.literals.values.get(plain(name), ())
        yield Input("query", name, (*known, plain_text(name)), is_required=False)


def _of_path(param: PathParam, told: Told) -> Input:
    known = told.literals.values.get(plain(param.name), ())
    if param.converter in {"int", "integer"}:
        numbers = [value for value in known if isinstance(value, int)]
        return Input("path", param.name, tuple(dict.fromkeys((*numbers, 1, 2))))
    if param.converter == "uuid":
        return Input("path", param.name, ("6f1c2a8e-58a9-4f0e-9f63-0d4c2b7a9e11",))
    return Input("path", param.name, tuple(dict.fromkeys((*map(str, known), _slug(param.name)))))


def _slug(name: str) -> str:
    lower = name.lower()
    return "1" if lower.endswith(("id", "pk")) else plain_text(name).replace(" ", "-")


def _fits(value: object, kind: str) -> bool:
    match kind:
        case "integer":
            return isinstance(value, int)
        case "number":
            return isinstance(value, int | float)
        case "string":
            return isinstance(value, str)
        case _:
            return False


def _hashable(value: Any) -> tuple[Any, ...]:
    return () if isinstance(value, list | dict) else (value,)


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
