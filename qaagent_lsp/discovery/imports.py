"""Who imports whom, read from the text of Python files without parsing them: quick, and sound for broken files.

It errs on the side of an import too many. Names that are put together while the program runs are not seen.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.modules import Layout, find_module
from qaagent_lsp.model.source import WorkspacePath

_STATEMENT = re.compile(
    r"(?:^|[;:])[ \t]*(?:"
    r"from[ \t]*(?P<module>\.*[ \t]*[\w.]*)[ \t]*(?<![\w])import\b[ \t]*(?P<names>\((?:[^)#]|#[^\n]*)*\)?|[^\n;#]*)"
    r"|import[ \t]+(?P<modules>[^\n;#]+))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")
# What is loaded by name: "shop.urls", "shop.main:app", mock.patch("shop.mail.send").
_DOTTED = re.compile(r"""["'](\.?[^\W\d]\w*(?:\.[^\W\d]\w*)+)(?::[\w.]+)?["']""")
_LOADED = re.compile(r"""\b(?:import_module|__import__|include)\(\s*["'](\.*[^\W\d][\w.]*)["']""")
_LISTED = re.compile(
    r"\b(?:INSTALLED_APPS|MIDDLEWARE|pytest_plugins)\b[^=\n]*=\s*(?:[\[({](?:[^\])}#]|#[^\n]*)*|[^\n]*)"
)
_QUOTED = re.compile(r"""["']([^\W\d][\w.]*)["']""")

_CONFIGURED = re.compile(r"""(?:DJANGO_SETTINGS_MODULE["']?\s*=|(?<!\S)-p|["']-p)[\s"',]*([^\W\d][\w.]*)""")


@dataclass(frozen=True, slots=True)
class Code:
    """The Python files of a folder: their texts, and for each file those that load it when they are loaded."""

    texts: Mapping[WorkspacePath, str]
    importers: Mapping[WorkspacePath, frozenset[WorkspacePath]]


def imports_of(text: str) -> frozenset[str]:
    """Name what a file may import: ``shop.pets``, ``shop.pets.get_pet``, relative ones with their dots (``..store``).

    Of ``from a import b`` that is ``a`` and ``a.b``, for ``b`` may be a module. A string that reads like one counts.
    """
    text = text.replace("\\\n", " ")
    found = set(_DOTTED.findall(text)) | set(_LOADED.findall(text))
    for listed in _LISTED.finditer(text):
        found.update(_QUOTED.findall(listed[0]))
    for statement in _STATEMENT.finditer(text):
        if statement["modules"] is not None:
            found.update(name for part in statement["modules"].split(",") if (name := _first_word(part)))
            continue
        module = re.sub(r"\s", "", statement["module"])
        if module:
            found.add(module)
            names = _COMMENT.sub("", statement["names"]).strip("() \t").split(",")
            found.update(_joined(module, name) for part in names if (name := _first_word(part)))
    return frozenset(found)


def loaded_by_config(text: str) -> frozenset[str]:
    """Name the modules that a configuration file of pytest has loaded: plugins (``-p``) and Django's settings."""
    return frozenset(_CONFIGURED.findall(text))


def without_imports(text: str) -> str:
    """Blank out import statements; every other line keeps its number."""
    return _STATEMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def importers_of(
    imports: Mapping[WorkspacePath, Iterable[str]], layout: Layout
) -> dict[WorkspacePath, frozenset[WorkspacePath]]:
    """Turn what each file imports round: for each file, who loads it directly.

    Loading a module loads the ``__init__.py`` of every package above it, and so does a file its own packages'.
    """
    known = frozenset(layout.files.values()) | frozenset(imports)
    found: dict[WorkspacePath, set[WorkspacePath]] = {}
    for importer, names in imports.items():
        for name in names:
            for target in _targets(layout, known, importer, name):
                found.setdefault(target, set()).add(importer)
        for package in _packages(importer.rpartition("/")[0], known):
            found.setdefault(package, set()).add(importer)
    return {target: frozenset(who - {target}) for target, who in found.items()}


def with_importers(
    importers: Mapping[WorkspacePath, frozenset[WorkspacePath]],
    more: Mapping[WorkspacePath, Iterable[WorkspacePath]],
) -> dict[WorkspacePath, frozenset[WorkspacePath]]:
    """Add files that load others without an import, e.g. tests the conftest files above them."""
    added = {target: importers.get(target, frozenset()).union(who) for target, who in more.items()}
    return {**importers, **added}


def readers_of(
    importers: Mapping[WorkspacePath, frozenset[WorkspacePath]], file: WorkspacePath
) -> Mapping[WorkspacePath, WorkspacePath]:
    """Find all that load a file, however indirectly, the nearest first: each with the file that it loads on the way.

    The file itself is not among them.
    """
    found: dict[WorkspacePath, WorkspacePath] = {}
    waiting = deque([file])
    while waiting:
        target = waiting.popleft()
        for importer in sorted(importers.get(target, ())):
            if importer != file and importer not in found:
                found[importer] = target
                waiting.append(importer)
    return found


def _targets(
    layout: Layout, known: frozenset[WorkspacePath], importer: WorkspacePath, name: str
) -> Iterator[WorkspacePath]:
    module = name.lstrip(".")
    level = len(name) - len(module)
    parts = module.split(".") if module else []
    for end in range(len(parts), -1 if level else 0, -1):
        path = find_module(layout, importer, ".".join(parts[:end]), level)
        if path is not None:
            if path in layout.files:
                yield layout.files[path]
            yield from _packages(path, known)
            return


def _packages(folder: str, known: frozenset[WorkspacePath]) -> Iterator[WorkspacePath]:
    while folder:
        file = WorkspacePath(f"{folder}/__init__.py")
        if file in known:
            yield file
        folder = folder.rpartition("/")[0]


def _first_word(text: str) -> str:
    words = text.split()
    return words[0] if words and words[0].replace(".", "").isidentifier() else ""


def _joined(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
