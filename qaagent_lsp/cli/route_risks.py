"""``qaagent-lsp routes --risk``: the route table by risk, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.cli.answers import TableFormat, write_json
from qaagent_lsp.cli.tables import print_table
from qaagent_lsp.cli.workspace import Place, is_part, opened
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.inline_rows import risk_row
from qaagent_lsp.editor.route_rows import route_row
from qaagent_lsp.linking.sighted import Sighted
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.session.ranking import ranked

_COLUMNS = ("RISK", "SCORE", "METHOD", "PATH", "PLACE", "WHY")


async def list_risks(place: Place, output: TableFormat) -> Snapshot:
    """Print the routes of a place, the riskiest first. Returns what is known of the folder."""
    async with opened(place.folder, Settings()) as session:
        risks = [risk for risk in await ranked(session) if is_part(risk.file, place.part)]
        snapshot = session.snapshot
    if output is TableFormat.JSON:
        _write_json(risks, snapshot)
    else:
        _print(risks, snapshot)
    return snapshot


def _write_json(risks: Sequence[RouteRisk], snapshot: Snapshot) -> None:
    routes = {(route.key, route.file): route for route in reversed(snapshot.routes)}
    sighted = Sighted(snapshot.sightings)
    write_json(
        [{**route_row(routes[risk.key, risk.file], sighted), "risk": _without_route(risk)} for risk in risks]
    )


def _without_route(risk: RouteRisk) -> dict[str, object]:
    row = risk_row(risk)
    return {"score": row["score"], "band": row["band"], "factors": row["factors"]}


def _print(risks: Sequence[RouteRisk], snapshot: Snapshot) -> None:
    lines = {(route.key, route.file): route.span.line for route in reversed(snapshot.routes)}
    rows = [
        (
            risk.band,
            f"{risk.score:.0f}",
            risk.key.method,
            risk.key.path,
            f"{risk.file}:{lines[risk.key, risk.file]}",
            risk.reason,
        )
        for risk in risks
    ]
    print_table(_COLUMNS, rows, empty="No routes found.")
