"""The cache of a workspace folder: kept, shared between processes, and never in the way when it is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qaagent_lsp.discovery.units import Units
from qaagent_lsp.linking.executed import Executed
from qaagent_lsp.linking.observed import Observed, ObservedTest
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.cache import WorkspaceCache, cache_of
from tests.linking.seen import app, sighting

A, B = TestId("t.py::a"), TestId("t.py::b")


def knowing(*tests: TestId) -> Observed:
    return Observed({test: ObservedTest("digest", {}) for test in tests})


def learning(test: TestId) -> Callable[[Observed], Observed]:
    return lambda known: knowing(*known.tests, test)


def test_changes_of_two_owners_are_both_kept(tmp_path: Path) -> None:
    for test in (A, B):
        WorkspaceCache(tmp_path).change_observed(learning(test))
    assert WorkspaceCache(tmp_path).load_observed() == (knowing(A, B), "")


def test_a_broken_file_is_said_and_replaced(tmp_path: Path) -> None:
    cache = WorkspaceCache(tmp_path)
    (tmp_path / "observed.json").write_text("{ half")
    observed, warning = cache.load_observed()
    assert observed == Observed()
    assert "starting anew" in warning
    assert cache.change_observed(learning(A)) == knowing(A)
    assert cache.load_observed() == (knowing(A), "")


def test_apps_that_were_seen_are_kept_and_a_broken_file_is_said(tmp_path: Path) -> None:
    cache = WorkspaceCache(tmp_path / "new")
    seen = (sighting({}, app("main:app", "main.py:1", "GET /x main.x main.py:2")),)
    assert cache.load_sightings() == ((), "")
    assert cache.change_sightings(lambda _: seen) == seen
    assert cache.load_sightings() == (seen, "")
    (tmp_path / "new" / "apps.json").write_bytes(b"\xff")
    assert cache.load_sightings()[0] == ()
    assert "starting anew" in cache.load_sightings()[1]
    assert cache.change_sightings(lambda known: (*known, *seen)) == seen


def test_the_mark_of_cleared_results(tmp_path: Path) -> None:
    cache = WorkspaceCache(tmp_path / "new")
    assert cache.cleared_at() == 0.0
    cache.clear_results(12.5)
    assert cache.cleared_at() == 12.5


def test_folders_of_one_name_have_caches_of_their_own(tmp_path: Path) -> None:
    assert cache_of(tmp_path / "a" / "app").root != cache_of(tmp_path / "b" / "app").root


def test_what_was_executed_is_kept_and_a_broken_file_is_nothing(tmp_path: Path) -> None:
    cache = WorkspaceCache(tmp_path / "there")
    assert (cache.load_executed(), cache.load_units()) == (Executed(), {})
    units = {"d": Units("rest", {})}
    cache.change_executed(lambda known: replace(known, clock=known.clock + 1))
    cache.keep_units(units)
    assert (cache.load_executed(), cache.load_units()) == (Executed(1), units)
    for name in ("executed.json", "units.json"):
        (cache.root / name).write_bytes(b"\xff{")
    assert (cache.load_executed(), cache.load_units()) == (Executed(), {})
