"""The protocol's types, each made when it is first used.

Making all 554 takes half a second and 12 MB, and an editor speaks of some sixty.

``lsprotocol.types`` declares its classes with ``attrs.define``. While it is imported here, a decorator stands in for it
that leaves the class as it is written, with two stubs that bring ``attrs`` in: for who makes an instance
(``__init__``) and for who asks for the fields (``__attrs_attrs__``: converters do).
"""

from __future__ import annotations

import importlib
import sys
from threading import RLock
from typing import Any, TypeVar

import attrs

_MODULE = "lsprotocol.types"
_making = RLock()
T = TypeVar("T")


def import_types() -> None:
    """Import ``lsprotocol.types``, unless that was done before: then its types are all made already."""
    if _MODULE in sys.modules:
        return
    define = attrs.define
    attrs.define = on_demand  # type: ignore[assignment]  # for this import only
    try:
        importlib.import_module(_MODULE)
    finally:
        attrs.define = define
    hooks: Any = importlib.import_module("lsprotocol._hooks")
    # Else the first converter asks for the fields of every type, to look up the names in their annotations.
    hooks._resolved_forward_references = True  # noqa: SLF001 - there is no other way to tell it


def on_demand(cls: type[T]) -> type[T]:
    """Stand in for ``attrs.define`` until the class is used."""
    unfinished: Any = cls
    unfinished.__attrs_attrs__ = _Fields()

    def make_and_begin(self: T, *args: object, **values: object) -> None:
        _make(cls)
        unfinished.__init__(self, *args, **values)

    unfinished.__init__ = make_and_begin
    return cls


class _Fields:
    """Stands for the fields of a class that is not made yet."""

    def __get__(self, instance: object, cls: type) -> Any:
        _make(cls)
        fields: Any = cls
        return fields.__attrs_attrs__


def _make(cls: type) -> None:
    with _making:
        for part in reversed(cls.__mro__):
            if isinstance(vars(part).get("__attrs_attrs__"), _Fields):
                # In place: others hold the class. ``init`` overwrites the stub, which looks like the class's own.
                attrs.define(part, slots=False, init=True)
                names = vars(sys.modules[part.__module__])
                attrs.resolve_types(part, names.get("ALL_TYPES_MAP", names), {})
