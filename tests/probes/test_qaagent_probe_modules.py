"""Bytecode of the probe is kept where the user wants none of theirs kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.probes.probed import PROBE

CODE = """
import sys
from qaagent_probe_modules import loaded

finders = list(sys.meta_path)
assert loaded("qaagent_probe_media") is loaded("qaagent_probe_media") is sys.modules["qaagent_probe_media"]
assert sys.dont_write_bytecode
assert sys.meta_path == finders
found, usual = sys.modules["qaagent_probe_media"].__spec__, sys.modules["qaagent_probe_modules"].__spec__
for name in ("origin", "cached"):
    assert getattr(found, name) == getattr(usual, name).replace("modules", "media")
import theirs
"""


def test_only_our_own_bytecode_is_written(tmp_path: Path) -> None:
    probe = tmp_path / "probe"
    shutil.copytree(PROBE, probe, ignore=shutil.ignore_patterns("__pycache__"))
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "theirs.py").write_text("", encoding="utf-8")
    path = f"import sys; sys.path[:0] = {[str(probe), str(theirs)]!r}"
    subprocess.run([sys.executable, "-B", "-c", path + CODE], check=True, timeout=60)
    kept = [file.name.partition(".")[0] for file in (probe / "__pycache__").iterdir()]
    assert kept == ["qaagent_probe_media"]
    assert not (theirs / "__pycache__").exists()
