"""Files of variables: what they say, what wins, and that no value is ever told."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host.env_files import read_env_files
from qaagent_lsp.model.errors import BadConfiguration


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"),
        ("export A=1", "1"),
        ("A='a b' # remark", "a b"),
        ('A="a\\nb"', "a\nb"),
        ('A="over\ntwo lines"', "over\ntwo lines"),
        ("A=", ""),
        ("B=x\nA=${B}/y", "x/y"),
        ("A=${GIVEN}/y", "outer/y"),
    ],
)
def test_a_line_is_read_as_every_tool_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, value: str
) -> None:
    monkeypatch.setenv("GIVEN", "outer")
    (tmp_path / ".env").write_text(line + "\n")
    assert read_env_files(tmp_path, (), {}).values["A"] == value


def test_the_process_goes_before_a_quiet_file_and_named_files_before_both(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=quiet\nB=quiet\nC=quiet\n")
    (tmp_path / "one.env").write_text("B=one\nD=it's $ one\n")
    (tmp_path / "two.env").write_text("D=two\nE=${B}\n")
    found = read_env_files(tmp_path, ("one.env", "two.env"), {"A": "process", "B": "process"})
    assert found.values == {"C": "quiet", "B": "one", "D": "two", "E": "one"}
    assert found.notes == (".env: C", "one.env: B, D", "two.env: D, E")


def test_a_broken_line_is_told_with_its_number_and_without_its_text(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\n'secret\nB=2\n")
    found = read_env_files(tmp_path, (), {})
    assert found.notes == (".env: A, B", ".env:2: this line is no variable and was passed over")


def test_a_named_file_that_is_not_there_refuses_the_run(tmp_path: Path) -> None:
    assert read_env_files(tmp_path, (), {}).values == {}
    with pytest.raises(BadConfiguration, match=r"gone\.env cannot be read"):
        read_env_files(tmp_path, ("gone.env",), {})
