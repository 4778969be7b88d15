"""More of the original's readers, as rules: evidence by fixed file names, and failures counted anew out of JUnit files.

As in ``original_reader``, nothing is shared with our own readers, on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

EVIDENCE = ("quality", "coverage", "churn", "risks", "recommendations")


def read_evidence(folder: Path) -> dict[str, list[Any]]:
    """Read what the original's evidence reader reads: an absent file is empty, a line that is no JSON is left out."""
    return {kind: list(_lines(folder / "evidence" / f"{kind}.jsonl")) for kind in EVIDENCE}


def recomputed_failures(folder: Path) -> list[tuple[str, str]]:
    """Name suite and case of every failure as a bug report without diagnoses finds them.

    It reads every ``*.xml`` below ``artifacts/<suite>``, and in each the suites right below the root with their cases.
    """
    found: list[tuple[str, str]] = []
    for suite in sorted((folder / "artifacts").iterdir()):
        for file in sorted(suite.rglob("*.xml")):
            root = ET.parse(file).getroot()
            suites = root.findall("testsuite") if root.tag == "testsuites" else [root]
            found += [
                (suite.name, case.get("name", ""))
                for one in suites
                for case in one.findall("testcase")
                if case.find("failure") is not None or case.find("error") is not None
            ]
    return found


def _lines(path: Path) -> list[Any]:
    if not path.exists():
        return []
    values = []
    for line in path.read_text("utf-8").splitlines():
        try:
            values.append(json.loads(line))
        except ValueError:
            continue
    return values
