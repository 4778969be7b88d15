"""Which way imports point, and what may be imported where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import FORBIDDEN_IN_PURE, PURE_ROOMS, ROOT, imports_of, room_files, shown

# What a probe may meet in the user's process: the tool that loads it, and what it traces when it is there.
PROBED = frozenset(
    {
        "pluggy",
        "pytest",
        "_pytest",
        "xdist",
        "starlette",
        "fastapi",
        "flask",
        "werkzeug",
        "django",
        "httpx",
        "playwright",
        "schemathesis",
    }
)


def test_import_linter_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pure_rooms_import_nothing_that_does_io() -> None:
    broken = [
        f"{shown(file, line)} imports {name}"
        for file in room_files(*PURE_ROOMS)
        for name, line in imports_of(file)
        if name.partition(".")[0] in FORBIDDEN_IN_PURE
    ]
    assert broken == []


def test_probes_import_only_the_standard_library_and_what_they_watch() -> None:
    files = room_files("probes")
    own = {file.stem for file in files}
    broken = [
        f"{shown(file, line)} imports {name}"
        for file in files
        for name, line in imports_of(file)
        if name.partition(".")[0] not in sys.stdlib_module_names | own | PROBED
    ]
    assert broken == []


def test_command_line_and_server_know_nothing_of_each_other() -> None:
    broken = [
        f"{shown(file, line)} imports {name}"
        for room, other in (("cli", "server"), ("server", "cli"))
        for file in room_files(room)
        for name, line in imports_of(file)
        if name.startswith(f"qaagent_lsp.{other}")
    ]
    assert broken == []
