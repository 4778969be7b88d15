"""Descriptions of an API → their operations, each with its place, and what is wrong with them as routes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qaagent_lsp.discovery.openapi.checks import Checks, Parameter
from qaagent_lsp.discovery.openapi.document import ApiFile
from qaagent_lsp.discovery.openapi.refs import Node, References
from qaagent_lsp.discovery.openapi.servers import ROOT, Base, base_path, bases_of
from qaagent_lsp.discovery.openapi.tree import Entry, Group, Text, Tree, at, group, items, words
from qaagent_lsp.model.operation import Operation, Response
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location, WorkspacePath

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_FIELDS = frozenset({"$ref", "summary", "description", "servers", "parameters", "additionalOperations"})
_STATUS = re.compile(r"[1-5](?:\d\d|[xX][xX])|default")


@dataclass(frozen=True, slots=True)
class Description:
    """What one description says. ``asked`` are the other files that it was read from, None for those not there."""

    file: ApiFile
    operations: tuple[Operation, ...] = ()
    problems: tuple[Problem, ...] = ()
    asked: Mapping[WorkspacePath, ApiFile | None] = field(default_factory=dict)

    def holds(self, files: Mapping[WorkspacePath, ApiFile]) -> bool:
        """Tell whether it would be read the same from these files."""
        return files.get(self.file.file) is self.file and all(
            files.get(name) is then for name, then in self.asked.items()
        )


def descriptions_of(
    files: Mapping[WorkspacePath, ApiFile], before: Mapping[WorkspacePath, Description]
) -> Mapping[WorkspacePath, Description]:
    """Read every description among files, in the order of their names; again only those of which a file changed."""
    return {
        name: known
        if (known := before.get(name)) is not None and known.holds(files)
        else description_of(file, files)
        for name, file in sorted(files.items())
        if file.version
    }


def description_of(file: ApiFile, files: Mapping[WorkspacePath, ApiFile]) -> Description:
    """Read one description; ``files`` are those that it may refer to."""
    reading = _Reading(file, References(files), Checks())
    operations = tuple(reading.operations())
    problems = (*reading.references.problems, *reading.checks.problems)
    return Description(
        file,
        operations,
        tuple(sorted(problems, key=lambda problem: (problem.file, problem.span))),
        reading.references.asked,
    )


@dataclass(slots=True)
class _Reading:
    """Reads one description."""

    file: ApiFile
    references: References
    checks: Checks

    def operations(self) -> Iterator[Operation]:
        root = self.file.tree
        bases = (base_path(root),) if self._is_swagger else bases_of(root) or (ROOT,)
        paths = self.references.followed(Node(self.file, at(root, "paths")))
        if not isinstance(paths.tree, Group):
            return
        for entry in (*paths.tree.entries.values(), *paths.tree.again):
            if entry.key.startswith("x-") or entry.key == "$ref":
                continue
            if self.checks.path(paths.file, entry):
                yield from self._of_path(paths.file, entry, bases)

    @property
    def _is_swagger(self) -> bool:
        return self.file.version.startswith("2")

    def _of_path(self, file: ApiFile, path: Entry, bases: tuple[Base, ...]) -> Iterator[Operation]:
        item = self.references.followed(Node(file, path.value))
        if not isinstance(item.tree, Group):
            return
        bases = bases_of(item.tree) or bases
        shared = self._parameters(item)
        found: list[tuple[Entry, str, Node, tuple[Parameter, ...]]] = []
        for entry, method in self._methods(item):
            operation = self.references.followed(Node(item.file, entry.value))
            found.append((entry, method, operation, (*shared, *self._parameters(operation))))
        self.checks.parameters(
            file, path, [(item.file, entry, parameters) for entry, _, _, parameters in found]
        )
        for entry, method, operation, _ in found:
            yield self._operation(path.key, item.file, entry, method, operation, bases)

    def _methods(self, item: Node) -> Iterator[tuple[Entry, str]]:
        known = self._known_methods()
        tree = item.tree
        for entry in (*group(tree).values(), *(tree.again if isinstance(tree, Group) else ())):
            if entry.key in known:
                yield entry, entry.key.upper()
            elif entry.key == "additionalOperations":
                for further in group(entry.value).values():
                    yield further, further.key.upper()
            elif entry.key not in _FIELDS and not entry.key.startswith("x-"):
                self.checks.unknown_method(item.file, entry, known)

    def _known_methods(self) -> tuple[str, ...]:
        if self._is_swagger:
            return _METHODS
        newer = not self.file.version.startswith(("3.0", "3.1"))
        return (*_METHODS, "trace", "query") if newer else (*_METHODS, "trace")

    def _operation(
        self, template: str, file: ApiFile, entry: Entry, method: str, node: Node, bases: tuple[Base, ...]
    ) -> Operation:
        tree = node.tree
        bases = bases_of(tree) or bases
        named = at(tree, "operationId")
        if isinstance(named, Text) and named.text:
            self.checks.operation_id(node.file, named)
        span = file.span(entry.start, entry.end)
        return Operation(
            key=RouteKey(method, bases[0].path + template),
            template=template,
            bases=tuple(dict.fromkeys(base.path for base in bases)),
            operation_id=words(named),
            at=Location(file.file, span),
            last_line=max(file.span(entry.start, max(entry.value.end, entry.end)).end_line, span.line),
            document=self.file.file,
            summary=words(at(tree, "summary")),
            tags=tuple(words(tag) for tag in items(at(tree, "tags"))),
            responses=tuple(self._responses(node)),
            confidence=bases[0].confidence,
            reason=bases[0].reason,
        )

    def _parameters(self, holder: Node) -> tuple[Parameter, ...]:
        found = []
        for item in items(at(holder.tree, "parameters")):
            node = self.references.followed(Node(holder.file, item))
            name = at(node.tree, "name")
            place = at(item, "$ref") or name or item
            within = words(at(node.tree, "in"))
            span = holder.file.span(place.start, place.end)
            found.append(
                Parameter(
                    words(name),
                    within,
                    Location(holder.file.file, span),
                    is_known=isinstance(name, Text) and bool(within),
                )
            )
        return tuple(found)

    def _responses(self, operation: Node) -> Iterator[Response]:
        responses = self.references.followed(Node(operation.file, at(operation.tree, "responses")))
        for entry in group(responses.tree).values():
            if not _STATUS.fullmatch(entry.key):
                continue
            response = self.references.followed(Node(responses.file, entry.value))
            yield Response(
                entry.key.upper() if entry.key != "default" else entry.key, self._media(operation, response)
            )

    def _media(self, operation: Node, response: Node) -> tuple[str, ...] | None:
        if not self._is_swagger:
            content = at(response.tree, "content")
            return None if not group(content) else tuple(map(_short, group(content)))
        produces: Tree | None = at(operation.tree, "produces") or at(self.file.tree, "produces")
        if at(response.tree, "schema") is None or not items(produces):
            return None
        return tuple(_short(words(item)) for item in items(produces))


def _short(media: str) -> str:
    return media.partition(";")[0].strip().lower()
