"""Browser tests by pytest are the tool ``ui``'s where it runs: the suites pass them over, so that none runs twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePath

from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.source import WorkspacePath


def without_browser_tests(
    invocations: Sequence[Invocation],
    browser_tests: str,
    *,
    folder: str,
    test_files: Collection[WorkspacePath],
) -> tuple[Invocation, ...]:
    """Have the pytest suite that the folder ``browser_tests`` lies in pass it over; ``""`` leaves all as they are.

    A suite that has no other tests keeps them, and is said to have run them: without tests pytest ends in red. Folders
    are absolute; ``test_files`` are pytest's, all of the workspace ``folder``.
    """
    own = [one for one in invocations if one.runner == "pytest" and _holds(one.cwd, browser_tests)]
    if not browser_tests or not own:
        return tuple(invocations)
    nearest = max(own, key=lambda one: len(one.cwd))
    inner = [one.cwd for one in invocations if one.cwd != nearest.cwd and _holds(nearest.cwd, one.cwd)]
    others = (
        file
        for file in (f"{folder}/{test_file}" for test_file in test_files)
        if _holds(nearest.cwd, file) and not any(_holds(place, file) for place in (browser_tests, *inner))
    )
    if next(others, None) is None:
        return tuple(invocations)
    return tuple(
        replace(one, argv=(*one.argv, f"--ignore={browser_tests}")) if one is nearest else one
        for one in invocations
    )


def _holds(folder: str, place: str) -> bool:
    return PurePath(place).is_relative_to(folder)
