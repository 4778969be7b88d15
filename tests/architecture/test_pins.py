"""Exact versions of everything that is run, tested or linted with; no lock file and no address."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture.sources import ROOT, shown, tracked_files

EXACT = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,_]+\])?==[0-9][A-Za-z0-9.+!-]*$")
LOCKS = frozenset(
    {"uv.lock", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock"}
)
ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)")
# Documents that we send a reader to. Where packages come from is everybody's own business.
KNOWN_HOSTS = frozenset(
    {
        "docs.pytest.org",
        "json-schema.org",
        "keepachangelog.com",
        "nodejs.org",
        "semver.org",
        "spec.openapis.org",
        "yaml.org",
    }
)
# RFC 2606 and this machine: names that lead nowhere.
NOWHERE = re.compile(r"(?:[^.]*|127\.0\.0\.1|.*\.(?:test|example|invalid|localhost))")
TEXT = frozenset(
    {".py", ".md", ".toml", ".json", ".ts", ".mts", ".mjs", ".cjs", ".js", ".yaml", ".yml", ".txt", ".sh", ""}
)


def pyproject() -> dict[str, Any]:
    """The project's own configuration."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_groups_and_constraints_are_exact() -> None:
    config = pyproject()
    pins = [
        *(pin for group in config["dependency-groups"].values() for pin in group if isinstance(pin, str)),
        *config["tool"]["uv"]["constraint-dependencies"],
        *config["build-system"]["requires"],
    ]
    assert [pin for pin in pins if not EXACT.match(pin)] == []


def test_everything_installed_is_constrained() -> None:
    config = pyproject()
    named = {_name(pin) for pin in config["project"]["dependencies"]}
    grouped = {
        _name(pin) for group in config["dependency-groups"].values() for pin in group if isinstance(pin, str)
    }
    constrained = {_name(pin) for pin in config["tool"]["uv"]["constraint-dependencies"]}
    assert (named | grouped) - constrained == set()


def test_requirements_of_real_projects_are_exact() -> None:
    for file in (ROOT / "tests").rglob("requirements/*.txt"):
        lines = file.read_text(encoding="utf-8").splitlines()
        pins = [line.partition(";")[0].strip() for line in lines if line and not line.startswith("#")]
        assert [pin for pin in pins if not EXACT.match(pin)] == [], shown(file)


def test_the_clients_packages_are_exact() -> None:
    package = json.loads((ROOT / "vscode-client" / "package.json").read_text(encoding="utf-8"))
    pins = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    assert {
        name: pin for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", pin)
    } == {}


def test_no_lock_file_is_tracked() -> None:
    assert [shown(file) for file in tracked_files() if file.name in LOCKS] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    """Neither this clone's folder, nor a hidden folder of its owner, nor an address besides the known ones."""
    places = (f"{ROOT}/", f"{Path.home()}/.")
    found = [
        f"{shown(file, number)}: {line.strip()[:80]}"
        for file in tracked_files()
        if file.suffix in TEXT
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if any(place in line for place in places)
        or any(host not in KNOWN_HOSTS and not NOWHERE.fullmatch(host) for host in ADDRESS.findall(line))
    ]
    assert found == []


def _name(pin: str) -> str:
    return re.split(r"[\[<>=!~ ;]", pin, maxsplit=1)[0].lower().replace("_", "-")
