"""Briefs → a file of tests for pytest, in the words of the project: its fixtures, its client, its longest line."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qaagent_lsp.authoring.file_head import Head, import_lines
from qaagent_lsp.authoring.project_style import Caller, ProjectStyle, caller_of
from qaagent_lsp.authoring.pytest_requests import json_of, requested
from qaagent_lsp.authoring.python_text import Doc, Group, call, lines_of, text, value_of
from qaagent_lsp.authoring.remarks import LOOK, remarks_on, unused, written_by
from qaagent_lsp.model.brief import CaseBrief, RequestBrief, RouteBrief
from qaagent_lsp.model.route import RouteKey


def pytest_text(
    briefs: Sequence[RouteBrief], style: ProjectStyle, head: Head, drawn: Mapping[RouteKey, Doc] | None = None
) -> str:
    """Write the file. ``briefs`` are the routes of one app, in the order in which their tests are to stand.

    ``drawn`` are strategies for the JSON bodies of routes: where there is one, Hypothesis tries whatever it allows.
    """
    writing = _Writing(style, head)
    tests = []
    for brief in briefs:
        tests += ["\n".join(writing.test(brief, case)) for case in brief.cases]
        strategy = (drawn or {}).get(brief.route.key)
        succeeds = next((case for case in brief.cases if _succeeds(case)), None)
        if strategy is not None and succeeds is not None and not style.is_async:
            tests.append("\n".join(writing.any_body(brief, succeeds, strategy)))
        writing.notes += [f"{brief.route.key}: {phrase}" for phrase in brief.unknown]
    imports = [*head.imports, *([("unittest.mock", "ANY")] if writing.uses_any else [])]
    if writing.uses_hypothesis:
        names = ("HealthCheck", "given", "settings", "strategies as st")
        imports += [("hypothesis", name) for name in names]
    lines = [*_docstring([brief.route.key for brief in briefs], style.width), ""]
    lines += import_lines(imports, head.own)
    for note in writing.notes:
        lines += ["", *comment(f"{LOOK} {note}", 0, style.width)]
    blocks = [fixture.rstrip("\n") for fixture in head.fixtures]
    text = "\n".join(lines).rstrip("\n")
    return "\n\n\n".join([text, *blocks, *tests]) + "\n"


_SETTINGS: tuple[tuple[str, Doc], ...] = (
    ("derandomize=", "True"),
    ("max_examples=", "25"),
    ("deadline=", "None"),
    ("database=", "None"),
    (
        "suppress_health_check=",
        Group("[", (("", "HealthCheck.function_scoped_fixture"),), "]", explodes=True),
    ),
)


def _succeeds(case: CaseBrief) -> bool:
    is_json = case.request.body is not None and case.request.body.startswith("{")
    return (
        is_json
        and case.making is None
        and case.kind == "happy"
        and case.known_by == "observed"
        and max(case.statuses) < 300
    )


def name_of_test(key: RouteKey, case: CaseBrief) -> str:
    """Name the test of a case: ``test_get_items_item_id_not_found``."""
    path = re.sub(r"\W+", "_", key.path).strip("_").lower() or "root"
    return "_".join(filter(None, ("test", key.method.lower(), path, case.kind, case.name)))


def comment(phrase: str, indent: int, width: int) -> list[str]:
    """Write a comment, in as many lines as it takes."""
    return textwrap.wrap(
        phrase, width, initial_indent=" " * indent + "# ", subsequent_indent=" " * indent + "# "
    )


@dataclass(slots=True)
class _Writing:
    """Writes the tests of one file, and remembers what the whole file needs."""

    style: ProjectStyle
    head: Head
    names: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    uses_any: bool = False
    uses_hypothesis: bool = False

    def any_body(self, brief: RouteBrief, case: CaseBrief, strategy: Doc) -> Iterator[str]:
        """Write a test that sends whatever the description allows, always the same. ``case`` is one that succeeds."""
        self.uses_hypothesis = True
        width = self.style.width
        yield from lines_of("@", call("settings", _SETTINGS), "", 0, width)
        yield from lines_of("@", call("given", [("body=", strategy)]), "", 0, width)
        if self.style.mark:
            yield f"@{self.style.mark}"
        caller = self.caller(case)
        name = unused(name_of_test(brief.route.key, replace(case, name="any_body")), self.names, "{}_{}")
        yield f"def {name}({', '.join((*caller.fixtures, 'body'))}):"
        yield "    # Whatever the API's description allows must not break it."
        if caller.statement:
            yield f"    {caller.statement}"
        asked = requested(caller.client, self.style.kind, case.request, headers=caller.headers, body="body")
        yield from lines_of("response = ", asked, "", 4, width)
        yield ""
        yield "    assert response.status_code < 500"

    def test(self, brief: RouteBrief, case: CaseBrief) -> Iterator[str]:
        name = unused(name_of_test(brief.route.key, case), self.names, "{}_{}")
        caller = self.caller(case)
        if self.style.mark:
            yield f"@{self.style.mark}"
        yield f"{'async ' if self.style.is_async else ''}def {name}({', '.join(caller.fixtures)}):"
        for phrase in remarks_on(case):
            yield from comment(phrase, 4, self.style.width)
        if caller.statement:
            yield f"    {caller.statement}"
        for request in case.before:
            yield from self._asked("", caller, request, stays=False)
        if case.making is not None:
            yield from self._asked("made = ", caller, case.making, stays=False)
            yield f"    assert made.status_code == {case.making_status}"
            yield ""
        stays = any(300 <= status < 400 for status in case.statuses)
        yield from self._asked("response = ", caller, case.request, stays=stays)
        yield ""
        yield from self._expected(case)
        if case.after is not None:
            after = case.after
            yield ""
            stays = any(300 <= status < 400 for status in after.statuses)
            yield from self._asked("after = ", caller, after.request, stays=stays)
            yield from self._status("after", after.statuses)
            if after.json is not None:
                yield from self._equal(json_of("after", self.style.kind), value_of(json.loads(after.json)))
            yield from self._contains("after", after.contains, after.lacks)

    def caller(self, case: CaseBrief) -> Caller:
        """Say who makes the requests of a case."""
        return caller_of(self.style.sign_in if case.signed_in else None, self.head.client)

    def _asked(self, target: str, caller: Caller, request: RequestBrief, *, stays: bool) -> list[str]:
        doc = requested(caller.client, self.style.kind, request, stays=stays, headers=caller.headers)
        awaited = "await " if self.style.is_async else ""
        return lines_of(f"{target}{awaited}", doc, "", 4, self.style.width)

    def _expected(self, case: CaseBrief) -> Iterator[str]:
        yield from self._status("response", case.statuses)
        if case.location and case.location_is_whole:
            yield f'    assert response.headers["location"].endswith({text(case.location)})'
        elif case.location:
            yield from self._equal('response.headers["location"]', text(case.location))
        found = json_of("response", self.style.kind)
        spelled = case.shape if case.json is None else case.json
        if spelled is not None:
            self.uses_any = self.uses_any or case.json is None
            yield from self._equal(found, value_of(json.loads(spelled)))
        elif case.fields:
            held = "{" + ", ".join(text(name) for name in sorted(case.fields)) + "}"
            yield f"    found = {found}"
            yield "    for item in found if isinstance(found, list) else [found]:"
            yield f"        assert set(item) >= {held}"
        for name, value in case.returned:
            yield from self._equal(f"{found}[{text(name)}]", value_of(json.loads(value)))
        yield from self._contains("response", case.contains, case.lacks)

    def _status(self, name: str, statuses: Sequence[int]) -> Iterator[str]:
        if len(statuses) == 1:
            yield f"    assert {name}.status_code == {statuses[0]}"
        else:
            yield f"    assert {name}.status_code in {{{', '.join(map(str, statuses))}}}"

    def _equal(self, left: str, right: Doc) -> list[str]:
        same = "is" if right in {"None", "True", "False"} else "=="
        return lines_of(f"assert {left} {same} ", right, "", 4, self.style.width)

    def _contains(self, name: str, contains: Sequence[str], lacks: Sequence[str]) -> Iterator[str]:
        whole = f"{name}.content.decode()" if self.style.kind in {"django", "drf"} else f"{name}.text"
        for piece in contains:
            yield f"    assert {text(piece)} in {whole}"
        for piece in lacks:
            yield f"    assert {text(piece)} not in {whole}"


def _docstring(keys: Sequence[RouteKey], width: int) -> list[str]:
    escaped = str(keys[0]).replace("\\", "\\\\") if keys else ""
    first = f'"""Tests of {escaped}' if keys else '"""Tests'
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return [f"{first}{more}.", "", *textwrap.wrap(written_by("test"), width), '"""']
