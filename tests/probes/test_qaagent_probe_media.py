"""The content type of an answer is told beside its status, wherever a framework keeps its headers."""

from __future__ import annotations

import pytest

from tests.probes.probed import traced


@pytest.mark.parametrize(
    ("project", "pins", "expected"),
    [
        ("web_flask", "", {(200, "text/html"), (401, "text/html"), (500, "")}),
        ("web_flask", "web_older", {(200, "text/html"), (401, "text/html"), (500, "")}),
        ("web_starlette", "", {(200, "text/plain"), (201, "text/plain"), (403, "")}),
        ("web_fastapi", "", {(200, "application/json"), (422, "application/json"), (101, "")}),
        ("web_django", "web_older", {(200, "text/html"), (401, "text/html"), (500, "")}),
        ("web_async", "web_async", {(200, "application/json"), (409, "text/plain"), (204, "")}),
        ("web_live", "", {(204, "")}),
    ],
)
def test_answers_have_their_content_type(
    project: str, pins: str, expected: set[tuple[int | None, str]]
) -> None:
    run = traced(project, pins)
    seen = {(hit.status, hit.media) for case in run.cases.values() for hit in case.hits}
    assert expected - seen == set()
    assert {media for _, media in seen} <= {"", "text/html", "text/plain", "application/json"}
