from __future__ import annotations

import io

from rich.console import Console

from qaagent_lsp.cli.run_text import TextView
from qaagent_lsp.model.event import CaseFinished, CasesCollected, CaseStarted, CollectionBroke
from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import TestId
from tests.cli.results import case, failing, result
from tests.session.test_watching import TICKET


def told(console: Console) -> str:
    """Play a small run to a view of a console and give what stands there at the end."""
    view = TextView(console)
    good, bad = case("t.py::test_good", "passed"), failing("t.py::test_bad")
    view.run_queued(TICKET)
    view.run_started(TICKET, ())
    view.run_event(TICKET, CasesCollected("unit", (good.id, bad.id)))
    view.run_event(TICKET, CaseStarted("unit", good.id))
    view.run_event(TICKET, CaseFinished("unit", good))
    view.run_event(TICKET, CaseFinished("unit", bad))
    view.end(result(good, bad), Snapshot())
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_where_nobody_looks_there_is_no_bar() -> None:
    text = told(Console(file=io.StringIO(), highlight=False, width=200))
    assert "\x1b" not in text
    assert text.startswith("Running all tests  run r\n\n✗ t.py::test_bad  failed in 0.02 s\n")
    assert text.endswith("✗ red  1 failed, 1 passed in 0.50 s\n  evidence /runs/20261123_010203Z\n")


def test_on_a_terminal_a_bar_moves_and_goes_away() -> None:
    text = told(Console(file=io.StringIO(), highlight=False, width=100, force_terminal=True))
    assert "2/2" in text
    assert "\x1b[?25l" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_a_broken_file_is_told_once() -> None:
    console = Console(file=io.StringIO(), width=200)
    view = TextView(console)
    broken = failing("t.py", "no module", outcome="error")
    view.run_event(TICKET, CollectionBroke("unit", TestId("t.py"), Failure("no module"), None))
    view.run_event(TICKET, CaseFinished("unit", broken))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count("no module") == 1
