"""Which Chromium or Chrome this machine has. Blocking; nothing is started and nothing installed."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

NAMED_BY = ("CHROME_PATH", "PUPPETEER_EXECUTABLE_PATH", "PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH")
"""Variables that name a browser."""

ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_OF_PLAYWRIGHT = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium_headless_shell-*/chrome-*/*headless*shell",
    "chromium_headless_shell-*/chrome-*/*headless*shell.exe",
)
_INSTALLED = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
)


def find_browser(environ: Mapping[str, str], packages: Mapping[str, str] | None = None) -> str | None:
    """Return the absolute path of a browser: one that a variable names, Playwright's newest, or the system's.

    ``packages`` are folders of npm packages: Playwright keeps its browsers inside itself where it is told to
    (``PLAYWRIGHT_BROWSERS_PATH=0``). None where there is no browser at all.
    """
    for candidate in _candidates(environ, packages or {}):
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate.absolute())
    return None


def _candidates(environ: Mapping[str, str], packages: Mapping[str, str]) -> Iterator[Path]:
    yield from (Path(environ[name]).expanduser() for name in NAMED_BY if environ.get(name))
    for folder in _playwright_folders(environ, packages):
        for pattern in _OF_PLAYWRIGHT:
            yield from sorted(folder.glob(pattern), key=_revision, reverse=True)
    for name in ON_PATH:
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            yield Path(found)
    for place in _INSTALLED:
        named = re.match(r"\{(.+)\}", place)
        if named is None:
            yield Path(place)
        elif environ.get(named[1]):
            yield Path(environ[named[1]] + place[named.end() :])


def _playwright_folders(environ: Mapping[str, str], packages: Mapping[str, str]) -> Iterator[Path]:
    wished = environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if wished and wished != "0":
        yield Path(wished).expanduser()
        return
    for name in ("playwright-core", "playwright"):
        if name in packages:
            yield Path(packages[name], ".local-browsers")
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    if sys.platform == "darwin":
        yield home / "Library" / "Caches" / "ms-playwright"
    elif sys.platform == "win32":
        yield Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "ms-playwright")
    else:
        yield Path(environ.get("XDG_CACHE_HOME") or home / ".cache", "ms-playwright")


def _revision(path: Path) -> int:
    """Return Playwright's number of a browser: ``chromium-1208`` is newer than ``chromium-998``."""
    numbers = [int(found[1]) for part in path.parts if (found := re.fullmatch(r"chromium\w*-(\d+)", part))]
    return numbers[-1] if numbers else 0
