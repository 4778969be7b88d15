"""What behave's own parser makes of feature texts: the truth that discovery is held to."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qaagent_lsp.discovery.gherkin.features import FeatureFacts
from tests.e2e.projects import FETCH_SECONDS, cached
from tests.probes.environments import THIS, environment

BEHAVE = "behave==1.3.3"

PARSE = """
import contextlib, io, json, re, sys
from behave import i18n, parser

told = []
for text in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            feature = parser.parse_feature(text, None, "x.feature")
        except parser.ParserError as error:
            found = re.search(r"at line (\\d+)", str(error.args[0]))
            told.append([error.line or int(found[1]), []])
            continue
        scenarios = feature.walk_scenarios() if feature else []
        told.append([0, [
            [one.line, one.name.strip(), sorted(set(one.effective_tags)), [step.name for step in one.steps]]
            for one in scenarios
        ]])
json.dump([sorted(i18n.languages), told], sys.stdout)
"""

PIECES = (
    *(
        "Feature: F <a>",
        "  Rule: R",
        "  Background: B",
        "  Background:",
        "  Scenario: s",
        "  Scenario: <a> s",
    ),
    *("  Scenario Outline: o <a>", "  Scenario Template: t <b> <row.id>", "  Example: e", "    Examples:"),
    *(
        "    Examples: x <a>",
        "    Scenarios: y",
        "  @t1 @t<a>",
        "  @t2 # c",
        "  @bad words",
        "    Given x <a>",
    ),
    *("    when y", "    * z", "    And more", "    But less", "      | a | b |", "      | 1 | 2 |"),
    *("      | 3 | 4\\|5 |", "      | 1 |", '      """', "      '''", "# comment", "# language: de", ""),
    *("  free text", "Szenario: d", "    Angenommen w"),
)


@dataclass(frozen=True)
class Parsed:
    """One text: the line that behave refuses (0: none), and each scenario's line, name, tags and steps."""

    refused: int
    rows: list[list[Any]]


def parsed(texts: list[str]) -> tuple[list[str], list[Parsed]]:
    """Return the languages that behave knows, and what it makes of each text."""
    done = subprocess.run(
        [environment(THIS, "behave13"), "-c", PARSE],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    languages, told = json.loads(done.stdout)
    return languages, [Parsed(line, rows) for line, rows in told]


def as_rows(facts: FeatureFacts) -> list[list[Any]]:
    """Give discovery's answer the form of behave's."""
    return [
        [
            int(test.id.rpartition(":")[2]),
            test.name,
            sorted(facts.tags[test.id]),
            [step.text for step in facts.steps[test.id]],
        ]
        for test in facts.tests
    ]


def behaves_own_features() -> list[Path]:
    """Return the feature files that behave tests itself with, from its source distribution."""

    def make(folder: Path) -> None:
        download = ("download", "--quiet", "--no-deps", "--no-binary", "behave", BEHAVE)
        subprocess.run(
            [sys.executable, "-m", "pip", *download], cwd=folder, check=True, timeout=FETCH_SECONDS
        )
        (archive,) = folder.glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")

    return sorted(cached(f"{BEHAVE.replace('==', '-')}-source", make).rglob("*.feature"))


def scrambled(seed: int) -> str:
    """Give a text of lines in any order, most of them wrong where they stand."""
    dice = random.Random(seed)
    head = ["Feature: F"] if dice.random() < 0.9 else []
    return "\n".join([*head, *(dice.choice(PIECES) for _ in range(dice.randint(3, 22)))]) + "\n"
