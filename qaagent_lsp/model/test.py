"""Tests as the editor knows them before anything has run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

from qaagent_lsp.model.source import Span, WorkspacePath

TestId = NewType("TestId", str)
"""A test relative to the workspace folder: a pytest node id (``tests/test_pets.py::TestPets::test_get[1-a]``)."""

Runner = Literal["pytest", "behave", "playwright"]


@dataclass(frozen=True, slots=True)
class TestFunction:
    """One test function; its parametrised cases fold under it, so ``id`` carries no ``[...]``.

    ``span`` covers the definition (first decorator to last line), ``name_span`` its name. ``digest`` is the
    hex BLAKE2b of its source text (decorators included) and tells whether what was once observed of it still holds.
    """

    __test__ = False  # pytest must not collect this class from our own tests

    id: TestId
    file: WorkspacePath
    name: str
    class_name: str
    span: Span
    name_span: Span
    digest: str
    runner: Runner = "pytest"


def function_id(test_id: TestId) -> TestId:
    """The id of the function that a case belongs to: the case id without its parameters.

    >>> function_id(TestId("t.py::test_a[x::y-[1]]"))
    't.py::test_a'
    """
    file, separator, inside = test_id.partition("::")
    return TestId(f"{file}{separator}{inside.partition('[')[0]}")
