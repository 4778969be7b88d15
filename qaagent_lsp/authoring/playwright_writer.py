"""Briefs → a spec for Playwright: requests to the API, and the pages that people look at in a browser."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from qaagent_lsp.authoring.js_text import WIDTH, Code, JsText, Quote
from qaagent_lsp.authoring.remarks import LOOK, remarks_on, unused, written_by
from qaagent_lsp.model.brief import VARIES, CaseBrief, FollowUp, RequestBrief, RouteBrief

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_NAMED = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"})


@dataclass(frozen=True, slots=True)
class SpecStyle:
    """How a project writes its specs.

    ``has_base_url``: its configuration says where the app answers; otherwise ``BASE_URL`` of the environment does.
    ``requires``: it loads Playwright with ``require``.
    """

    language: Literal["ts", "js"] = "ts"
    quote: Quote = "'"
    has_base_url: bool = True
    requires: bool = False


def playwright_text(briefs: Sequence[RouteBrief], style: SpecStyle) -> str:
    """Write the spec of the routes of one app.

    The app is a running one that all specs share. So what reads stands first; what changes or deletes a thing that
    others may look at is written and marked ``fixme``; and what makes a new thing is not expected to answer what it
    answered the first time.
    """
    writing = _Writing(style, JsText(style.quote))
    lines = [writing.loading(), ""]
    briefs = sorted(briefs, key=lambda brief: brief.route.key.method in _CHANGING)
    keys = [str(brief.route.key) for brief in briefs]
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    lines += _comment(
        f"Tests of {keys[0]}{more}. {written_by('test')}",
        0,
    )
    if not style.has_base_url:
        lines += ["", "test.use({ baseURL: process.env.BASE_URL });"]
    for brief in briefs:
        lines += ["", *writing.route(brief)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Writing:
    style: SpecStyle
    js: JsText

    def loading(self) -> str:
        package = self.js.text("@playwright/test")
        if self.style.requires:
            return f"const {{ expect, test }} = require({package});"
        return f"import {{ expect, test }} from {package};"

    def route(self, brief: RouteBrief) -> Iterator[str]:
        for phrase in brief.unknown:
            yield from _comment(f"{LOOK} {phrase}", 0)
        yield f"test.describe({self.js.text(str(brief.route.key))}, () => {{"
        titles: set[str] = set()
        blocks = [self.case(case, unused(case.title, titles)) for case in brief.cases]
        if brief.is_page and (shown := _shown(brief)) is not None:
            blocks.append(self.page(shown, unused("loads in a browser", titles)))
        for number, block in enumerate(blocks):
            if number:
                yield ""
            yield from block
        yield "});"

    def case(self, case: CaseBrief, title: str) -> Iterator[str]:
        alters = case.kind == "happy" and case.request.method in _CHANGING - {"POST"}
        if case.kind == "happy" and case.request.method in _CHANGING:
            case = _told_loosely(case)
        called = "test.fixme" if case.signed_in or alters else "test"
        if alters:
            yield from _comment(f"{LOOK} it changes data of the running app that other tests may need", 2)
        yield f"  {called}({self.js.text(title)}, async ({{ request }}) => {{"
        for phrase in _remarks(case):
            yield from _comment(phrase, 4)
        for request in case.before:
            yield self._ask("", request, stays=False)
        yield self._ask("const response = ", case.request, stays=_stays(case.statuses))
        yield from self._status("response", case.statuses)
        yield from self._answer(case)
        if case.after is not None:
            yield ""
            yield from self._afterwards(case.after)
        yield "  });"

    def page(self, case: CaseBrief, title: str) -> Iterator[str]:
        """Open a page as a person does: it loads, is called as it was, and no script of it complains."""
        listed = "const errors: string[] = [];" if self.style.language == "ts" else "const errors = [];"
        console, error, failed = (self.js.text(word) for word in ("console", "error", "pageerror"))
        yield f"  test({self.js.text(title)}, async ({{ page }}) => {{"
        yield f"    {listed}"
        yield f"    page.on({console}, (message) => {{"
        yield f"      const isIcon = message.location().url.endsWith({self.js.text('favicon.ico')});"
        yield f"      if (message.type() === {error} && !isIcon) {{"
        yield "        errors.push(message.text());"
        yield "      }"
        yield "    });"
        yield f"    page.on({failed}, (thrown) => errors.push(thrown.message));"
        yield ""
        yield f"    const response = await page.goto({self.js.text(_url(case.request))});"
        yield f"    expect(response?.status()).toBe({case.statuses[0]});"
        yield f"    await expect(page.locator({self.js.text('body')})).not.toBeEmpty();"
        if case.page_title:
            yield f"    await expect(page).toHaveTitle({self.js.text(case.page_title)});"
        if case.page_heading:
            yield f"    await expect(page.locator({self.js.text('h1')})).toHaveText({self.js.text(case.page_heading)});"
        yield "    expect(errors).toEqual([]);"
        yield "  });"

    def _ask(self, target: str, request: RequestBrief, *, stays: bool) -> str:
        options: dict[str, Any] = {}
        if request.method not in _NAMED:
            options["method"] = request.method
        if request.headers:
            options["headers"] = dict(request.headers)
        if request.form:
            options["form"] = dict(request.form)
        elif request.body is not None:
            body = json.loads(request.body)
            # Playwright sends an object or list as JSON; other values would go as they are.
            options["data"] = body if isinstance(body, dict | list) else request.body
            if not isinstance(body, dict | list):
                options["headers"] = {**options.get("headers", {}), "Content-Type": "application/json"}
        if stays:
            options["maxRedirects"] = 0
        called = request.method.lower() if request.method in _NAMED else "fetch"
        before = f"{target}await request.{called}({self.js.text(_url(request))}"
        if not options:
            return f"    {before});"
        return f"    {before}, {self.js.value(options, 4, len(before) + 4)});"

    def _status(self, name: str, statuses: Sequence[int]) -> Iterator[str]:
        if len(statuses) == 1:
            yield f"    expect({name}.status()).toBe({statuses[0]});"
        else:
            yield f"    expect([{', '.join(map(str, statuses))}]).toContain({name}.status());"

    def _answer(self, case: CaseBrief) -> Iterator[str]:
        if case.location:
            matcher = "toContain" if case.location_is_whole else "toBe"
            yield f"    expect(response.headers().location).{matcher}({self.js.text(case.location)});"
        spelled = case.shape if case.json is None else case.json
        if spelled is not None:
            yield self._equal("await response.json()", _with_any(json.loads(spelled)))
        elif case.fields:
            yield "    const found = await response.json();"
            yield "    for (const item of Array.isArray(found) ? found : [found]) {"
            yield f"      for (const name of {self.js.value(list(case.fields), 6)}) {{"
            yield "        expect(item).toHaveProperty([name]);"
            yield "      }"
            yield "    }"
        yield from self._texts("response", case.contains, case.lacks)

    def _afterwards(self, after: FollowUp) -> Iterator[str]:
        yield self._ask("const after = ", after.request, stays=_stays(after.statuses))
        yield from self._status("after", after.statuses)
        if after.json is not None:
            yield self._equal("await after.json()", json.loads(after.json))
        yield from self._texts("after", after.contains, after.lacks)

    def _equal(self, found: str, expected: Any) -> str:
        before = f"expect({found}).toEqual("
        return f"    {before}{self.js.value(expected, 4, len(before) + 2)});"

    def _texts(self, name: str, contains: Sequence[str], lacks: Sequence[str]) -> Iterator[str]:
        for piece in contains:
            yield f"    expect(await {name}.text()).toContain({self.js.text(piece)});"
        for piece in lacks:
            yield f"    expect(await {name}.text()).not.toContain({self.js.text(piece)});"


def _told_loosely(case: CaseBrief) -> CaseBrief:
    """Expect of a changing request only what it answers every time: which keys, not which values."""
    spelled = case.shape if case.json is None else case.json
    if spelled is None:
        return replace(case, after=None, contains=())
    found = json.loads(spelled)
    held = found[0] if isinstance(found, list) and found else found
    return replace(
        case, json=None, fields=tuple(held) if isinstance(held, dict) else (), after=None, contains=()
    )


def _with_any(value: Any) -> Any:
    """Let any value stand where one varies."""
    if isinstance(value, dict):
        return {key: _with_any(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_any(one) for one in value]
    return Code("expect.anything()") if value == VARIES else value


def _remarks(case: CaseBrief) -> Iterator[str]:
    if case.signed_in:
        yield f"{LOOK} how a user signs in is not known here; sign in, then take the .fixme away"
    yield from remarks_on(case)


def _shown(brief: RouteBrief) -> CaseBrief | None:
    """Find the request that shows a page to everybody."""
    return next(
        (
            case
            for case in brief.cases
            if case.kind in {"happy", "page"}
            and case.request.method == "GET"
            and not case.signed_in
            and not case.request.headers
            and case.statuses == (200,)
        ),
        None,
    )


def _url(request: RequestBrief) -> str:
    return f"{request.path}?{urlencode(request.query)}" if request.query else request.path


def _stays(statuses: Sequence[int]) -> bool:
    return any(300 <= status < 400 for status in statuses)


def _comment(phrase: str, indent: int) -> list[str]:
    before = " " * indent + "// "
    return textwrap.wrap(phrase, WIDTH, initial_indent=before, subsequent_indent=before)
