"""Where a new file of tests goes: beside the tests that are there, under a name that none of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatch

from qaagent_lsp.model.source import WorkspacePath

_OF_BROWSERS = frozenset({"ui", "e2e", "browser", "playwright", "selenium", "end_to_end", "a11y"})
_SAYS_LITTLE = frozenset(
    {"main", "app", "api", "routes", "router", "views", "server", "handlers", "endpoints", "__init__", "urls"}
)


def folder_for(
    handler: WorkspacePath,
    root: WorkspacePath,
    *,
    configured: WorkspacePath | None,
    linked: Sequence[WorkspacePath],
    tests: Collection[WorkspacePath],
    conftests: Collection[WorkspacePath],
) -> WorkspacePath:
    """Choose the folder for tests of a handler's file, in the project at ``root``.

    ``configured`` is what the profile says; ``linked`` are files of tests of routes of the same file; ``tests`` are all
    of the project, ``conftests`` its conftest files. Folders of browser tests are no place for them.
    """
    if configured is not None:
        return configured
    linked = [file for file in linked if not _is_of_browsers(file)]
    tests = [file for file in tests if not _is_of_browsers(file)]
    conftests = [file for file in conftests if not _is_of_browsers(file)]
    if linked:
        return Counter(map(_folder, linked)).most_common(1)[0][0]
    if tests:
        counted = Counter(map(_folder, tests))
        return max(sorted(counted), key=lambda folder: (_shared(folder, handler), counted[folder]))
    below = sorted((_folder(file) for file in conftests if _folder(file) != root), key=len)
    if below:
        return below[0]
    return WorkspacePath(f"{root}/tests" if root else "tests")


def file_for(
    handler: WorkspacePath,
    folder: WorkspacePath,
    patterns: Sequence[str],
    taken: Collection[str],
) -> WorkspacePath:
    """Name a file for tests of a handler's file. ``patterns`` are the project's, ``taken`` names that files have."""
    names = [_named(stem, patterns) for stem in _stems(handler)]
    name = next((name for name in names if name not in taken), names[-1])
    return WorkspacePath(f"{folder}/{name}" if folder else name)


def _stems(handler: WorkspacePath) -> Iterable[str]:
    parts = [part for part in handler.removesuffix(".py").split("/") if part]
    if parts[-1] == "__init__" and len(parts) > 1:
        parts = parts[:-1]
    for length in range(1, len(parts) + 1):
        if length == 1 and parts[-1] in _SAYS_LITTLE and len(parts) > 1:
            continue
        yield "_".join(parts[-length:])


def _named(stem: str, patterns: Sequence[str]) -> str:
    for name in (f"test_{stem}_routes.py", f"{stem}_routes_test.py"):
        if any(fnmatch(name, pattern) for pattern in patterns):
            return name
    first = next((pattern for pattern in patterns if "*" in pattern and pattern.endswith(".py")), "test_*.py")
    return first.replace("*", f"{stem}_routes", 1).replace("*", "")


def _is_of_browsers(file: WorkspacePath) -> bool:
    """Tell whether a file is one of browser tests: requests of an API have other fixtures and another pace."""
    return not _OF_BROWSERS.isdisjoint(file.split("/")[:-1])


def _folder(file: WorkspacePath) -> WorkspacePath:
    return WorkspacePath(file.rpartition("/")[0])


def _shared(folder: WorkspacePath, handler: WorkspacePath) -> int:
    """Count the folders that two paths have in common, tests of ``services/pets`` before those of ``services/toys``."""
    names = {part for part in folder.split("/") if part}
    return len(names & set(handler.split("/")[:-1]))
