from __future__ import annotations

import re

from qaagent_lsp.model.result import Counts
from qaagent_lsp.reporting.parts import bar, code, folded, icon, link, outcome, section, severity_order, table


def test_an_outcome_is_told_by_word_and_shape() -> None:
    assert "#i-fail" in str(icon("failed"))
    assert str(outcome("failed")).endswith("</svg>Failed</span>")
    assert "#i-skip" in str(icon("made-up"))


def test_few_failures_among_thousands_are_still_seen() -> None:
    drawn = str(bar(Counts(passed=29_999, failed=1), 'a "label"'))
    assert re.findall(r'class="(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', drawn) == [
        ("failed", "0.00", "6.00"),
        ("passed", "6.00", "999.97"),
    ]
    assert 'aria-label="a &quot;label&quot;"' in drawn
    assert "<rect" not in str(bar(Counts(), "no tests"))


def test_tables_have_heads_and_a_caption() -> None:
    made = str(table("Numbers", ("Name", "#Count"), [("a", "1")]))
    assert '<caption class="unseen">Numbers</caption>' in made
    assert '<th scope="col" class="number">Count</th>' in made
    assert '<th scope="row">a</th><td class="number">1</td>' in made


def test_a_section_is_named_by_its_heading() -> None:
    made = str(section("suites", "Suites", code("x"), folded("More", link("a", "b.txt")), note="2 of them"))
    assert made.startswith('<section id="suites" aria-labelledby="suites-title"><h2 id="suites-title">Suites')
    assert '<details><summary>More</summary><a href="b.txt">a</a></details>' in made


def test_severities_that_are_not_known_come_last() -> None:
    assert sorted(["odd", "low", "critical"], key=severity_order) == ["critical", "low", "odd"]
