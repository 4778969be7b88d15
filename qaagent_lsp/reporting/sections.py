"""The parts of the page that need no script: verdict, causes, routes, suites, and what the run is made of."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.result import Counts, RunResult
from qaagent_lsp.reporting.besides import besides
from qaagent_lsp.reporting.details import href_of
from qaagent_lsp.reporting.health import Cause, RouteHealth, Story, SuiteHealth, health_of, is_bad
from qaagent_lsp.reporting.inline import inline
from qaagent_lsp.reporting.lead import lead
from qaagent_lsp.reporting.markup import Child, Marked, el, joined
from qaagent_lsp.reporting.parts import Part, bar, code, folded, icon, link, outcome, section, table
from qaagent_lsp.reporting.words import (
    amount,
    counts_words,
    duration_words,
    first_line,
    headline,
    verdict,
)

_MOST_CAUSES = 30
_MOST_ROUTES = 12
_MOST_WITHOUT_SCRIPT = 200


def body(story: Story, base: str, version: str) -> Marked:
    """Lay out everything between the page's bar and its end.

    ``base`` leads from the page to the run's folder; ``version`` is ours.
    """
    evidence = story.evidence
    parts = [
        *_why(story),
        *_routes(story.routes),
        _tests(evidence.run),
        *_suites(story, base),
        *inline(evidence, base),
        *besides(evidence, base),
        _about(evidence, version),
    ]
    return joined(_verdict(story), _navigation(parts), *(part for _, _, part in parts))


def _verdict(story: Story) -> Marked:
    run = story.evidence.run
    state = run.status if verdict(run) != "Empty" else "skipped"
    broken = [suite for suite in story.suites if suite.told and suite.told.error]
    return el(
        "section",
        {"id": "verdict", "class": f"verdict {state}", "aria-labelledby": "verdict-title"},
        el("p", {"class": "word"}, icon(state), verdict(run)),
        el("h1", {"id": "verdict-title"}, headline(run)),
        el("p", {"class": "lead"}, lead(story)),
        *(
            el("p", {"class": "broken"}, icon("error"), f"{suite.name}: {first_line(suite.told.error)}")
            for suite in broken
            if suite.told
        ),
        bar(run.counts, counts_words(run.counts)) if run.counts.total else None,
        _legend(run),
        _facts(story.evidence),
    )


def _legend(run: RunResult) -> Marked:
    flaky = sum(case.flaky for case in run.cases)
    named = (
        ("failed", run.counts.failed, "failed"),
        ("error", run.counts.error, "with errors"),
        ("passed", run.counts.passed, "passed"),
        ("skipped", run.counts.skipped, "skipped"),
        ("flaky", flaky, "flaky"),
    )
    return el(
        "ul",
        {"class": "legend"},
        *(
            el("li", {}, icon(name), el("strong", {}, f"{number:,}"), f" {words}")
            for name, number, words in named
            if number
        ),
    )


def _facts(evidence: Evidence) -> Marked:
    run, target = evidence.run, evidence.target
    facts: list[tuple[str, Child]] = []
    if run.created_at:
        facts.append(("Started", el("time", {"datetime": run.created_at}, run.created_at.replace("T", " "))))
    facts.append(("Took", duration_words(run.duration)))
    if target.commit:
        changed = el("span", {"class": "chip"}, "with uncommitted changes") if target.dirty else None
        branch = f" on {target.branch}" if target.branch else ""
        facts.append(("Commit", joined(code(target.commit[:10]), branch, " " if changed else None, changed)))
    facts.append(("Run", code(run.run_id)))
    rows = [el("div", {}, el("dt", {}, name), el("dd", {}, value)) for name, value in facts]
    return el("dl", {"class": "facts"}, *rows)


def _navigation(parts: Sequence[Part]) -> Marked:
    links = [el("li", {}, link(title, f"#{name}")) for name, title, _ in parts]
    return el("nav", {"class": "sections", "aria-label": "Sections"}, el("ul", {}, *links))


def _why(story: Story) -> Iterator[Part]:
    run, found = story.evidence.run, story.causes
    if not found:
        return
    bad = sum(is_bad(case) for case in run.cases)
    shown = [_cause(number, cause) for number, cause in enumerate(found[:_MOST_CAUSES])]
    note = f"{amount(len(found), 'cause')} behind {amount(bad, 'failure')}"
    if len(found) > _MOST_CAUSES:
        note += f"; the {_MOST_CAUSES} largest are shown"
    yield (
        "why",
        "Why it failed",
        section("why", "Why it failed", el("ol", {"class": "causes"}, *shown), note=note),
    )


def _cause(number: int, cause: Cause) -> Marked:
    found = cause.diagnosis
    unknown = found.fault == "unknown"
    fault = "not known" if unknown else f"{found.fault} ({found.fault_confidence:.0%} sure)"
    return el(
        "li",
        {"class": "card"},
        el("p", {"class": "title"}, code(cause.title)),
        el(
            "p",
            {"class": "meta"},
            el("span", {"class": "chip"}, found.category),
            el("span", {}, "Fault: ", el("strong", {}, fault)),
            el("span", {}, "at ", code(cause.place)) if cause.place else None,
        ),
        el("p", {"class": "advice"}, found.suggestion),
        el("button", {"type": "button", "class": "more", "data-cause": number}, _show(len(cause.cases))),
    )


def _show(number: int) -> str:
    return f"Show {amount(number, 'test')}"


def _routes(routes: Sequence[RouteHealth]) -> Iterator[Part]:
    if not routes:
        return
    red = sum(route.health == "failed" for route in routes)
    rows = [_route(number, route) for number, route in enumerate(routes)]
    heads = ("Route", "Health", "#Passed", "#Failed", "#Skipped", "#Time")
    shown = max(_MOST_ROUTES, min(red, 50))
    first = table("Routes and what their tests came to", heads, rows[:shown], "routes")
    rest = rows[shown:]
    hidden = (
        folded(f"{len(rest):,} more routes", table("More routes", heads, rest, "routes")) if rest else None
    )
    note = f"{len(routes) - red:,} of {len(routes):,} without a failing test"
    yield "routes", "Routes", section("routes", "Routes", first, hidden, note=note)


def _route(number: int, route: RouteHealth) -> tuple[Child, ...]:
    counts = route.counts
    name = el(
        "button",
        {"type": "button", "class": "route", "data-route": number, "title": "Show its tests"},
        el("span", {"class": f"method {route.route.method.lower()}"}, route.route.method),
        " ",
        code(route.route.path),
    )
    flaky = joined(" ", outcome("flaky")) if route.flaky else None
    return (
        name,
        joined(outcome(route.health), flaky),
        _count(counts.passed),
        _count(counts.failed + counts.error),
        _count(counts.skipped),
        duration_words(route.seconds),
    )


def _count(number: int) -> Child:
    return f"{number:,}" if number else el("span", {"class": "none"}, "0")


def _tests(run: RunResult) -> Part:
    """Make the place of the list, which the script fills; without scripts the failures stand there as they are."""
    bad = [case for case in run.cases if is_bad(case)]
    plain = [
        el("li", {}, outcome(case.outcome), " ", code(case.id), el("pre", {}, case.message))
        for case in bad[:_MOST_WITHOUT_SCRIPT]
    ]
    left = len(bad) - len(plain)
    without = el(
        "noscript",
        {},
        el("p", {}, "Searching and opening tests needs scripts, which are off. These tests failed:"),
        el("ul", {}, *plain),
        el("p", {}, f"… and {left:,} more") if left > 0 else None,
    )
    room = el("div", {"id": "list"})
    return "tests", "Tests", section("tests", "Tests", room, without, note=counts_words(run.counts))


def _suites(story: Story, base: str) -> Iterator[Part]:
    evidence, suites = story.evidence, story.suites
    if not suites:
        return
    stored = {file.path for file in evidence.files}
    heads = ("Suite", "Tool", "Outcome", "#Passed", "#Failed", "#Skipped", "#Flaky", "#Exit code", "#Time")
    versions = {tool.name: tool.version for tool in evidence.tools}
    rows = [_suite(suite, versions) for suite in suites]
    more = [_suite_more(suite, stored, base) for suite in suites if suite.told]
    content = (table("Suites and what they came to", heads, rows, "suites"), *more)
    yield "suites", "Suites", section("suites", "Suites", *content)


def _suite(suite: SuiteHealth, versions: dict[str, str | None]) -> tuple[Child, ...]:
    told, counts = suite.told, suite.counts
    version = versions.get(f"{suite.runner} ({suite.name})") or versions.get(suite.runner)
    state = told.outcome if told else _outcome_of(counts)
    tries = f" after {told.attempts} starts" if told and told.attempts > 1 else ""
    return (
        suite.name,
        f"{suite.runner} {version or ''}".strip(),
        joined(outcome(state), tries),
        _count(counts.passed),
        _count(counts.failed + counts.error),
        _count(counts.skipped),
        _count(suite.flaky),
        "none" if told is None or told.returncode is None else str(told.returncode),
        duration_words(suite.seconds),
    )


def _outcome_of(counts: Counts) -> str:
    """Sum up a suite that only its cases tell of: skipped ones alone do not make it green."""
    return "error" if counts.error and not counts.failed else health_of(counts)


def _suite_more(suite: SuiteHealth, stored: set[str], base: str) -> Marked:
    told = suite.told
    if told is None:
        return joined()
    logs = [
        path for name in ("output.log", "junit.xml") if (path := f"artifacts/{suite.name}/{name}") in stored
    ]
    return folded(
        joined("How ", code(suite.name), " was called"),
        el("pre", {"class": "command"}, f"cd {shlex.quote(told.cwd)}\n{shlex.join(told.argv)}"),
        el("pre", {"class": "wrong"}, told.error) if told.error else None,
        el("p", {}, *(joined(link(path, href_of(path, base)), " ") for path in logs)) if logs else None,
    )


def _about(evidence: Evidence, version: str) -> Part:
    run = evidence.run
    # The original's runs have no other words on why they failed; of ours, the causes say the same better.
    summary = () if run.suites else evidence.summary
    notes = [el("li", {}, note) for note in dict.fromkeys((*run.notes, *summary))]
    problems = [
        el("li", {}, code(f"{problem.file}:{problem.line}"), f" {problem.message}")
        for problem in run.problems
    ]
    chosen = [(code(one.id), one.why) for one in run.selection[:_MOST_WITHOUT_SCRIPT]]
    content = (
        joined(el("h3", {}, "Notes"), el("ul", {"class": "notes"}, *notes)) if notes else None,
        joined(el("h3", {}, "Files that could not be read"), el("ul", {"class": "notes"}, *problems))
        if problems
        else None,
        folded(
            f"Why these {amount(len(run.selection), 'test')} were chosen",
            table("Chosen tests and why", ("Test", "Why"), chosen, "chosen"),
        )
        if chosen
        else None,
        el(
            "p",
            {"class": "made"},
            "Made from the evidence in ",
            code(run.run_dir),
            f" by qaagent-lsp {version}. The page loads nothing from anywhere.",
        ),
    )
    return "about", "About this run", section("about", "About this run", *content)
