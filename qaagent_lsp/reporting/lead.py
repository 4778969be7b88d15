"""What was run and how the routes are, for somebody who reads nothing else."""

from __future__ import annotations

from qaagent_lsp.reporting.health import Story
from qaagent_lsp.reporting.words import amount, scope_words

_MOST_NAMES = 3


def lead(story: Story) -> str:
    """Say it in two sentences."""
    return " ".join(filter(None, (_what(story), _routes(story))))


def _what(story: Story) -> str:
    run, name = story.evidence.run, story.evidence.target.name
    suites = dict.fromkeys(suite.runner for suite in run.suites)
    inline = dict.fromkeys(tool.name for tool in run.tools if tool.executed)
    tools = ", ".join([*suites, *inline])
    asked = scope_words(run.scope)
    return f"{asked[0].upper()}{asked[1:]}{f' of {name}' if name else ''}{f', run with {tools}' if tools else ''}."


def _routes(story: Story) -> str:
    red = [route.route for route in story.routes if route.health == "failed"]
    number = len(story.routes)
    if red:
        # A route's name is not broken at the end of a line.
        names = ", ".join(f"{route.method}\u00a0{route.path}" for route in red[:_MOST_NAMES])
        more = f" and {len(red) - _MOST_NAMES} more" if len(red) > _MOST_NAMES else ""
        return f"{amount(len(red), 'route')} of {number:,} {'is' if len(red) == 1 else 'are'} red: {names}{more}."
    if number:
        return f"{amount(number, 'route')} {'was' if number == 1 else 'were'} exercised, none is red."
    return ""
