"""Briefs → a feature for Behave, in the project's own steps where they fit and in ours where not."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from qaagent_lsp.authoring.remarks import LOOK, remarks_on, unused, written_by
from qaagent_lsp.authoring.step_definitions import BehaveWorld
from qaagent_lsp.authoring.step_words import Chosen, Meaning
from qaagent_lsp.model.brief import CaseBrief, RequestBrief, RouteBrief

_ONE_LINE = 80
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Feature:
    """The text of a feature file. ``left_out`` counts cases that need a user where no step signs one in."""

    text: str
    left_out: int = 0


def feature_text(
    briefs: Sequence[RouteBrief], title: str, world: BehaveWorld, words: Chosen, language: str = "en"
) -> Feature:
    """Write a feature. ``language`` is the project's own, where features are not in English by themselves."""
    writing = _Writing(world, words)
    lines = [] if language == "en" else ["# language: en"]
    lines += [
        f"Feature: {title}",
        *textwrap.wrap(written_by("scenario"), _WIDTH, initial_indent="  ", subsequent_indent="  "),
    ]
    for brief in briefs:
        for phrase in brief.unknown:
            lines += ["", *_comment(f"{LOOK} {brief.route.key}: {phrase}")]
        for case in brief.cases:
            if any(not value for _, value in case.request.headers):
                continue  # a field of a step is never empty
            if case.signed_in and not world.signs_in:
                writing.left_out += 1
                continue
            lines += ["", *writing.scenario(f"{brief.route.key} {case.title}", case)]
    return Feature("\n".join(lines) + "\n", writing.left_out)


@dataclass(slots=True)
class _Writing:
    world: BehaveWorld
    words: Chosen
    titles: set[str] = field(default_factory=set)
    left_out: int = 0

    def scenario(self, title: str, case: CaseBrief) -> Iterator[str]:
        for phrase in remarks_on(case):
            yield from _comment(phrase)
        yield f"  Scenario: {unused(title, self.titles)}"
        before = ""
        for keyword, step, more in self._steps(case):
            yield f"    {'And' if keyword == before else keyword} {step}"
            yield from (f"      {line}".rstrip() for line in more)
            before = keyword

    def _steps(self, case: CaseBrief) -> Iterator[tuple[str, str, Sequence[str]]]:
        if case.signed_in:
            yield "Given", self.world.signs_in, ()
        for request in case.before:
            yield from self._asked(request, (200,))
        yield from self._asked(case.request, case.statuses)
        yield self._status(case.statuses)
        if case.location:
            yield "Then", self._said("leads", location=case.location), ()
        spelled = case.shape if case.json is None else case.json
        if spelled is not None:
            yield "Then", self._said("json"), _json_lines(spelled)
        elif case.fields:
            yield "Then", self._said("fields", names=", ".join(case.fields)), ()
        yield from self._texts(case.contains, case.lacks)
        if case.after is not None:
            yield from self._asked(case.after.request, case.after.statuses)
            yield self._status(case.after.statuses)
            if case.after.json is not None:
                yield "Then", self._said("json"), _json_lines(case.after.json)
            yield from self._texts(case.after.contains, case.after.lacks)

    def _asked(
        self, request: RequestBrief, statuses: Sequence[int]
    ) -> Iterator[tuple[str, str, Sequence[str]]]:
        path = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        bare = not request.headers and not request.form and request.body is None
        own = self.words.ask
        # The project's own client may follow redirects: one that is expected is asked for with ours.
        is_plain = bare and request.method == "GET" and not any(300 <= status < 400 for status in statuses)
        if is_plain and own is not None:
            yield "When", own.written_for(path), ()
            return
        for name, value in request.headers:
            yield "Given", self._said("header", name=name, value=value), ()
        if request.form:
            yield "When", self._said("send_form", method=request.method, path=path), _table(request.form)
        elif request.body is not None:
            said = self._said("send_json", method=request.method, path=path)
            yield "When", said, _json_lines(request.body)
        else:
            yield "When", self._said("send", method=request.method, path=path), ()

    def _status(self, statuses: Sequence[int]) -> tuple[str, str, Sequence[str]]:
        if len(statuses) > 1:
            return "Then", self._said("statuses", statuses=", ".join(map(str, statuses))), ()
        (status,) = statuses
        own = self.words.status
        return "Then", own.written_for(str(status)) if own else self._said("status", status=str(status)), ()

    def _texts(
        self, contains: Sequence[str], lacks: Sequence[str]
    ) -> Iterator[tuple[str, str, Sequence[str]]]:
        meanings: Mapping[Meaning, Sequence[str]] = {"contains": contains, "lacks": lacks}
        for meaning, pieces in meanings.items():
            # A step is one line: a text of several could not be told.
            yield from (
                ("Then", self._said(meaning, text=piece), ())
                for piece in pieces
                if piece == " ".join(piece.split())
            )

    def _said(self, meaning: Meaning, **values: str) -> str:
        said = self.words.patterns[meaning]
        for name, value in values.items():
            for written in (f"{{{name}}}", f"{{{name}:w}}", f"{{{name}:d}}"):
                said = said.replace(written, value)
        return said


def _comment(phrase: str) -> list[str]:
    """Write a comment, in as many lines as it takes: what an app says when it breaks may have several itself."""
    return textwrap.wrap(phrase, _WIDTH, initial_indent="  # ", subsequent_indent="  # ")


def _json_lines(text: str) -> list[str]:
    value = json.loads(text)
    line = json.dumps(value, ensure_ascii=False)
    written = line if len(line) <= _ONE_LINE else json.dumps(value, ensure_ascii=False, indent=2)
    return ['"""', *written.split("\n"), '"""']


def _table(pairs: Sequence[tuple[str, str]]) -> list[str]:
    rows = [("name", "value"), *((_cell(name), _cell(value)) for name, value in pairs)]
    width, other = (max(len(row[column]) for row in rows) for column in (0, 1))
    return [f"| {name.ljust(width)} | {value.ljust(other)} |" for name, value in rows]


def _cell(text: str) -> str:
    """Write a cell of a table, where bars and backslashes mean something."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")
