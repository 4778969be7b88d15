"""Every request is laid to the test that made it, wherever and whenever it was made."""

from __future__ import annotations

from pathlib import Path

from tests.probes.environments import THIS, environment
from tests.probes.probed import Probed, probed, project, traced

OWN = {
    "test_sealed_thread": ["call /a/{name} 200"],
    "test_thread": ["call /a/{name} 200"],
    "test_pool_begins": ["call /a/{name} 200"],
    "test_pool_goes_on": ["call /sync/{name} 200"],
    "test_portal_begins": ["setup /login 200", "call /a/{name} 200"],
    "test_portal_goes_on": ["call /sync/{name} 200"],
    "test_live_begins": ["call /a/{name} 200"],
    "test_live_goes_on": ["call /sync/{name} 200"],
    "test_gather": ["call /a/{name} 200", "call /a/{name} 200", "call /sync/{name} 200"],
    "test_same_loop": ["call /a/{name} 200"],
    "test_leaves_a_task": ["late /a/{name} 200"],
    "test_what_was_left_runs_during_this": ["call /sync/{name} 200"],
    "test_in_loop_begins": ["call /a/{name} 200"],
    "test_in_loop_goes_on": ["call /a/{name} 200", "call /sync/{name} 200"],
    "test_leaves_a_thread": ["late /a/{name} 200"],
    "test_makes_no_request": [],
    "test_task_group": ["call /a/{name} 200", "call /sync/{name} 200"],
    "test_same_runner": ["call /a/{name} 200"],
    "test_aiohttp": [],
    "TestIsolated::test_one": ["setup /a/{name} 200", "call /a/{name} 200"],
    "TestIsolated::test_two": ["setup /a/{name} 200", "call /sync/{name} 200", "call /sync/{name} 200"],
}


def told(run: Probed) -> dict[str, list[str]]:
    assert run.returncode == 0, run.output
    assert run.seen.notes == ()
    found: dict[str, list[str]] = {}
    for case in run.cases.values():
        own = [(hit.when, hit) for hit in case.hits] + [
            ("late", hit) for hit in run.seen.late.get(case.id, ())
        ]
        lines = [
            f"{when} {hit.path} {hit.status}"
            for when, hit in own
            if hit.how == "observed"
            for _ in range(hit.count)
        ]
        found[case.id.partition("::")[2]] = sorted(lines, key=lambda line: (line[:5] != "setup", line))
    return found


def test_every_request_is_its_tests() -> None:
    assert told(traced("web_owners", "web_owners")) == OWN


def test_in_workers_of_xdist_too(tmp_path: Path) -> None:
    folder = project("web_owners", tmp_path / "web_owners")
    run = probed(folder, "-W", "ignore", "-n", "1", python=environment(THIS, "web_owners"))
    assert told(run) == OWN
