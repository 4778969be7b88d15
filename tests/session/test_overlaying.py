"""The overlay gets the files as they are now: from the index, from buffers, from the disk where neither has them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.linking.sightings import name_of
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.overlaying import Overlaying, definitions_of
from tests.discovery.tables import source
from tests.linking.seen import app, line_of, sighting

PLAIN = "def handle():\n    return 1\n"
FILE = WorkspacePath("plain.py")
APP = app("main:app", "main.py:1", "GET /x plain.handle plain.py:1")


def lines(overlaying: Overlaying, index: Index, **buffers: str) -> list[str]:
    texts = {WorkspacePath(f"{name}.py"): text for name, text in buffers.items()}
    return [line_of(row) for row in overlaying.lay(index, texts)]


def test_a_file_that_the_index_leaves_out_is_read(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("app = load()\n")
    (tmp_path / FILE).write_text(PLAIN)
    index = build(tmp_path, {}, (), Index())
    assert FILE not in index.files
    overlaying = Overlaying(tmp_path)
    assert lines(overlaying, index) == []
    overlaying.see([sighting({"main.py": "app = load()\n", "plain.py": PLAIN}, APP)])
    assert lines(overlaying, index) == []  # nothing was added: there was no difference then

    (seen,) = overlaying.sightings
    overlaying.see([replace(seen, added=frozenset({("GET", "/x", "plain.handle")}))])
    assert lines(overlaying, index) == ["GET /x plain.handle plain.py:1 observed"]
    assert lines(overlaying, index, plain="\n\n" + PLAIN) == [
        "GET /x plain.handle plain.py:3 observed 0.9 seen in a running app; plain.py has changed since"
    ]
    (tmp_path / FILE).write_text("# moved\n" + PLAIN)
    os.utime(tmp_path / FILE, ns=(1, 1))
    assert "plain.py:2" in lines(overlaying, index)[0]
    assert len(lines(overlaying, index, plain="def handle(:\n    return 1\n")) == 1
    (tmp_path / FILE).unlink()
    assert lines(overlaying, index) == []


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        ("paths: [legacy/]", ["/metrics", "/x"]),
        ("paths: [plain.py]", ["/metrics", "/old"]),
        ("tags: [ops]", ["/old", "/x"]),
        ("tags: [other]", ["/metrics", "/old", "/x"]),
    ],
)
def test_rows_that_only_an_app_knows_are_excluded_too(
    tmp_path: Path, exclude: str, expected: list[str]
) -> None:
    texts = {"main.py": "app = load()\n", "plain.py": PLAIN, "legacy/views.py": PLAIN}
    (tmp_path / "legacy").mkdir()
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / ".qaagent.yaml").write_text(f"project: {{name: x}}\nexclude: {{{exclude}}}\n")
    (tmp_path / "openapi.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: x, version: '1'}\n"
        "paths: {/metrics: {get: {tags: [ops], responses: {}}}}\n"
    )
    served = app(
        "main:app",
        "main.py:1",
        "GET /x plain.handle plain.py:1",
        "GET /old legacy.views.handle legacy/views.py:1",
        "GET /metrics prometheus.metrics /site/prometheus.py:3",
    )
    seen = sighting(texts, served)
    overlaying = Overlaying(tmp_path)
    overlaying.see([replace(seen, added=frozenset(name_of(row) for row in served.routes))])
    rows = overlaying.lay(build(tmp_path, {}, (), Index()), {})
    assert sorted(row.key.path for row in rows) == expected


def test_definitions() -> None:
    from qaagent_lsp.discovery.facts import facts_of

    found = definitions_of(
        facts_of(source("import x\n\n\n@x.y\n@x.z\ndef f():\n    pass\n\n\nclass C:\n    def m(self): ...\n"))
    )
    assert {name: (one.mark.line, one.span.line) for name, one in found.items()} == {
        "f": (4, 6),
        "C": (10, 10),
        "C.m": (11, 11),
    }
