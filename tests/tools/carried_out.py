"""Carries a planned tool out, one call after the other: what ``plan-run`` does, without a run around it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from qaagent_lsp.model.tool import EndedCall, PlannedTool


def carried_out(planned: PlannedTool) -> list[EndedCall]:
    """Write the inputs, start the calls, and read what they left."""
    ended = []
    for call in planned.calls:
        Path(call.output).parent.mkdir(parents=True, exist_ok=True)
        for file, text in call.inputs:
            Path(file).write_text(text)
        began = time.monotonic()
        done = subprocess.run(
            call.argv,
            cwd=call.cwd,
            env={**os.environ, **dict(call.env)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=call.timeout,
            check=False,
        )
        output = done.stdout.decode("utf-8", "replace")
        Path(call.output).write_text(output)
        files = {file: Path(file).read_bytes() for file in call.results if Path(file).is_file()}
        ended.append(
            EndedCall(call, done.returncode, time.monotonic() - began, output=output[-20_000:], files=files)
        )
    return ended
