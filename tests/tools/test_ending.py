from __future__ import annotations

from qaagent_lsp.model.tool import EndedCall, ToolCall
from qaagent_lsp.tools.ending import in_short, tail_of

CALL = ToolCall("perf", ("locust",), "/work", "/runs/1/output.log")


def tail(output: str) -> str:
    return tail_of(EndedCall(CALL, 1, 0.1, output=output))


def test_the_end_of_the_output_is_told_in_one_line() -> None:
    assert tail("\x1b[31mone\x1b[0m\n\n  two\n") == "one two"
    assert tail("x" * 400) == "… " + "x" * 300
    assert tail(" \n") == "it wrote nothing"


def test_a_line_that_names_the_error_goes_before_the_end() -> None:
    traceback = "Traceback:\n  File 'a.py'\nModuleNotFoundError: No module named 'x'\nbye"
    assert tail(traceback) == "ModuleNotFoundError: No module named 'x' bye"
    assert tail("Usage: st\n\nError: Invalid value\n") == "Error: Invalid value"


def test_the_first_line_of_a_text_is_cut() -> None:
    assert in_short("\n one\ntwo") == "one"
    assert in_short("y" * 301) == "y" * 299 + "…"
    assert in_short("") == ""
