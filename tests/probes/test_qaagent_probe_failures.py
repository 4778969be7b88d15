"""Where a failure is laid: the innermost line inside the workspace, with columns."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from qaagent_lsp.model.result import Failure
from tests.probes.probed import Probed, probed, project, write


@cache
def verdicts() -> tuple[Probed, dict[str, list[str]]]:
    with TemporaryDirectory() as folder:
        root = project("verdicts", Path(folder).resolve() / "verdicts")
        texts = {
            str(path.relative_to(root)): path.read_text(encoding="utf-8").splitlines()
            for path in root.rglob("*.py")
        }
        return probed(root), texts


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("test_fails", ["assert (value, 1) == (value, 2)"]),
        ("test_setup_breaks", ['raise LookupError("setup")']),
        ("test_teardown_breaks", ['raise OSError("teardown")']),
        ("test_fails_and_teardown_breaks", ['assert not "call"', 'raise OSError("teardown")']),
        ("test_no_such_fixture", ["test_no_such_fixture"]),
        ("test_xpasses_strictly", ["test_xpasses_strictly"]),
        ("test_xfails_otherwise", ['raise ValueError("not a KeyError")']),
        ("test_parameters[b::c]", ['assert value != "b::c"']),
        ("test_fails_without_traceback", ['pytest.fail("no trace", pytrace=False)']),
        ("TestClass::TestNested::test_in_nested", ["assert [1, 2] == [1, 3]"]),
        ("test_fails_in_helper", ['raise RuntimeError("deep")']),
        ("test_fails_behind_hidden_helper", ["hidden()"]),
        ("test_fails_in_library", ['json.loads("{")']),
        ("test_chained", ['raise ValueError("wrapped") from error']),
        ("test_dynamic_code", ['eval("1 /" + " 0")']),
        ("test_exits", ["sys.exit(3)"]),
        ("test_str_breaks", ["raise Odd"]),
    ],
)
def test_marked_text(test: str, expected: list[str]) -> None:
    run, texts = verdicts()
    assert [marked(failure, texts) for failure in run.cases[f"test_verdicts.py::{test}"].failures] == expected


def test_marks_every_line_of_an_expression() -> None:
    run, texts = verdicts()
    (failure,) = run.cases["test_verdicts.py::test_multi_line"].failures
    assert failure.location is not None
    span = failure.location.span
    assert texts["test_verdicts.py"][span.line - 1 : span.end_line] == [
        "    assert {",
        '        "a": 1,',
        "    } == {",
        '        "a": 2,',
        "    }",
    ]


def test_frames_lead_from_the_test_to_the_helper() -> None:
    run, _ = verdicts()
    (failure,) = run.cases["test_verdicts.py::test_fails_in_helper"].failures
    assert [frame.function for frame in failure.frames] == [
        "test_fails_in_helper",
        "helper",
        "helper",
        "helper",
    ]


def test_inherited_test_is_defined_in_its_own_file() -> None:
    run, texts = verdicts()
    case = run.cases["pkg/test_derived.py::TestTwo::test_from_base"]
    assert (case.file, case.line) == ("pkg/base_cases.py", 4)
    assert [marked(failure, texts) for failure in case.failures] == ["self.value == 1"]


@pytest.mark.parametrize(
    ("test", "message", "exception"),
    [
        ("test_fails", "AssertionError: assert ('ééé', 1) == ('ééé', 2)", "AssertionError"),
        ("test_no_such_fixture", "fixture 'nowhere' not found", "FixtureLookupError"),
        ("test_xpasses_strictly", "[XPASS(strict)] fixed?", ""),
        ("test_fails_without_traceback", "Failed: no trace", "Failed"),
        ("test_fails_in_library", "json.decoder.JSONDecodeError: Expecting property name", "JSONDecodeError"),
        ("test_str_breaks", "test_verdicts.test_str_breaks.<locals>.Odd", "Odd"),
    ],
)
def test_message(test: str, message: str, exception: str) -> None:
    run, _ = verdicts()
    (failure,) = run.cases[f"test_verdicts.py::{test}"].failures
    assert failure.message.startswith(message)
    assert failure.exception == exception


def test_reasons_and_output() -> None:
    run, _ = verdicts()
    reasons = {test.rpartition("::")[2]: case.reason for test, case in run.cases.items() if case.reason}
    assert reasons["test_skips_inside"] == "inside"
    assert reasons["test_skipped_by_mark"] == "by mark"
    assert reasons["test_skipped_by_condition"] == "by condition"
    assert reasons["test_xfails"] == "known"
    assert run.cases["test_module_skipped.py"].reason == "whole module"
    output = run.cases["test_verdicts.py::test_passes"].output
    assert output.splitlines() == [
        "--- Captured stdout call ---",
        "out",
        "--- Captured stderr call ---",
        "err",
    ]


@pytest.mark.parametrize(
    ("source", "line", "text", "message"),
    [
        ("def test_a():\n    pass\n\ndef test_b(:\n    pass\n", 4, ":", "SyntaxError: invalid syntax"),
        ("ONE = 1; TWO = ONE / 0\n", 1, "ONE / 0", "ZeroDivisionError: division by zero"),
        (
            "import os\nimport no_such_module_x\n",
            2,
            "import no_such_module_x",
            "ModuleNotFoundError: No module",
        ),
        ("from broken_helper import x\n", 2, "import no_such_module_y", "ModuleNotFoundError: No module"),
        ("def f():\n  return 1\n\treturn 2\n", 3, "", "TabError"),
    ],
    ids=["syntax", "module level", "import", "import of import", "tabs"],
)
def test_collection_error_stands_at_its_line(
    source: str, line: int, text: str, message: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "w", test_it=source, broken_helper="X = 1\nimport no_such_module_y\n")
    (broken,) = probed(folder).seen.broken
    assert broken.problem is not None
    assert broken.id == "test_it.py"
    assert broken.problem.line == line
    where = (folder / broken.problem.file).read_text().splitlines()[line - 1]
    assert not text or where[broken.problem.span.column - 1 : broken.problem.span.end_column - 1] == text
    assert message in broken.failure.message
    assert broken.failure.category == "collection"


def test_broken_conftest_is_told_although_no_session_starts(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", conftest="import nowhere_at_all\n", test_it="def test_a(): pass\n")
    run = probed(folder)
    (broken,) = run.seen.broken
    assert run.returncode == 4
    assert broken.problem is not None
    assert (broken.id, broken.problem.file, broken.problem.line) == ("conftest.py", "conftest.py", 1)


def test_exception_groups_stand_at_their_first_member(tmp_path: Path) -> None:
    source = (
        "import asyncio\n\nasync def bad():\n    raise KeyError('one')\n\n"
        "async def go():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(bad())\n\n"
        "def test_one():\n    asyncio.run(go())\n\n"
        "def test_two():\n    raise ExceptionGroup('two', [KeyError('a'), ValueError('b')])\n"
    )
    run = probed(write(tmp_path / "w", test_it=source))
    (one,) = run.cases["test_it.py::test_one"].failures
    assert one.location is not None
    assert (one.exception, one.location.span.line, one.category) == ("KeyError", 4, "data")
    (two,) = run.cases["test_it.py::test_two"].failures
    assert two.exception == "ExceptionGroup"
    assert two.message.splitlines()[1:] == ["1. KeyError: 'a'", "2. ValueError: b"]


def test_long_texts_are_capped_and_say_so(tmp_path: Path) -> None:
    source = "def test_a():\n    print('y' * 300000)\n    raise ValueError('x' * 1000000)\n"
    case = probed(write(tmp_path / "w", test_it=source)).cases["test_it.py::test_a"]
    assert len(case.failures[0].message) < 30_000
    assert len(case.failures[0].text) < 150_000
    assert "characters left out" in case.failures[0].message
    assert "characters left out" in case.output


def marked(failure: Failure, texts: dict[str, list[str]]) -> str:
    assert failure.location is not None
    assert sys.version_info >= (3, 11)
    span = failure.location.span
    assert span.line == span.end_line
    return texts[failure.location.file][span.line - 1][span.column - 1 : span.end_column - 1]
