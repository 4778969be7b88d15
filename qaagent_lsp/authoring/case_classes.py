"""The ``unittest`` classes of a project whose ``setUp`` makes a client: its tests know no other way to one."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.authoring.literals import name_of, parsed
from qaagent_lsp.model.source import WorkspacePath

_MAKES_CLIENT = re.compile(r"\.test_client\(|\bTestClient\(")


@dataclass(frozen=True, slots=True)
class CaseClass:
    """``name`` of ``module`` prepares what its tests need, and keeps a client as ``self.<client>``.

    ``has_tests``: it is a class of tests itself. ``methods`` are those of unittest's that its file defines.
    """

    module: str
    name: str
    client: str
    has_tests: bool = False
    methods: frozenset[str] = frozenset()

    def imported(self) -> tuple[str, str]:
        """Say what to import. A class with tests comes with its module: pytest collects every class that it finds."""
        if not self.has_tests:
            return self.module, self.name
        package, _, module = self.module.rpartition(".")
        return (package, module) if package else (module, "")

    def fixture(self) -> str:
        """Write a fixture that lends the client, prepared and cleaned up as for a test of the class."""
        made = f"{self.module.rpartition('.')[2]}.{self.name}" if self.has_tests else self.name
        lines = ["@pytest.fixture", "def client():"]
        lines += [f"    {made}.setUpClass()"] if "setUpClass" in self.methods else []
        lines += [f"    case = {made}()", "    case.setUp()", f"    yield case.{self.client}"]
        lines += ["    case.tearDown()"] if "tearDown" in self.methods else []
        lines += ["    case.doCleanups()"] if "addCleanup" in self.methods else []
        lines += [f"    {made}.tearDownClass()"] if "tearDownClass" in self.methods else []
        return "\n".join(lines) + "\n"


def case_class(
    texts: Mapping[WorkspacePath, str], python_files: Collection[WorkspacePath]
) -> CaseClass | None:
    """Find the class that most tests are built on. ``texts`` are test files, and the files that they import."""
    trees = {file: tree for file, text in texts.items() if (tree := parsed(text)) is not None}
    classes = [(file, node) for file, tree in trees.items() for node in _classes(tree)]
    bases = Counter(name_of(base) for _, node in classes for base in node.bases)
    found = [
        (
            bases[node.name],
            CaseClass(module_of(file, python_files), node.name, client, _has_tests(node), called),
        )
        for file, node in classes
        if (client := _client_of(node)) and (called := _unittest_words(trees[file]))
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def module_of(file: WorkspacePath, python_files: Collection[WorkspacePath]) -> str:
    """Name a file's module as pytest does: from the highest folder on that is a package without a gap."""
    *folders, module = file.removesuffix(".py").split("/")
    first = len(folders)
    while first and "/".join([*folders[:first], "__init__.py"]) in python_files:
        first -= 1
    return ".".join([*folders[first:], module])


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef))


def _client_of(node: ast.ClassDef) -> str:
    """Give the attribute that ``setUp`` keeps a client in, ``""`` where it makes none."""
    prepares = (one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "setUp")
    for method in prepares:
        for step in ast.walk(method):
            match step:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=client)], value=value):
                    if _MAKES_CLIENT.search(ast.unparse(value)):
                        return client
                case _:
                    pass
    return ""


def _has_tests(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name.startswith("test") for one in node.body)


def _unittest_words(tree: ast.Module) -> frozenset[str]:
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return frozenset(
        (defined & {"setUp", "tearDown", "setUpClass", "tearDownClass"}) | (called & {"addCleanup"})
    )
