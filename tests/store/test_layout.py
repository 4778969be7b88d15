from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qaagent_lsp.store.layout import MANIFEST, STAGING, is_run_name, reserve, run_order, run_second, runs_root

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def fill(folder: Path, run_id: str) -> None:
    (folder / MANIFEST).write_text(run_id)


@pytest.mark.parametrize(
    ("explicit", "environ", "expected"),
    [
        ("/given", {"QAAGENT_RUNS_DIR": "/env"}, "/given"),
        (None, {"QAAGENT_RUNS_DIR": "/env"}, "/env"),
        (None, {"QAAGENT_RUNS_DIR": "~/mine"}, "{home}/mine"),
        (None, {"QAAGENT_RUNS_DIR": "here/runs"}, "{cwd}/here/runs"),
        (None, {"QAAGENT_RUNS_DIR": ""}, "{home}/.qaagent/runs"),
        (None, {"QAAGENT_HOME": "/no"}, "{home}/.qaagent/runs"),
    ],
)
def test_the_root_is_explicit_then_of_the_environment_then_of_the_home(
    explicit: str | None,
    environ: dict[str, str],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert runs_root(explicit, environ) == Path(expected.format(home=Path.home(), cwd=tmp_path))


def test_a_taken_second_leads_to_the_next_suffix(tmp_path: Path) -> None:
    names = [reserve(tmp_path / "runs", NOON, fill).name for _ in range(102)]
    assert names[:3] == ["20261122_120000Z", "20261122_120000Z_01", "20261122_120000Z_02"]
    assert names[-3:] == ["20261122_120000Z_99", "20261122_120000Z_100", "20261122_120000Z_101"]
    assert sorted(set(names), key=run_order) == names
    assert (tmp_path / "runs" / names[1] / MANIFEST).read_text() == names[1]


def test_a_folder_of_somebody_else_is_never_taken_over(tmp_path: Path) -> None:
    (tmp_path / "runs" / "20261122_120000Z").mkdir(parents=True)
    assert reserve(tmp_path / "runs", NOON, fill).name == "20261122_120000Z_01"
    assert list((tmp_path / "runs" / "20261122_120000Z").iterdir()) == []


def test_what_cannot_be_filled_leaves_nothing(tmp_path: Path) -> None:
    def refuse(folder: Path, run_id: str) -> None:
        (folder / MANIFEST).write_text(run_id)
        msg = "disk full"
        raise OSError(msg)

    with pytest.raises(OSError, match="disk full"):
        reserve(tmp_path / "runs", NOON, refuse)
    assert list((tmp_path / "runs").iterdir()) == []
    assert list((tmp_path / STAGING).iterdir()) == []


def test_without_a_place_for_staging_the_folder_is_made_in_the_root(tmp_path: Path) -> None:
    # A file where the staging folder would be stands for a parent that cannot be written.
    (tmp_path / STAGING).write_text("")
    names = [reserve(tmp_path / "runs", NOON, fill).name for _ in range(2)]
    assert names == ["20261122_120000Z", "20261122_120000Z_01"]


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("20261122_120000Z", "2026-11-22T12:00:00Z"),
        ("20261122_120000Z_07", "2026-11-22T12:00:00Z"),
        ("20269922_120000Z", None),
        ("branch-1", None),
        ("", None),
    ],
)
def test_a_name_tells_its_second(name: str, second: str | None) -> None:
    assert run_second(name) == second


@pytest.mark.parametrize("name", ["", ".", "..", ".git", "a/b", "/a", "a\\b"])
def test_what_leads_elsewhere_is_no_run_name(name: str) -> None:
    assert not is_run_name(name)
    assert is_run_name("20261122_120000Z_01")
