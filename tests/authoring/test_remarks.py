"""What is said beside tests."""

from __future__ import annotations

from qaagent_lsp.authoring.remarks import remarks_on, unused, written_by
from qaagent_lsp.model.brief import CaseBrief, RequestBrief

GET = RequestBrief("GET", "/")


def test_where_an_expectation_comes_from_and_what_is_not_known() -> None:
    assert list(remarks_on(CaseBrief("happy", "x", GET, (200,), known_by="observed"))) == []
    assert list(
        remarks_on(CaseBrief("happy", "x", GET, (200,), known_by="schema", unknown=("who calls",)))
    ) == [
        "Expected by the API's description.",
        "TODO(qaagent): who calls",
    ]
    (said,) = remarks_on(CaseBrief("happy", "x", GET, (200,)))
    assert "convention" in said


def test_names_are_numbered_from_the_second_on() -> None:
    taken: set[str] = set()
    assert [unused("a", taken) for _ in range(3)] == ["a", "a (2)", "a (3)"]
    assert unused("a", taken, "{}_{}") == "a_2"
    assert unused("{}", taken) == "{}"
    assert unused("{}", taken) == "{} (2)"


def test_who_wrote_it() -> None:
    assert written_by("scenario").startswith("Written by qaagent-lsp. ")
    assert "when the scenario was written" in written_by("scenario")
