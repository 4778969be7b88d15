"""Apps as a run would have seen them, from lines: ``GET /pets app.pets.get_pet app/pets.py:3``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qaagent_lsp.linking.overlay import Now, Overlay
from qaagent_lsp.linking.sightings import files_of, remember
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.served import ServedApp, ServedRoute, Sighting
from qaagent_lsp.model.source import WorkspacePath, digest_of
from qaagent_lsp.session.overlaying import definitions_of
from tests.discovery.tables import source, table


def app(name: str, place: str, *lines: str) -> ServedApp:
    file, _, line = place.partition(":")
    return ServedApp(name, file, int(line or 0), tuple(map(_row, lines)))


def texts(files: Mapping[str, str]) -> dict[str, str]:
    return {file: source(text, file).text for file, text in files.items()}


def sighting(files: Mapping[str, str], seen: ServedApp, at: float = 100.0) -> Sighting:
    on_disk = texts(files)
    return Sighting(
        seen,
        at,
        "run",
        {file: digest_of(on_disk[file]) if file in on_disk else "" for file in files_of(seen)},
    )


def remembered(
    files: Mapping[str, str], *apps: ServedApp, known: Sequence[Sighting] = (), dirty: Sequence[str] = ()
) -> tuple[Sighting, ...]:
    """Remember apps that ran the texts of ``files``; ``dirty`` ones have an unsaved buffer."""
    seen = [sighting(files, one) for one in apps]
    static = table(dict(files))
    return remember(known, seen, static.routes, lambda file: file not in dirty, static.left_out)


def now_of(files: Mapping[str, str]) -> Now:
    on_disk = texts(files)
    from qaagent_lsp.discovery.facts import facts_of

    facts = {file: definitions_of(facts_of(source(text, file))) for file, text in on_disk.items()}
    return Now(
        lambda file: digest_of(on_disk[file]) if file in on_disk else None, lambda file: facts.get(str(file))
    )


def laid(files: Mapping[str, str], sightings: Sequence[Sighting]) -> list[str]:
    """Give the rows of this moment as lines."""
    return [line_of(row) for row in Overlay(sightings).lay(table(dict(files)).routes, now_of(files))]


def line_of(row: Route) -> str:
    sure = "" if row.confidence == 1 else f" {row.confidence:g} {row.reason}"
    return f"{row.key} {row.handler} {row.file}:{row.span.line} {row.source}{sure}"


def _row(line: str) -> ServedRoute:
    method, path, handler, place = line.split()
    file, _, number = place.rpartition(":")
    return ServedRoute(RouteKey(method, path), handler, WorkspacePath(file), int(number), "fastapi")
