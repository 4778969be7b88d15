"""Env files: real files in, variables out."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host.env_files import read_env_files


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=1\nB = two words \n", {"A": "1", "B": "two words"}),
        ("export A=1\n# comment\nB=2 # comment\nC='#'\n", {"A": "1", "B": "2", "C": "#"}),
        ("A=\"x\\ny\"\nB='x\\ny'\n", {"A": "x\ny", "B": "x\\ny"}),
        ('A="first\nsecond"\nB=3', {"A": "first\nsecond", "B": "3"}),
        (
            "A=1\nB=${A}/x\nC=${NONE:-d}\nD=$A\nE=${HOST}",
            {"A": "1", "B": "1/x", "C": "d", "D": "$A", "E": "here"},
        ),
        ("A=\nB\n", {"A": ""}),
        ("\ufeffA=ü😀\r\nB=2\r\n", {"A": "ü😀", "B": "2"}),
        ("HOST=other\nA=${HOST}", {"A": "here"}),
    ],
)
def test_variables_are_read(tmp_path: Path, text: str, values: dict[str, str]) -> None:
    (tmp_path / ".env").write_text(text, "utf-8", newline="")
    found = read_env_files(tmp_path, (), {"HOST": "here"})
    assert (dict(found.values), found.problems) == (values, ())
    assert found.names == tuple(sorted(values))


def test_later_files_win_and_may_build_on_earlier_ones(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=root\nB=root\nC=root")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.env").write_text("B=one\nC=one")
    (tmp_path / "two.env").write_text("C=two ${B}")
    found = read_env_files(tmp_path, ("sub/one.env", str(tmp_path / "two.env")), {})
    assert found.values == {"A": "root", "B": "one", "C": "two one"}


def test_a_change_counts_from_the_next_reading_on(tmp_path: Path) -> None:
    assert read_env_files(tmp_path, (), {}).values == {}
    (tmp_path / ".env").write_text("A=1")
    assert read_env_files(tmp_path, (), {}).values == {"A": "1"}


def test_a_broken_line_is_named_and_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\n\n\n'nothing\nB=2\n")
    found = read_env_files(tmp_path, (), {})
    assert found.values == {"A": "1", "B": "2"}
    assert [(problem.file, problem.line, problem.code) for problem in found.problems] == [
        (".env", 4, "bad-env-line")
    ]


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    found = read_env_files(tmp_path, ("none.env", "folder"), {})
    assert [(problem.file, problem.code) for problem in found.problems] == [
        ("none.env", "no-env-file"),
        ("folder", "no-env-file"),
    ]
