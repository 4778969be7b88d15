from __future__ import annotations

import re
from dataclasses import replace

from qaagent_lsp.model.evidence import (
    Coverage,
    Evidence,
    QualityFinding,
    Recommendation,
    Risk,
    StoredFile,
    ToolEntry,
)
from qaagent_lsp.reporting.besides import besides
from tests.reporting.samples import EVIL, run, shop


def sections(evidence: Evidence) -> dict[str, str]:
    """Each section as it is read."""
    return {
        name: " ".join(re.sub(r"<[^>]*>", " ", str(made)).split())
        for name, _, made in besides(evidence, "r/")
    }


def test_a_run_of_tests_alone_has_none_of_it() -> None:
    assert sections(shop()) == {}


def test_the_originals_evidence_is_shown() -> None:
    evidence = Evidence(
        run=run(),
        tools=(
            ToolEntry("flake8", "7.1", executed=True, exit_code=1),
            ToolEntry("bandit", error="not installed"),
        ),
        quality=(
            QualityFinding("flake8", "warning", "E501", "line too long", "a.py", 3),
            QualityFinding("pip-audit", "critical", "", f"CVE {EVIL}"),
        ),
        coverage=(Coverage("__overall__", 0.75), Coverage("b.py", 0.9), Coverage("a.py", 0.5, 5, 10)),
        risks=(Risk("a.py", 81.0, "P0", "critical", "No tests", "and changed often"),),
        recommendations=(Recommendation("a.py", "high", "Write tests", "for a.py"),),
        files=(StoredFile("artifacts/a b.log", 2500),),
        files_count=3,
    )
    seen = sections(evidence)
    assert "flake8 7.1 yes 1" in seen["others"]
    assert "bandit not known no none not installed" in seen["others"]
    assert "Findings 1 critical, 1 warning" in seen["findings"]
    assert seen["findings"].index("CVE") < seen["findings"].index("a.py:3 warning flake8 E501 line too long")
    assert "Coverage 75.0% of all lines" in seen["coverage"]
    assert seen["coverage"].index("a.py 50.0% 5 10") < seen["coverage"].index("b.py 90.0%")
    assert "a.py P0 81 No tests and changed often" in seen["risks"]
    assert "high: Write tests for a.py" in seen["risks"]
    assert "artifacts/a b.log 2 kB … and 2 more" in seen["files"]
    assert "r/artifacts/a%20b.log" in str(list(besides(evidence, "r/"))[-1][2])


def test_long_lists_are_cut_and_say_so() -> None:
    many = tuple(QualityFinding("pylint", "low", "C", str(n)) for n in range(600))
    assert sections(replace(shop(), quality=many))["findings"].endswith(
        "… and 100 findings more in the evidence"
    )
