"""Every scenario, row, name, tag and step is the one that behave's own parser finds, and so is the line it refuses."""

from __future__ import annotations

from qaagent_lsp.discovery.gherkin.features import gherkin_tests
from qaagent_lsp.discovery.gherkin.keywords import keywords_of
from qaagent_lsp.model.source import Source, WorkspacePath, digest_of
from tests.discovery.behave_truth import as_rows, behaves_own_features, parsed, scrambled
from tests.probes.behaving import PROJECTS

RENEWED = frozenset({"fa", "tr"})
"""Languages whose first words Cucumber changed after behave took them over."""


def differing(texts: list[str]) -> list[str]:
    """Texts that discovery and behave do not read alike."""
    found = []
    for text, truth in zip(texts, parsed(texts)[1], strict=True):
        facts = gherkin_tests(Source(WorkspacePath("x.feature"), text, digest_of(text)))
        refused = [problem.line for problem in facts.problems if problem.code == "gherkin-error"]
        if refused != ([truth.refused] if truth.refused else []):
            found.append(f"refused: {refused} and {truth.refused}\n{text}")
        elif not truth.refused and as_rows(facts) != truth.rows:
            found.append(f"{as_rows(facts)}\n{truth.rows}\n{text}")
    return found


def test_behaves_own_features() -> None:
    files = behaves_own_features()
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert len(files) > 200
    assert sum(len(truth.rows) for truth in parsed(texts)[1]) > 900
    assert differing(texts) == []


def test_our_fixture_projects() -> None:
    assert differing([file.read_text(encoding="utf-8") for file in sorted(PROJECTS.rglob("*.feature"))]) == []


def test_scrambled_features() -> None:
    texts = [scrambled(seed) for seed in range(1500)]
    assert 150 < sum(truth.refused == 0 for truth in parsed(texts)[1]) < 1300
    assert differing(texts) == []


def test_every_language_of_behave() -> None:
    texts = []
    for language in parsed([])[0]:
        if language in RENEWED:
            continue
        keywords = keywords_of(language)
        assert keywords is not None, language
        words = dict(keywords.statements)
        step = keywords.steps[1]
        texts.append(
            f"# language: {language}\n{words['feature'][0]}: F\n  {words['background'][0]}:\n    {step}bg\n"
            f"  {words['scenario'][0]}: one\n    {step}x\n  {words['outline'][-1]}: two <n>\n    {step}y <n>\n"
            f"    {words['examples'][0]}: e\n      | n |\n      | 1 |\n"
        )
    assert len(texts) > 60
    assert differing(texts) == []
