"""What stands above the tests of a new file: its imports, and the fixtures that the project has not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.authoring.app_target import target_of
from qaagent_lsp.authoring.kept_state import Held, State, held_by, module_import, names_of_modules
from qaagent_lsp.authoring.project_style import ProjectStyle
from qaagent_lsp.model.route import Framework

_CLIENTS: Mapping[Framework, str] = {
    "fastapi": "fastapi.testclient",
    "starlette": "starlette.testclient",
    "litestar": "litestar.testing",
}
_STANDARD = ("copy", "unittest.mock")


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file. ``imports`` are module and name, ``""`` for the module itself. ``fixtures`` are sources.

    ``client`` is the fixture that tests ask for. ``trouble`` says why there can be no client, ``""`` if there is one.
    """

    imports: tuple[tuple[str, str], ...] = ()
    fixtures: tuple[str, ...] = ()
    client: str = "client"
    own: tuple[str, ...] = ()
    """The first parts of the modules that are the project's."""
    trouble: str = ""


def head_of(style: ProjectStyle, framework: Framework, app: str | None, state: Sequence[State] = ()) -> Head:
    """Put together the head of a file for the tests of one app (``module:name``, ``module:factory()``).

    ``state`` is what handlers change in place: it is put back after every test.
    """
    imports: list[tuple[str, str]] = []
    fixtures: list[str] = []
    own: list[str] = []
    if style.client:
        client = style.client
    elif style.app_fixture and style.kind == "flask":
        client = "client"
        imports.append(("pytest", ""))
        fixtures.append("@pytest.fixture\ndef client(app):\n    return app.test_client()\n")
    elif style.lender is not None:
        client = "client"
        own.append(style.lender.module.partition(".")[0])
        imports += [("pytest", ""), style.lender.imported()]
        fixtures.append(style.lender.fixture())
    elif style.kind == "drf":
        client = "api_client"
        imports += [("pytest", ""), ("rest_framework.test", "APIClient")]
        fixtures.append("@pytest.fixture\ndef api_client():\n    return APIClient()\n")
    else:
        client = "client"
        target = target_of(app)
        if target is None:
            said = f"which app serves it ({app})" if app else "which app serves it"
            return Head(trouble=f"{said}, so no client could be made")
        body = _client(style, framework, target.made)
        if body is None:
            return Head(
                trouble=f"there is no fixture client, and how one is made for {framework} is not known here"
            )
        own.append(target.module.partition(".")[0])
        imports += [("pytest", ""), (target.module, target.name)]
        if framework in _CLIENTS:
            imports.append((_CLIENTS[framework], "TestClient"))
        fixtures.append(f"@pytest.fixture\ndef client():\n{body}")
    if style.mark:
        imports.append(("pytest", ""))
    if state:
        own += [one.module.partition(".")[0] for one in state]
        imports += [("pytest", ""), ("copy", "")]
        taken = {name for _, name in imports} | {client}
        names = names_of_modules(state, taken)
        imports += [_module_import(module, name) for module, name in names.items()]
        fixtures.append(_restored(held_by(state, names)))
    return Head(tuple(dict.fromkeys(imports)), tuple(fixtures), client, tuple(own))


def import_lines(imports: Sequence[tuple[str, str]], own: Sequence[str]) -> list[str]:
    """Write imports as ruff's isort rules want them: the standard library, others, the project's own."""
    sections: tuple[list[tuple[str, str]], ...] = ([], [], [])
    for module, name in dict.fromkeys(imports):
        rank = 0 if module in _STANDARD else 2 if re.split(r"[. ]", module)[0] in own else 1
        sections[rank].append((module, name))
    found: list[str] = []
    for section in sections:
        plain = sorted(module for module, name in section if not name)
        named: dict[str, list[str]] = {}
        for module, name in section:
            if name:
                named.setdefault(module, []).append(name)
        lines = [f"import {module}" for module in plain]
        for module in sorted(named):
            lines += _from(module, named[module])
        if lines:
            found += [*([""] if found else []), *lines]
    return found


def _from(module: str, names: Sequence[str]) -> list[str]:
    """Write the imports of one module; what gets another name has a line of its own."""
    plain = sorted((name for name in names if " as " not in name), key=_rank)
    lines = [f"from {module} import {', '.join(plain)}"] if plain else []
    return [*lines, *(f"from {module} import {name}" for name in sorted(names) if " as " in name)]


def _rank(name: str) -> tuple[int, str]:
    """Order names as isort does: constants, classes, functions."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name


def _client(style: ProjectStyle, framework: Framework, made: str) -> str | None:
    if framework in _CLIENTS:
        return f"    with TestClient({made}) as client:\n        yield client\n"
    if style.kind == "flask":
        return f"    return {made}.test_client()\n"
    return None


def _module_import(module: str, name: str) -> tuple[str, str]:
    above, spelled = module_import(module, name)
    return (above, spelled) if above else (spelled, "")


def _restored(state: Sequence[Held]) -> str:
    lines = ["@pytest.fixture(autouse=True)", "def unchanged_state():"]
    lines.append('    """Put back what the app keeps in memory, so that no test sees what another did."""')
    lines += [f"    {one.before} = copy.deepcopy({one.expression})" for one in state]
    lines.append("    yield")
    for one in state:
        if one.state.kind == "list":
            lines.append(f"    {one.expression}[:] = {one.before}")
        else:
            lines += [f"    {one.expression}.clear()", f"    {one.expression}.update({one.before})"]
    return "\n".join(lines) + "\n"
