"""Every exception from a lint rule says which rule and why."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT, shown, tracked_files

NOQA = re.compile(r"#\s*noqa\b(?P<rest>.*)")
IGNORE = re.compile(r"#\s*type:\s*ignore\b(?P<rest>.*)")
ESLINT = re.compile(r"eslint-disable\S*(?P<rest>.*)")
TS_IGNORE = re.compile(r"@ts-(?:ignore|nocheck)\b")
# What is written into the user's tests for the user to look at is finished.
UNFINISHED = re.compile(r"\b(?:TODO(?!\(qaagent\))|FIXME|XXX|NotImplementedError)\b")
SKIPPED = re.compile(
    r"\bpytest\.(?:skip|xfail|importorskip)\b|\bmark\.(?:skip|skipif|xfail)\b"
    r"|\b(?:it|test|describe)\.skip\b"
)

REASONED = {
    NOQA: re.compile(r"^: [A-Z]+\d+(, ?[A-Z]+\d+)*\W+(\w.{8,}|same$)"),
    IGNORE: re.compile(r"^\[[\w, -]+\]\W+(\w.{8,}|same$)"),
    ESLINT: re.compile(r"^ [@\w/-]+(, [@\w/-]+)* -- \S.{8,}"),
}


def lines_of(*suffixes: str) -> list[tuple[str, str]]:
    """Every line of the tracked source files, with its place; this folder, which names the rules, is left out."""
    return [
        (shown(file, number), line)
        for file in tracked_files()
        if file.suffix in suffixes and "architecture" not in file.parts and "fixtures" not in file.parts
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    ]


def test_every_ignore_carries_its_rule_and_a_reason() -> None:
    bare = [
        f"{place}: {line.strip()}"
        for place, line in lines_of(".py", ".ts", ".mts", ".mjs", ".cjs", ".js")
        for ignore, reasoned in REASONED.items()
        if (match := ignore.search(line)) and not reasoned.match(match["rest"])
    ]
    assert bare == []


def test_no_typescript_error_is_hidden() -> None:
    assert [place for place, line in lines_of(".ts", ".mts") if TS_IGNORE.search(line)] == []


def test_every_ignored_rule_of_the_configuration_has_a_comment() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("\nignore = [\n", 1)[1].split("\n]", 1)[0]
    assert [line for line in block.splitlines() if not re.search(r'",\s+# \w+', line)] == []


def test_nothing_is_left_unfinished() -> None:
    assert [
        f"{place}: {line.strip()}" for place, line in lines_of(".py", ".ts") if UNFINISHED.search(line)
    ] == []


def test_no_test_is_skipped() -> None:
    ours = [
        (place, line)
        for place, line in lines_of(".py", ".ts", ".mjs")
        if not place.startswith("qaagent_lsp/")
    ]
    # Projects that tests write for the tools to run do hold skipped tests: those stand inside strings.
    assert [
        f"{place}: {line}" for place, line in ours if SKIPPED.search(line) and line.lstrip().startswith("@")
    ] == []
