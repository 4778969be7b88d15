"""Resolving again after an edit says what resolving from nothing says, whatever was edited before."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest

from qaagent_lsp.discovery.assembly.resolve import Resolver, resolve
from qaagent_lsp.discovery.facts import FileFacts, facts_of
from qaagent_lsp.discovery.salvage import salvage
from qaagent_lsp.model.source import Source, WorkspacePath
from tests.discovery.projects import BIGGER_APPLICATIONS, FACTORIES, FLASKR, PUT_TOGETHER, REGISTERED
from tests.discovery.tables import source

Edit = Callable[[random.Random, str], str]


ADDED = (
    "",
    "# note",
    "x = 1",
    "import json",
    "from json import loads, dumps",
    "from items import router as items",
)


def insert_line(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines) + 1)
    return "\n".join([*lines[:at], chance.choice(ADDED), *lines[at:]])


def delete_line(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def double_line(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def rename(chance: random.Random, text: str) -> str:
    old = chance.choice(
        ["router", "app", "bp", "prefix", "items", "users", "index", "PREFIX", "create_app", "view", "setup"]
    )
    return text.replace(old, chance.choice(["router", "app", "thing", "items"]), chance.choice([1, -1]))


def repath(chance: random.Random, text: str) -> str:
    return text.replace('"/', f'"/{chance.choice(["v1/", "a", ""])}', chance.choice([1, 2]))


def hide(chance: random.Random, text: str) -> str:
    """Put a function that nobody knows around a path, or take it away."""
    return (
        text.replace('make("', '"', 1)
        if 'make("' in text
        else text.replace('"/', 'make("', chance.choice([1, 2]))
    )


def cut(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randrange(4) :]


def empty(chance: random.Random, text: str) -> str:
    return "" if chance.random() < 0.3 else text


EDITS: tuple[Edit, ...] = (insert_line, delete_line, double_line, rename, repath, hide, cut, empty)


def read(item: Source, before: FileFacts | None, good: Source | None) -> FileFacts:
    facts = facts_of(item)
    return facts if facts.parsed else salvage(item, before, good)


def edited(
    chance: random.Random, texts: Mapping[str, str], original: Mapping[str, str]
) -> tuple[str, str | None]:
    """Choose a file and what it becomes: another text, gone, or back as it was."""
    file = chance.choice(sorted(original))
    what = chance.random()
    if what < 0.05:
        return file, None
    if file not in texts or what < 0.2:
        return file, original[file]
    return file, chance.choice(EDITS)(chance, texts[file])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "project",
    [BIGGER_APPLICATIONS, FLASKR, FACTORIES, REGISTERED, PUT_TOGETHER],
    ids=["bigger", "flaskr", "factories", "registered", "put together"],
)
def test_many_edits_one_after_the_other(project: dict[str, str], seed: int) -> None:
    chance = random.Random(seed)
    texts = dict(project)
    sources = {file: source(text, file) for file, text in texts.items()}
    facts = {item.file: facts_of(item) for item in sources.values()}
    resolver = Resolver()
    names = sorted(map(WorkspacePath, project))
    assert resolver.resolve(facts, names).routes
    for step in range(60):
        file, text = edited(chance, texts, project)
        path = WorkspacePath(file)
        facts = dict(facts)
        if text is None:
            texts.pop(file, None)
            facts.pop(path, None)
        else:
            item = source(text, file)
            facts[path] = read(item, facts.get(path), sources.get(file))
            texts[file], sources[file] = text, item
        known = names if step % 3 else sorted(facts)
        assert resolver.resolve(facts, known) == resolve(facts, known), (step, file)


def test_what_did_not_change_keeps_its_rows() -> None:
    sources = [source(text, file) for file, text in BIGGER_APPLICATIONS.items()]
    facts = {item.file: facts_of(item) for item in sources}
    resolver = Resolver()
    before = resolver.resolve(facts).routes
    users = WorkspacePath("app/routers/users.py")
    facts[users] = facts_of(source(BIGGER_APPLICATIONS[users] + "\n\ndef more():\n    return 1\n", users))
    after = resolver.resolve(facts).routes
    assert [row for row in after if not any(row is old for old in before)] == [
        row for row in after if row.file == users
    ]
    assert after == before
