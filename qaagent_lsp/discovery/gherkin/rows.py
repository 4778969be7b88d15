"""What the rows of an examples table are called, as Behave calls the scenarios that it makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.gherkin.reader import Row, Statement

ANNOTATION_SCHEMA = "{name} -- @{row.id} {examples.name}"
"""Behave's default of ``scenario_outline_annotation_schema``."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row as a test: its name, the values of its placeholders, and the tags of its table."""

    row: Row
    name: str
    values: Mapping[str, str]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """``{row.id}``, ``{row.index}``, ``{examples.name}``, ``{examples.index}`` of a schema."""

    name: str
    index: int
    id: str


def rows_of(outline: Statement, schema: str = ANNOTATION_SCHEMA) -> Iterator[NamedRow]:
    """Yield the rows of all tables of an outline in order; ``@2.1`` is the first row of the second table."""
    for table, examples in enumerate(outline.examples, 1):
        for index, row in enumerate(examples.rows, 1):
            values = dict(zip(examples.heading or (), row.cells, strict=False))
            number = f"{table}.{index}"
            own = {"examples.index": str(table), "row.index": str(index), "row.id": number}
            title = filled(examples.name, {**values, "examples.name": examples.name, **own})
            name = filled(outline.name, {**values, "examples.name": title, **own})
            named = _annotated(schema, name, _Named(title, table, title), _Named(number, index, number))
            yield NamedRow(row, named.strip(), values, examples.tags)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of ``<placeholders>``; those without a value stay."""
    if "<" in text:
        for name, value in values.items():
            text = text.replace(f"<{name}>", value)
    return text


def _annotated(schema: str, name: str, examples: _Named, row: _Named) -> str:
    try:
        return schema.format(name=name, examples=examples, row=row)
    except (AttributeError, LookupError, ValueError):  # a schema that is being typed
        return ANNOTATION_SCHEMA.format(name=name, examples=examples, row=row)
