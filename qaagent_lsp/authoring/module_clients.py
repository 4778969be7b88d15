"""Clients that a test module keeps for all of its tests, of an app whose dependencies it overrides.

A client of the same app made elsewhere would only know the overrides, and so the database of the tests, by luck:
``app.dependency_overrides[get_db] = override_get_db`` holds as soon as that module is imported, and not before.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.authoring.case_classes import module_of
from qaagent_lsp.authoring.literals import parsed
from qaagent_lsp.model.source import WorkspacePath

_MADE = re.compile(r"\bTestClient\(")


@dataclass(frozen=True, slots=True)
class ModuleClient:
    """``client`` is a name of ``module``."""

    module: str
    client: str

    def imported(self) -> tuple[str, str]:
        """Say what to import: the module, for its client's name is the fixture's."""
        package, _, module = self.module.rpartition(".")
        return (package, module) if package else (module, "")

    def fixture(self) -> str:
        """Write a fixture that lends the client."""
        return f"@pytest.fixture\ndef client():\n    return {self.module.rpartition('.')[2]}.{self.client}\n"


def module_client(
    texts: Mapping[WorkspacePath, str], python_files: Collection[WorkspacePath]
) -> ModuleClient | None:
    """Find the first of such clients. ``texts`` are test files, and the files that they import."""
    for file, text in texts.items():
        tree = parsed(text) if "dependency_overrides" in text else None
        for name in _clients(tree) if tree is not None else ():
            return ModuleClient(module_of(file, python_files), name)
    return None


def _clients(tree: ast.Module) -> Iterator[str]:
    for step in tree.body:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _MADE.search(ast.unparse(value)):
                yield name
            case _:
                pass
