"""The HTML report of a run, written into its folder or anywhere else."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from qaagent_lsp import __version__
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.reporting.page import Assets, PageOptions, generator, page_of
from qaagent_lsp.store.atomic import replace_bytes
from qaagent_lsp.store.embedding import embedded_images
from qaagent_lsp.store.layout import EVIDENCE, MANIFEST, OWNER, REPORT

_HEAD = 4096
_SCRIPTS = ("1-data.js", "2-detail.js", "3-list.js", "4-page.js")


def current_report(run_dir: Path) -> Path | None:
    """Return the report in a run's folder where it need not be made anew, else None.

    It is kept while it is younger than all evidence and made by this version, for it may show source that has changed
    since; never that of a run that is not sealed.
    """
    path = run_dir / REPORT
    return path if _is_current(path, run_dir) else None


def draw_report(evidence: Evidence, path: Path) -> Path:
    """Make a report, replacing what is there as a whole, and return where it stands. Raises ``OSError``."""
    way = _way(path, Path(evidence.run.run_dir))
    whole = replace(evidence, images=embedded_images(evidence))
    page = page_of(whole, _assets(), PageOptions(way, __version__))
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(path, page)
    return path


def _is_current(path: Path, run_dir: Path) -> bool:
    if os.path.lexists(run_dir / OWNER):
        return False
    try:
        made = path.stat().st_mtime_ns
        with path.open("rb") as file:
            head = file.read(_HEAD)
        evidence = [run_dir / MANIFEST, *(run_dir / EVIDENCE).iterdir()]
        return generator(__version__).encode() in head and all(
            one.stat().st_mtime_ns < made for one in evidence
        )
    except OSError:
        return False


def _way(path: Path, run_dir: Path) -> str:
    """Lead from the page to the run's folder; ``""`` for a page that stands in it."""
    here = path.absolute().parent
    if here == run_dir.absolute():
        return ""
    try:
        way = os.path.relpath(run_dir.absolute(), here)
    except ValueError:
        # On another drive there is no way but from its root.
        return f"{run_dir.absolute().as_uri()}/"
    return f"{quote(os.fsencode(Path(way).as_posix()), safe='/')}/"


@cache
def _assets() -> Assets:
    folder = files("qaagent_lsp.reporting") / "assets"
    script = "".join((folder / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    template, style = ((folder / name).read_text(encoding="utf-8") for name in ("report.html", "report.css"))
    return Assets(template, style, script)
