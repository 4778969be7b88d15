"""The HTML report: one file, no network, everything that it shows inside it."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from string import Template

from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.reporting.details import details_of
from qaagent_lsp.reporting.health import story_of
from qaagent_lsp.reporting.markup import joined
from qaagent_lsp.reporting.rows import index_of
from qaagent_lsp.reporting.sections import body
from qaagent_lsp.reporting.words import verdict

FORMAT = 2
"""Counted up whenever a page that stands in a run's folder should be made anew."""


@dataclass(frozen=True, slots=True)
class Assets:
    """The parts of the page that are the same for every run."""

    template: str
    style: str
    script: str


@dataclass(frozen=True, slots=True)
class PageOptions:
    """``base`` leads from the page to the run's folder, ``""`` or with a ``/`` at its end; ``version`` is ours."""

    base: str = ""
    version: str = ""


def page_of(evidence: Evidence, assets: Assets, options: PageOptions) -> bytes:
    """Make the page. Its scripts and styles are named by their digests, so that nothing else can run in it."""
    run, story = evidence.run, story_of(evidence)
    index = index_of(evidence, story.routes, story.causes)
    details = details_of(evidence, [str(route.route) for route in story.routes], options.base)
    name = evidence.target.name
    page = Template(assets.template).substitute(
        title=str(joined(f"{verdict(run)} · {name or 'run'} · {run.run_id}")),
        generator=str(joined(generator(options.version))),
        policy=_policy(assets),
        style=assets.style,
        script=assets.script,
        verdict=run.status,
        body=str(body(story, options.base, options.version)),
        index=embedded(index),
        details=embedded(details),
    )
    # Captured text may hold lone surrogates: in JSON this writes them as the escapes that JSON has for them.
    return page.encode("utf-8", "backslashreplace")


def generator(version: str) -> str:
    """Name what made a page."""
    return f"qaagent-lsp {version} report {FORMAT}"


def embedded(value: object) -> str:
    """Write JSON that can stand in a script element whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(assets: Assets) -> str:
    script, style = (_digest(text) for text in (assets.script, assets.style))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src 'self' file: data:; "
        "media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
