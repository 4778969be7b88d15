"""The keys of the file, read off the models."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.keys import ROOT, AnyKeys, Items, Keys, Leaf, key_at, keys_of, kind_of, shape_at


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ((), "mapping"),
        (("app",), "mapping"),
        (("app", "any name"), "mapping"),
        (("app", "dev", "timeout"), "number"),
        (("app", "dev", "auth", "prefix"), "text"),
        (("app", "dev", "headers", "X-Y"), "text"),
        (("run", "suite_order"), "list, each one of: unit, behave, e2e"),
        (("run", "suite_order", 0), "one of: unit, behave, e2e"),
        (("run", "max_workers"), "whole number"),
        (("run", "parallel"), "true or false"),
        (("tests", "e2e", "browsers"), "list of texts"),
        (("risk_assessment", "custom_rules"), "list of values"),
    ],
)
def test_every_path_has_a_kind(path: tuple[str | int, ...], kind: str) -> None:
    shape = shape_at(path)
    assert shape is not None
    assert kind_of(shape) == kind


@pytest.mark.parametrize(
    "path", [("nope",), ("run", "nope"), ("run", "timeout", "nope"), ("project", "name", 0)]
)
def test_nothing_is_known_of_other_paths(path: tuple[str | int, ...]) -> None:
    assert shape_at(path) is None
    assert key_at(path) is None


@pytest.mark.parametrize(
    ("path", "default", "nullable", "required"),
    [
        (("run", "timeout"), "300", False, False),
        (("run", "suite_order"), "[unit, behave, e2e]", False, False),
        (("run", "parallel"), "false", False, False),
        (("run", "max_workers"), "null", True, False),
        (("app", "dev", "auth", "prefix"), '"Bearer "', False, False),
        (("app", "dev", "headers"), "{}", False, False),
        (("project", "name"), "", False, True),
        (("tests", "unit"), "", True, False),
    ],
)
def test_a_key_has_its_default(
    path: tuple[str, ...], default: str, nullable: object, required: object
) -> None:
    key = key_at(path)
    assert key is not None
    assert (key.default, key.nullable, key.required) == (default, nullable, required)


def test_every_key_is_described() -> None:
    def walk(shape: object, path: str) -> list[str]:
        match shape:
            case Keys():
                inner = [walk(key.shape, f"{path}.{key.name}") for key in keys_of(shape)]
                bare = [f"{path}.{key.name}" for key in keys_of(shape) if not key.description.endswith(".")]
                return bare + [name for names in inner for name in names]
            case AnyKeys(value=value):
                return walk(value, path)
            case Items(item=item):
                return walk(item, path)
            case _:
                assert isinstance(shape, Leaf)
                return []

    assert walk(ROOT, "") == []
    assert keys_of(Leaf("text")) == ()
