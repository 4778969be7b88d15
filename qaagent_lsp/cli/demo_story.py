"""What the demo does and must see: a click, the failure on its line and on its route, the fix, green."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qaagent_lsp.cli.demo_editor import Editor
from qaagent_lsp.cli.demo_project import (
    BROKEN_FILE,
    BROKEN_ROUTE,
    broken_line,
    broken_text,
    fixed_text,
    route_line,
)

SEEN_SECONDS = 60
RUN_SECONDS = 300
SEVERITY = {1: "error", 2: "warning", 3: "information", 4: "hint"}


@dataclass(slots=True)
class Story:
    """The demo as it goes: what is told, and what should have been seen and was not.

    ``patience`` is how many seconds a sight is waited for.
    """

    editor: Editor
    folder: Path
    tell: Callable[[str], None]
    missing: list[str] = field(default_factory=list)
    patience: float = SEEN_SECONDS

    @property
    def uri(self) -> str:
        """The file with the bug, as the protocol names it."""
        return (self.folder / BROKEN_FILE).as_uri()


async def play(story: Story) -> None:
    """Play it to its end, or until something is missing that the rest needs."""
    editor, route = story.editor, " ".join(BROKEN_ROUTE)
    document = {"uri": story.uri, "languageId": "python", "version": 1, "text": broken_text()}
    await editor.notify("textDocument/didOpen", {"textDocument": document})
    before = await lenses_of_route(story, any)
    story.tell(f"\nThe lenses of {route} in {BROKEN_FILE}, line {route_line()}:\n    {_shown(before)}")
    click = next((lens for lens in before if _command(lens).get("command") == "qaagent.runRoute"), None)
    if click is None:
        story.missing.append("a lens that runs the tests of the route")
        return

    story.tell(f"\nClick: {click['command']['title']}")
    await run_and_tell(story, click, "failed")
    await see_failures(story)
    await see_lens(story, "✗")

    story.tell(f"\nFix line {broken_line()}:\n    - {_line(broken_text())}\n    + {_line(fixed_text())}")
    await fix(story)
    story.tell(f"\nClick again: {click['command']['title']}")
    await run_and_tell(story, click, "passed")
    if not await editor.until(lambda: not editor.diagnostics.get(story.uri), story.patience):
        story.missing.append(f"{BROKEN_FILE} without a diagnostic after the fix")
    await see_lens(story, "✓")


async def run_and_tell(story: Story, lens: dict[str, Any], wanted: str) -> None:
    """Click a lens, wait for the run's end, and tell its verdict and where its evidence is."""
    command = lens["command"]
    answer = await story.editor.request(
        "workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]}
    )
    run_id = answer["runId"]
    if not await story.editor.until(lambda: _end_of(story.editor, run_id) is not None, RUN_SECONDS):
        story.missing.append(f"the end of run {run_id}")
        return
    end = _end_of(story.editor, run_id) or {}
    for event in _events_of(story.editor, run_id):
        if event["kind"] == "finished":
            mark = {"passed": "✓", "skipped": "○"}.get(event["outcome"], "✗")
            story.tell(f"    {mark} {event['id']}  {event['duration']:.2f} s")
    counts = end["counts"]
    verdict = "green" if end["outcome"] == "passed" else end["outcome"]
    story.tell(f"  {verdict}: {counts['failed'] + counts['error']} failed, {counts['passed']} passed")
    story.tell(f"  evidence: {end['runDir']}")
    if end["outcome"] != wanted:
        story.missing.append(
            f"run {run_id} ending {wanted} (it ended {end['outcome']}: {end.get('message', '')})"
        )
    if not (Path(end["runDir"]) / "manifest.json").is_file():
        story.missing.append(f"the manifest of run {run_id} in {end['runDir']}")


async def see_failures(story: Story) -> None:
    """Wait for the two markers of the failure, and tell them."""
    editor = story.editor

    def marker(line: int) -> dict[str, Any] | None:
        found = editor.diagnostics.get(story.uri, [])
        return next((one for one in found if one["range"]["start"]["line"] == line - 1), None)

    await editor.until(lambda: bool(marker(broken_line()) and marker(route_line())), story.patience)
    story.tell("")
    for line, what in ((broken_line(), "the failing line"), (route_line(), "the route")):
        found = marker(line)
        if found is None:
            story.missing.append(f"a diagnostic on {what} ({BROKEN_FILE}:{line})")
            continue
        story.tell(f"On {what}, {BROKEN_FILE}:{line}, {SEVERITY[found['severity']]} [{found.get('code')}]:")
        story.tell("".join(f"    {text}\n" for text in found["message"].splitlines()).rstrip())


async def see_lens(story: Story, mark: str) -> None:
    """Wait for a verdict on the lens, and tell the lenses."""
    after = await lenses_of_route(story, lambda titles: any(mark in title for title in titles))
    story.tell(f"\nThe lenses now:\n    {_shown(after)}")
    if not any(mark in title for title in _titles(after)):
        story.missing.append(f"a lens with {mark}")


async def lenses_of_route(story: Story, wanted: Callable[[list[str]], bool]) -> list[dict[str, Any]]:
    """Ask for the lenses of the broken route until they are as wanted; the last answer when they never are.

    Asked again each time that the server says something, as editors do when it asks them to refresh.
    """
    found: list[dict[str, Any]] = []
    editor = story.editor
    while True:
        heard = len(editor.told)
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": story.uri}}) or []
        found = [lens for lens in lenses if lens["range"]["start"]["line"] == route_line() - 1]
        if wanted(_titles(found)) or editor.gone:
            return found
        if not await editor.until(lambda: len(editor.told) > heard, story.patience):  # noqa: B023 - awaited at once
            return found


async def fix(story: Story) -> None:
    """Mend the file in the editor and save it."""
    (story.folder / BROKEN_FILE).write_text(fixed_text(), encoding="utf-8")
    changed = {"textDocument": {"uri": story.uri, "version": 2}, "contentChanges": [{"text": fixed_text()}]}
    await story.editor.notify("textDocument/didChange", changed)
    await story.editor.notify("textDocument/didSave", {"textDocument": {"uri": story.uri}})


def _end_of(editor: Editor, run_id: str) -> dict[str, Any] | None:
    ends = (params for method, params in editor.told if method == "qaagent/runFinished")
    return next((params for params in ends if params["runId"] == run_id), None)


def _events_of(editor: Editor, run_id: str) -> list[dict[str, Any]]:
    return [
        params for method, params in editor.told if method == "qaagent/runEvent" and params["runId"] == run_id
    ]


def _command(lens: dict[str, Any]) -> dict[str, Any]:
    return lens.get("command") or {}


def _titles(lenses: list[dict[str, Any]]) -> list[str]:
    return [str(_command(lens).get("title", "")) for lens in lenses]


def _shown(lenses: list[dict[str, Any]]) -> str:
    return "  |  ".join(title for title in _titles(lenses) if title) or "none"


def _line(text: str) -> str:
    return text.splitlines()[broken_line() - 1].strip()
