"""What makes the routes of a description wrong. Nothing else is said of it: other tools check the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qaagent_lsp.discovery.openapi.document import ApiFile
from qaagent_lsp.discovery.openapi.tree import Entry, Text
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Location, Span, WorkspacePath

PATH = "openapi-path"
SAME_PATH = "openapi-same-path"
PARAMETER = "openapi-parameter"
METHOD = "openapi-method"
OPERATION_ID = "openapi-operation-id"

_QUERY = re.compile(r"[?#]")
_IN_TEMPLATE = re.compile(r"\{([^{}/]*)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter, or the reference to one; not ``is_known`` where it could not be read."""

    name: str
    within: str
    at: Location
    is_known: bool


@dataclass(slots=True)
class Checks:
    """Notes what is wrong, in the order in which it is met."""

    problems: dict[Problem, None] = field(default_factory=dict)
    _paths: dict[str, tuple[str, Location]] = field(default_factory=dict)
    _ids: dict[str, Location] = field(default_factory=dict)

    def path(self, file: ApiFile, entry: Entry) -> bool:
        """Check a key of ``paths``; False where it is no path at all."""
        span = file.span(entry.start, entry.end)
        if not entry.key.startswith("/"):
            self._note(file.file, span, f"A path begins with '/': {entry.key!r} is no route.", PATH)
            return False
        shape = shape_of(entry.key)
        key, first = self._paths.setdefault(shape, (entry.key, Location(file.file, span)))
        if first.span != span:
            told = "is there already" if key == entry.key else f"is the same route as {key}"
            self._note(file.file, span, f"The path {entry.key} {told}, in line {first.span.line}.", SAME_PATH)
        return True

    def parameters(
        self, file: ApiFile, path: Entry, operations: Sequence[tuple[ApiFile, Entry, Sequence[Parameter]]]
    ) -> None:
        """Compare the parameters of a path with those that its operations declare."""
        wanted = tuple(dict.fromkeys(_IN_TEMPLATE.findall(_QUERY.split(path.key, maxsplit=1)[0])))
        lacking = [
            (holder, entry, [name for name in wanted if not _declares(parameters, name)])
            for holder, entry, parameters in operations
        ]
        for name in wanted:
            without = [(holder, entry) for holder, entry, names in lacking if name in names]
            if without and len(without) == len(operations):
                span = file.span(path.start, path.end)
                self._note(file.file, span, f"The path parameter {name!r} is not declared.", PARAMETER)
                continue
            for holder, entry in without:
                span = holder.span(entry.start, entry.end)
                message = f"The path parameter {name!r} of {path.key} is not declared for {entry.key}."
                self._note(holder.file, span, message, PARAMETER)
        for _, _, parameters in operations:
            for parameter in parameters:
                if parameter.within == "path" and parameter.is_known and parameter.name not in wanted:
                    message = f"The path {path.key} has no parameter {parameter.name!r}."
                    self._note(parameter.at.file, parameter.at.span, message, PARAMETER)

    def unknown_method(self, file: ApiFile, entry: Entry, known: Sequence[str]) -> None:
        """Tell of a key of a path that is neither a method nor anything else that belongs there."""
        hint = f"; write {entry.key.lower()!r}" if entry.key.lower() in known else ""
        message = f"{entry.key!r} is not a method here{hint}: it makes no route."
        self._note(file.file, file.span(entry.start, entry.end), message, METHOD)

    def operation_id(self, file: ApiFile, named: Text) -> None:
        """Tell of an operation whose id is another's as well."""
        span = file.span(named.start, named.end)
        first = self._ids.setdefault(named.text, Location(file.file, span))
        if first != Location(file.file, span):
            line = f"line {first.span.line}"
            where = line if first.file == file.file else f"{first.file}, {line}"
            message = f"The operationId {named.text!r} is that of another operation, in {where}."
            self._note(file.file, span, message, OPERATION_ID)

    def _note(self, file: WorkspacePath, span: Span, message: str, code: str) -> None:
        self.problems.setdefault(Problem(file, span, message, code))


def shape_of(path: str) -> str:
    """Return a path without the names of its parameters: paths of one shape are one route."""
    return _IN_TEMPLATE.sub("{}", path)


def _declares(parameters: Sequence[Parameter], name: str) -> bool:
    """Tell whether a path parameter is declared, or may be by one that could not be read."""
    return any(not one.is_known or (one.within == "path" and one.name == name) for one in parameters)
