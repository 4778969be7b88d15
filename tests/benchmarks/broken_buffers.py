"""A hundred real files, four kinds of damage: which routes are still known, and whether any comes out of nowhere.

``python tests/benchmarks/broken_buffers.py [--times N] [--verbose]`` prints a line for each framework and kind, with
what was known of the file before (as in an editor) and without it (a file that was broken when it was opened). How a
route counts as lost or spurious stands in ``tests/discovery/damages.py``. Exits 1 when less than 99 % are kept, or any
is spurious with what was known before, or more than 0.1 % without it.

The files are those of the projects of ``truth_projects``, of litellm, of aiohttp's and Flask's own examples and of
Django's own tests that hold routes, in the order of a hash of their names, so many of each framework. Each is read by
itself.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from qaagent_lsp.discovery.relevance import is_relevant
from qaagent_lsp.model.source import WorkspacePath
from tests.benchmarks.truth_projects import PROJECTS
from tests.discovery.damages import KINDS, Whole, damages, judged, whole
from tests.discovery.tables import source
from tests.e2e.projects import cached, source_of

FILES = {"fastapi": 30, "flask": 10, "django": 20, "litestar": 25, "aiohttp": 15}
SOURCES = (("aiohttp==3.14.5", "examples"), ("flask==3.1.3", "examples"), ("django==5.2.8", "tests"))
GOAL = 0.99
MOST_SPURIOUS = 0.001


@dataclass
class Tally:
    """Sums over files."""

    files: int = 0
    expected: int = 0
    lost: int = 0
    spurious: int = 0

    @property
    def kept(self) -> float:
        """The share of routes that are still known."""
        return 1 - self.lost / max(self.expected, 1)


def folders() -> Iterator[Path]:
    """Give the folders of all projects, made where they are not there yet."""
    for project in PROJECTS:
        if project.name == "litellm[proxy]":  # its environment is not needed to read its files
            yield wheel_of("litellm", "1.108.7")
            continue
        yield project.make(Path(tempfile.mkdtemp()) / "project")[0]
    for requirement, below in SOURCES:
        yield source_of(requirement) / below


def wheel_of(name: str, version: str) -> Path:
    """Give the files of a wheel."""

    def make(folder: Path) -> None:
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{name}=={version}"]
        subprocess.run(download, cwd=folder, check=True, timeout=600)
        (wheel,) = folder.glob("*.whl")
        zipfile.ZipFile(wheel).extractall(folder / "files")

    return cached(f"{name}-{version}-wheel", make) / "files"


def corpus() -> dict[str, list[Whole]]:
    """Choose the files: always the same ones while the projects are."""
    paths = [(folder, path) for folder in folders() for path in folder.rglob("*.py")]
    paths = [
        (folder, path) for folder, path in paths if not {".venv", "tests"} & {*path.relative_to(folder).parts}
    ]
    paths.sort(key=lambda pair: blake2b(str(pair[1].relative_to(pair[0])).encode()).hexdigest())
    chosen: dict[str, list[Whole]] = {name: [] for name in FILES}
    for folder, path in paths:
        data = path.read_bytes()
        if all(len(chosen[name]) >= most for name, most in FILES.items()):
            break
        if not is_relevant(data, path.name):
            continue
        read = whole(source(data.decode(errors="replace"), str(path.relative_to(folder))))
        framework = read.routes[0].framework if read.routes else ""
        if framework in chosen and len(chosen[framework]) < FILES[framework]:
            chosen[framework].append(read)
    return chosen


def measured(files: Sequence[Whole], kind: str, times: int, *, last_good: bool, verbose: bool) -> Tally:
    """Damage every file so many times in a way and add up what came of it."""
    tally = Tally(len(files))
    for before in files:
        for damage in damages(before, kind, times):
            verdict = judged(before, damage, last_good=last_good)
            tally.expected += verdict.expected
            tally.lost += len(verdict.lost)
            tally.spurious += len(verdict.spurious)
            if verbose and (verdict.lost or verdict.spurious):
                place = WorkspacePath(f"{before.source.file}:{min(damage.new)}")
                print(f"  {place} lost {verdict.lost} spurious {verdict.spurious}")
                print(f"    {damage.text.split(chr(10))[min(damage.new) - 1]}")
    return tally


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=1, help="damages of each kind to each file")
    parser.add_argument("--verbose", action="store_true", help="print every route lost or invented")
    options = parser.parse_args()
    files = corpus()
    print(f"{sum(map(len, files.values()))} files, {options.times} damage(s) of each kind to each")
    print(f"{'':10} {'':10} {'files':>5}  {'known before: routes, kept, spurious':>38}  {'not known':>28}")
    sums = {True: Tally(), False: Tally()}
    for framework, wholes in files.items():
        for kind in KINDS:
            cells = []
            for last_good, total in sums.items():
                found = measured(wholes, kind, options.times, last_good=last_good, verbose=options.verbose)
                total.expected += found.expected
                total.lost += found.lost
                total.spurious += found.spurious
                cells.append(f"{found.expected:6} {found.kept:7.4f} {found.spurious:4}")
            print(f"{framework:10} {kind:10} {len(wholes):5}  {cells[0]:>38}  {cells[1]:>28}", flush=True)
    known, unknown = sums[True], sums[False]
    for name, total in (("known before", known), ("not known", unknown)):
        print(f"{name:13} {total.expected} routes, {total.kept:.4f} kept, {total.spurious} spurious")
    met = known.kept >= GOAL and not known.spurious
    met &= unknown.kept >= GOAL and unknown.spurious <= unknown.expected * MOST_SPURIOUS
    return int(not met)


if __name__ == "__main__":
    raise SystemExit(main())
