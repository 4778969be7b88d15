"""``.qaagent.yaml`` → ``Profile``, and a problem at the exact place of everything that cannot be used.

One mistake never costs the rest: an unknown key is said and passed over, a bad value is said and its default holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from qaagent_lsp.config.mending import BAD_VALUE, UNKNOWN_KEY, mend
from qaagent_lsp.config.profile import Profile
from qaagent_lsp.config.profile_checks import contradictions
from qaagent_lsp.config.yaml_parsing import DUPLICATE, parse
from qaagent_lsp.config.yaml_tree import Path, YamlMapping, YamlScalar, found_at, value_span
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

DEPRECATED = "deprecated-config"

WARNING_CODES = frozenset({UNKNOWN_KEY, DEPRECATED, DUPLICATE})
"""Problems that change nothing of what the rest of the file says; all others are errors."""

_FREE_KEY = "x-"
"""Keys of the root that begin so are the user's own, a place for anchors, as in other tools."""

STAND_INS: Mapping[Path, str] = {
    ("project", "name"): "",
    ("tests", "unit", "output_dir"): "tests/qaagent/unit",
    ("tests", "behave", "output_dir"): "tests/qaagent/behave",
    ("tests", "e2e", "output_dir"): "tests/qaagent/e2e",
    ("tests", "data", "output_dir"): "tests/qaagent/fixtures",
}
"""What is taken for a required key that is missing, so that everything else counts."""


def read_yaml(text: str, file: WorkspacePath) -> tuple[Profile | None, tuple[Problem, ...]]:
    """Return what the file configures, None when it is no YAML mapping, and everything that is wrong with it.

    Problems stand in the order of the file. A project without a name is called ``""``.
    """
    tree, problems = parse(text, file)
    if tree is None:
        return None, problems
    if isinstance(tree, YamlScalar) and tree.value is None:
        tree = YamlMapping(tree.span)
    if not isinstance(tree, YamlMapping):
        words = "The file must be a mapping, beginning with 'project:'."
        return None, (*problems, Problem(file, tree.span, words, BAD_VALUE))
    kept = tuple(entry for entry in tree.entries if not entry.key.startswith(_FREE_KEY))
    mended = mend(YamlMapping(tree.span, kept), Profile, file, STAND_INS)
    told = [*problems, *mended.problems]
    if mended.value is not None:
        told += [
            Problem(file, value_span(tree, path), message, BAD_VALUE)
            for path, message in contradictions(mended.value)
            # What is left of a section with a bad value in it is not the user's contradiction.
            if found_at(tree, path) is not None and not mended.has_refused(path[:-1])
        ]
    return mended.value, tuple(
        sorted(dict.fromkeys(told), key=lambda problem: (problem.span, problem.message))
    )


def place_in(text: str, file: WorkspacePath, path: Path) -> Span:
    """Return where the value at a path of keys stands in a text, or the nearest key around it."""
    tree, _ = parse(text, file)
    return Span(1, 1, 1, 2) if tree is None else value_span(tree, path)
