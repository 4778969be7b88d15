"""The index is kept up to date by one worker: newest wins, and a fault in one pass does not end the next."""

from __future__ import annotations

import asyncio
from pathlib import Path

from qaagent_lsp.linking.moving import Moves
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexer import Indexer

APP = WorkspacePath("app.py")


def text(path: str) -> str:
    return f'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("{path}")\ndef view():\n    return ""\n'


async def test_changes_that_pile_up_are_taken_in_together_and_the_newest_wins(tmp_path: Path) -> None:
    published: list[list[str]] = []

    def publish(moves: Moves) -> None:
        published.append([route.key.path for route in indexer.index.routes])

    indexer = Indexer(tmp_path, (), publish)
    takes = []
    for n in range(20):
        indexer.buffers[APP] = text(f"/{n}")
        takes.append(asyncio.ensure_future(indexer.take_in({APP: text(f"/{n}")})))
    await asyncio.gather(*takes)
    assert published[-1] == ["/19"]
    assert len(published) < 20
    assert [route.key.path for route in indexer.static.routes] == ["/19"]


async def test_whoever_waits_for_a_change_sees_it(tmp_path: Path) -> None:
    indexer = Indexer(tmp_path, (), lambda _moves: None)
    (tmp_path / APP).write_text(text("/disk"))
    await indexer.rebuild()
    assert [route.key.path for route in indexer.static.routes] == ["/disk"]
    (tmp_path / APP).write_text(text("/changed"))
    await indexer.take_in({APP: None})
    assert [route.key.path for route in indexer.static.routes] == ["/changed"]


async def test_what_the_disk_says_of_an_open_buffer_does_not_matter(tmp_path: Path) -> None:
    indexer = Indexer(tmp_path, (), lambda _moves: None)
    assert indexer.concerns(APP)
    assert not indexer.concerns(WorkspacePath("notes.txt"))
    indexer.buffers[APP] = text("/")
    assert not indexer.concerns(APP)


async def test_scenarios_that_stand_elsewhere_after_an_edit_are_told(tmp_path: Path) -> None:
    feature = WorkspacePath("features/a.feature")
    (tmp_path / "features" / "steps").mkdir(parents=True)
    (tmp_path / "features" / "steps" / "all.py").write_text("from behave import given\n")
    first = "Feature: Pets\n\n  Scenario: One\n    Given a\n\n  Scenario: Two\n    Given b\n"
    told: list[Moves] = []
    indexer = Indexer(tmp_path, (), told.append)
    (tmp_path / feature).write_text(first)
    await indexer.rebuild()
    await indexer.take_in({feature: first.replace("  Scenario: One", "  # a remark\n  Scenario: One")})
    await indexer.take_in({feature: first.replace("Scenario: One\n    Given a\n\n  ", "")})
    assert told == [
        {},
        {f"{feature}:3": f"{feature}:4", f"{feature}:6": f"{feature}:7"},
        {f"{feature}:4": None, f"{feature}:7": f"{feature}:3"},
    ]
