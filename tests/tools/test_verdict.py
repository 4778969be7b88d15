from __future__ import annotations

from qaagent_lsp.model.tool import EndedCall, PlannedTool, ToolCall, ToolFinding
from qaagent_lsp.tools.verdict import Told, counted, in_short, own_words, verdict

CALL = ToolCall("a11y", ("node", "x"), "/w", "/o.log", timeout=5)
PLANNED = PlannedTool("a11y", "1.0", (CALL, CALL))


def test_a_finding_that_blocks_fails_it() -> None:
    told = Told(findings=(ToolFinding("a11y", "low", "x", "x", blocks=False),))
    assert verdict(PLANNED, [EndedCall(CALL, 0, 1.0)], told).outcome == "passed"
    told = Told(findings=(ToolFinding("a11y", "low", "x", "x"),), version="1.1")
    result = verdict(PLANNED, [EndedCall(CALL, 0, 1.0), EndedCall(CALL, 0, 2.0)], told)
    assert (result.outcome, result.duration, result.version, result.argv) == (
        "failed",
        3.0,
        "1.1",
        ("node", "x"),
    )


def test_the_first_code_that_is_not_0_counts() -> None:
    ended = [EndedCall(CALL, code, 0.0) for code in (0, 3, 0)]
    assert verdict(PLANNED, ended, Told()).exit_code == 3


def test_nothing_started_is_an_error() -> None:
    result = verdict(PLANNED, [], Told())
    assert (result.outcome, result.executed, result.exit_code) == ("error", False, None)


def test_words() -> None:
    assert (counted(1, "page"), counted(2, "page")) == ("1 page", "2 pages")
    assert own_words(EndedCall(CALL, 1, 0.0, output="a\n\n  b \n")) == "a\n  b"


def test_its_own_words_begin_where_it_names_the_error() -> None:
    traceback = "Traceback:\n  File 'a.py'\n\x1b[31mModuleNotFoundError: No module named 'x'\x1b[0m\nbye\n"
    assert (
        own_words(EndedCall(CALL, 1, 0.0, output=traceback))
        == "ModuleNotFoundError: No module named 'x'\nbye"
    )


def test_the_first_line_of_a_text_is_cut() -> None:
    assert in_short("\n one\ntwo") == "one"
    assert in_short("y" * 301) == "y" * 299 + "…"
    assert in_short("") == ""
