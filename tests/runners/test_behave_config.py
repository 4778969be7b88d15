from __future__ import annotations

import pytest

from qaagent_lsp.discovery.gherkin.rows import ANNOTATION_SCHEMA
from qaagent_lsp.runners.behave_config import BehaveOptions, behave_options_in

SILENT = BehaveOptions()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("behave.ini", "", SILENT),
        ("behave.ini", "[behave]\nstdout_capture = no\n", SILENT),
        (".behaverc", "[behave]\npaths = a\n  b/c\n", BehaveOptions(("a", "b/c"))),
        ("behave.ini", "[behave]\nlang = de\n", BehaveOptions(language="de")),
        (
            "behave.ini",
            "[behave]\nscenario_outline_annotation_schema = {name} #{row.id}\n",
            BehaveOptions(annotation_schema="{name} #{row.id}"),
        ),
        ("behave.ini", "half a line", SILENT),
        ("setup.cfg", "[behave]\npaths = x\n", BehaveOptions(("x",))),
        ("setup.cfg", "[metadata]\nname = x\n", None),
        ("tox.ini", "[tox]\n", None),
        ("tox.ini", "[behave]\n", SILENT),
        ("setup.cfg", "half a line", None),
        ("pyproject.toml", "[tool.behave]\npaths = ['x', 'y']\n", BehaveOptions(("x", "y"))),
        ("pyproject.toml", "[tool.behave]\nlang = 'fr'\n", BehaveOptions(language="fr")),
        ("pyproject.toml", "[project]\n", None),
        ("pyproject.toml", "[tool", None),
        ("pytest.ini", "[behave]\n", None),
    ],
)
def test_options(name: str, text: str, expected: BehaveOptions | None) -> None:
    assert behave_options_in(name, text) == expected


def test_defaults_are_behaves() -> None:
    assert (SILENT.paths, SILENT.language, SILENT.annotation_schema) == ((), "en", ANNOTATION_SCHEMA)
