"""Runs behave as ``python -m behave ARGS`` does, and tells what happens meanwhile.

It runs inside the user's interpreter (Python 3.9+, behave 1.2.6+), uses the standard library only, writes nothing to
stdout or stderr, and changes no verdict. A formatter would hear neither of hooks, nor of files that do not load, so
behave's own methods are wrapped instead. Read from the environment once:

``QAAGENT_EVENTS``     absolute path of the NDJSON file that events are appended to
``QAAGENT_WORKSPACE``  absolute path of the workspace folder that ids are relative to
``QAAGENT_SELECTION``  optional: absolute path of a file with one test id a line, each a JSON string
``QAAGENT_TRACE``      optional: ``off`` not to note which functions each scenario executes
``QAAGENT_MANAGE``     optional: the ``manage.py`` through which behave-django runs behave (``manage.py behave ARGS``)
"""

from __future__ import annotations

import importlib
import os
import runpy
import sys
import traceback
from typing import Any

import qaagent_behave_patches as patches
import qaagent_probe_functions as functions
import qaagent_probe_routes as routes
from qaagent_behave_selection import Selection, read_ids
from qaagent_behave_session import Session
from qaagent_probe_channel import Channel
from qaagent_probe_places import Places


def main() -> int:
    """Run behave on the arguments of the process; returns its exit code."""
    path = os.environ.get("QAAGENT_EVENTS")
    session = None if not path else _session(path)
    try:
        behave = importlib.import_module("behave.__main__")
    except ImportError as error:
        if session is not None:
            session.misused("behave cannot be imported: %s" % error)
        raise
    if session is not None:
        session.guarded(patches.install, session)
    manage = os.environ.get("QAAGENT_MANAGE")
    try:
        if manage:
            return _managed(manage, behave, session)
        code = int(behave.main() or 0)
    except SystemExit as error:
        if session is not None and not session.has_begun:
            session.misused("behave ended before it read any feature (exit code %s)" % error.code)
        raise
    except BaseException as error:
        if session is not None:
            session.broke(error)
            session.ends(1)
        raise
    if session is not None:
        session.ends(code)
    return code


def _managed(manage: str, behave: Any, session: Session | None) -> int:
    """Let Django's command call behave, in a test database of its own. It exits by itself where behave failed."""
    original = behave.main

    def told(*args: Any, **kwargs: Any) -> int:
        code = int(original(*args, **kwargs) or 0)
        if session is not None:
            session.ends(code)
        return code

    vars(behave)["main"] = told
    sys.argv = [manage, "behave", *sys.argv[1:]]
    runpy.run_path(manage, run_name="__main__")
    return 0


def _session(path: str) -> Session | None:
    """Open the channel; a fault of ours must not keep the user's tests from running."""
    channel = None
    try:
        workspace = os.environ.get("QAAGENT_WORKSPACE") or os.getcwd()
        chosen = os.environ.get("QAAGENT_SELECTION")
        channel = Channel(path)
        places = Places(workspace)
        selection = Selection(read_ids(chosen), places) if chosen else None
        executed = functions.install(places, channel)
        return Session(channel, places, routes.install(channel, places), selection, executed)
    except Exception:
        if channel is not None:
            channel.event("probe_error", text=traceback.format_exc())
        return None
