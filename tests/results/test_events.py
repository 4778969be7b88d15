from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    ToolFinished,
    ToolStarted,
)
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Attempt, CaseResult, Failure, Frame
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.events import Decoder

SESSION = {"kind": "session", "pytest": "9.2.0", "python": "3.11.7", "rootdir": "/w"}
HIT = {
    "method": "GET", "path": "/x/{a}", "handler": "app.x", "file": "/w/app.py", "line": 3, "status": 200,
    "entered": True, "how": "observed", "count": 2,
}  # fmt: skip
FAILED = {
    "exception": "KeyError",
    "mro": ["builtins.KeyError", "builtins.LookupError"],
    "message": "KeyError: 'a'",
    "text": "E   KeyError: 'a'",
    "frames": [["/w/test_a.py", 4, 5, 4, 12, "test_a"], ["/elsewhere/x.py", 1, 1, 1, 2, "f"]],
    "hits": [HIT],
}


def decoded(*lines: object) -> Decoder:
    decoder = Decoder("unit", "/w")
    decoder.feed([line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines])
    return decoder


def test_a_session_in_order() -> None:
    events = Decoder("unit", "/w").feed(
        json.dumps(line)
        for line in (
            SESSION,
            {"kind": "collected", "cases": [["test_a.py::test_a", 3]]},
            {"kind": "started", "id": "test_a.py::test_a"},
            {"kind": "finished", "id": "test_a.py::test_a", "line": 3, "phases": [["setup", "passed", 0.1]]},
            {"kind": "session_end", "exitstatus": 0},
        )
    )
    assert [type(event) for event in events] == [
        ToolStarted,
        CasesCollected,
        CaseStarted,
        CaseFinished,
        ToolFinished,
    ]


def test_a_case_with_everything() -> None:
    decoder = decoded(
        {
            "kind": "finished",
            "id": "sub/test_a.py::TestA::test_a[x::y]",
            "file": "sub/base.py",
            "line": 3,
            "worker": "gw1",
            "sections": [["Captured stdout call", "out\n"]],
            "phases": [
                ["setup", "passed", 0.25],
                ["call", "failed", 0.5, FAILED, {}],
                ["teardown", "passed", 0.25],
            ],
        }
    )
    location = Frame(WorkspacePath("test_a.py"), Span(4, 5, 4, 12), "test_a")
    failure = Failure(
        message="KeyError: 'a'",
        exception="KeyError",
        text="E   KeyError: 'a'",
        location=location,
        frames=(location,),
        when="call",
        category="data",
    )
    assert decoder.seen.cases == (
        CaseResult(
            id=TestId("sub/test_a.py::TestA::test_a[x::y]"),
            suite="unit",
            runner="pytest",
            name="TestA::test_a[x::y]",
            outcome="failed",
            duration=1.0,
            file=WorkspacePath("sub/base.py"),
            line=3,
            attempts=(Attempt("failed", 1.0, (failure,)),),
            failures=(failure,),
            output="--- Captured stdout call ---\nout",
            hits=(Hit("GET", "/x/{a}", "app.x", "/w/app.py", 3, 200, True, "call", count=2),),
            worker="gw1",
        ),
    )


def test_what_runs_is_known_at_every_moment() -> None:
    decoder = decoded({"kind": "started", "id": "a::b"}, {"kind": "started", "id": "a::c"})
    assert list(decoder.seen.running) == ["a::b", "a::c"]
    decoder.feed([json.dumps({"kind": "finished", "id": "a::b", "phases": []})])
    assert list(decoder.seen.running) == ["a::c"]


def test_what_runs_keeps_the_name_that_its_place_does_not_tell() -> None:
    decoder = decoded({"kind": "started", "id": "f.feature:3", "name": "A pet is sold"})
    assert decoder.seen.names == {"f.feature:3": "A pet is sold"}
    decoder.feed([json.dumps({"kind": "finished", "id": "f.feature:3", "phases": []})])
    assert decoder.seen.names == {}


def test_a_test_that_is_told_after_each_attempt_is_one_case() -> None:
    """pytest-rerunfailures 16.7 starts and finishes a test anew for each attempt."""
    start = {"kind": "started", "id": "a::b"}
    setup = ["setup", "passed", 0]
    again = [setup, ["call", "rerun", 1, FAILED], ["teardown", "passed", 0]]
    first, last = (
        {"kind": "finished", "id": "a::b", "phases": phases}
        for phases in (again, [setup, ["call", "passed", 1]])
    )
    decoder = decoded(start, first)
    assert (decoder.seen.cases, decoder.seen.running) == ((), ("a::b",))
    decoder.feed(map(json.dumps, (start, first, start, last)))
    (case,) = decoder.seen.cases
    assert [attempt.outcome for attempt in case.attempts] == ["failed", "failed", "passed"]
    assert (case.outcome, case.flaky, decoder.seen.running) == ("passed", True, ())


def test_one_id_in_two_workers_at_once() -> None:
    start = {"kind": "started", "id": "a::b"}
    end = {"kind": "finished", "id": "a::b", "phases": [["setup", "passed", 0], ["call", "passed", 0]]}
    decoder = decoded(start, start, end)
    assert list(decoder.seen.running) == ["a::b"]
    decoder.feed([json.dumps(end)])
    assert list(decoder.seen.running) == []


@pytest.mark.parametrize(
    ("detail", "file", "line"),
    [
        ({"message": "SyntaxError: x", "frames": [["/w/a/t.py", 7, 3, 7, 4, "<module>"]]}, "a/t.py", 7),
        ({"message": "ImportError: x", "frames": [["/w/lib.py", 2, 1, 2, 9, "<module>"]]}, "lib.py", 2),
        ({"message": "broken", "frames": []}, "a/t.py", 1),
    ],
)
def test_collection_error_is_a_problem_at_its_line(detail: object, file: str, line: int) -> None:
    decoder = decoded({"kind": "collect_error", "id": "a/t.py", "file": "a/t.py", "failure": detail})
    (broken,) = decoder.seen.broken
    assert isinstance(broken, CollectionBroke)
    assert broken.problem is not None
    assert (broken.problem.file, broken.problem.line, broken.problem.code) == (file, line, "collection-error")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"   ",
        b'{"kind":"finished","id":"a::b","phases":[["setup","pas',
        b"\x00\x00\x00",
        b"[1, 2]",
        b'"text"',
        b"null",
        b"{}",
        b'{"kind": 3}',
        b'{"kind": "of another day"}',
        b'{"kind": "finished"}',
        b'{"kind": "finished", "id": 3, "phases": [[]]}',
        b'{"kind": "finished", "id": "a::b", "phases": [["lunch", "passed", 1]]}',
        b'{"kind": "finished", "id": "a::b", "phases": {"setup": 1}}',
        b'{"kind": "collected", "cases": [1]}',
        b'{"kind": "session_end"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_foreign_line_is_a_note(line: bytes) -> None:
    decoder = decoded(SESSION, line, {"kind": "session_end", "exitstatus": 0})
    assert len(decoder.seen.notes) == (1 if line.strip() else 0)
    assert decoder.seen.exitstatus == 0
    assert not decoder.seen.cases


@given(
    st.binary(max_size=80)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_line_breaks_the_decoder(line: bytes) -> None:
    decoded(line)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(
        ["session", "collected", "collect_error", "collect_skipped", "started", "finished", "missing"]
    ),
    st.dictionaries(
        st.sampled_from(["id", "cases", "phases", "failure", "file", "ids", "place", "line", "sections"]),
        json_values,
    ),
)
def test_no_value_breaks_the_decoder(kind: str, fields: dict[str, object]) -> None:
    decoded({**fields, "kind": kind})


def test_lone_surrogates_can_be_encoded_afterwards() -> None:
    phases = [["setup", "passed", 0], ["call", "failed", 0, {"message": "a\ud800b", "frames": []}]]
    decoder = decoded({"kind": "finished", "id": "t::\udfff", "phases": phases})
    (case,) = decoder.seen.cases
    assert case.message == "a\ufffdb"
    assert case.id.encode()


def test_the_fault_of_a_tool_is_told_in_a_line_with_its_place() -> None:
    failure = {
        "message": "Error: Traceback:\n  lots\nKeyError: 1",
        "frames": [["/w/conftest.py", 4, 1, 4, 2, "f"]],
    }
    (fault,) = decoded({"kind": "internal_error", "text": "lots", "failure": failure}).seen.faults
    assert (
        fault
        == "pytest broke: Error: Traceback: … KeyError: 1 (conftest.py:4); its own words are in the output"
    )


def test_missing_and_faults_add_up() -> None:
    decoder = decoded(
        {"kind": "missing", "ids": ["a"], "deselected": ["b"]},
        {"kind": "missing", "ids": ["c"]},
        {"kind": "worker_crashed", "worker": "gw0", "text": "gone"},
        {"kind": "internal_error", "text": "trace", "failure": {"message": "KeyError: 1"}},
        {"kind": "interrupted", "reason": "", "exception": "KeyboardInterrupt"},
        {"kind": "usage_error", "text": "bad option"},
        {"kind": "probe_error", "text": "trace"},
    )
    seen = decoder.seen
    assert (seen.missing, seen.deselected) == (("a", "c"), ("b",))
    assert seen.faults == (
        "worker gw0 crashed: gone",
        "pytest broke: KeyError: 1; its own words are in the output",
    )
    assert (seen.interrupted, seen.usage_error) == ("KeyboardInterrupt", "bad option")
    assert seen.notes == ("the probe had a fault: trace",)


def test_what_comes_after_the_end_of_a_test_is_kept_for_it() -> None:
    late = {"kind": "late_hits", "id": "test_a.py::test_a", "hits": [HIT]}
    decoder = decoded(SESSION, late, late)
    hits = decoder.seen.late[TestId("test_a.py::test_a")]
    assert [(hit.path, hit.when) for hit in hits] == [("/x/{a}", "call"), ("/x/{a}", "call")]


def test_a_request_of_set_up_inside_the_call_is_setup() -> None:
    phases = [["setup", "passed", 0], ["call", "passed", 0, {"hits": [{**HIT, "when": "setup"}, HIT]}]]
    decoder = decoded(SESSION, {"kind": "finished", "id": "test_a.py::test_a", "phases": phases})
    assert [hit.when for hit in decoder.seen.cases[0].hits] == ["setup", "call"]
