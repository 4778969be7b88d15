"""Which keys a configuration may have, read off the models: for completion, hovers, and what a slip was meant to be."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from qaagent_lsp.config.profile import Profile


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with known keys."""

    model: type[BaseModel]


@dataclass(frozen=True, slots=True)
class AnyKeys:
    """A mapping whose keys the user chooses; every value has the same shape."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Items:
    """A list; every item has the same shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value: ``words`` name its kind, ``choices`` are all that it may be where that is known."""

    words: str
    choices: tuple[str, ...] = ()


Shape = Keys | AnyKeys | Items | Leaf


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may be written. ``default`` is what holds without it, in YAML; ``""`` for no single value."""

    name: str
    shape: Shape
    nullable: bool
    required: bool
    default: str
    description: str


ROOT = Keys(Profile)
"""The whole file."""


def keys_of(shape: Shape) -> tuple[Key, ...]:
    """Return the known keys of a mapping in the order of the documentation; () for what has none."""
    if not isinstance(shape, Keys):
        return ()
    return tuple(_key(name, field) for name, field in shape.model.model_fields.items())


def shape_at(path: tuple[str | int, ...], root: Shape = ROOT) -> Shape | None:
    """Return what belongs at a path from the root, None where nothing is known of it."""
    shape = root
    for step in path:
        match shape:
            case Keys():
                known = next((key for key in keys_of(shape) if key.name == step), None)
                if known is None:
                    return None
                shape = known.shape
            case AnyKeys(value=value):
                shape = value
            case Items(item=item):
                shape = item
            case Leaf():
                return None
    return shape


def key_at(path: tuple[str | int, ...], root: Shape = ROOT) -> Key | None:
    """Return the known key that a path ends in."""
    around = shape_at(path[:-1], root) if path else None
    return next((key for key in keys_of(around) if key.name == path[-1]), None) if around else None


def kind_of(shape: Shape) -> str:
    """Say in words what a value must be: ``text``, ``list of texts``, ``one of: never, ask, auto``."""
    match shape:
        case Keys() | AnyKeys():
            return "mapping"
        case Items(item=item):
            inner = kind_of(item)
            return f"list of {inner}s" if " " not in inner else f"list, each {inner}"
        case Leaf(words=words):
            return words


def _key(name: str, field: FieldInfo) -> Key:
    shape, nullable = _shape(field.annotation)
    return Key(name, shape, nullable, field.is_required(), _default(field), field.description or "")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ""
    return _yaml(field.get_default(call_default_factory=True, validated_data={}))


def _yaml(value: object) -> str:
    """Write a default as YAML would, in one line; a section has no single default."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
        case tuple():
            return f"[{', '.join(_yaml(item) for item in value)}]"
        case BaseModel():
            return ""
        case str():
            return value if value == value.strip() else f'"{value}"'
        case _:
            return str(value)


def _shape(annotation: Any) -> tuple[Shape, bool]:
    """Return the shape of a type, and whether ``null`` is one of its values."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0])
    if origin in (types.UnionType, typing.Union):
        inner = next(argument for argument in arguments if argument is not type(None))
        return _shape(inner)[0], True
    if origin is Literal:
        return Leaf(f"one of: {', '.join(arguments)}", tuple(arguments)), False
    if origin is tuple:
        return Items(_shape(arguments[0])[0]), False
    if origin is dict:
        return AnyKeys(_shape(arguments[1])[0]), False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Keys(annotation), False
    return _LEAVES.get(annotation, Leaf("value")), False


_LEAVES: dict[object, Leaf] = {
    bool: Leaf("true or false", ("true", "false")),
    int: Leaf("whole number"),
    float: Leaf("number"),
    str: Leaf("text"),
}
