"""Studies a route: tries requests, looks at what comes back, tries more, and says which tests the route should have.

A study makes no request itself. It is a generator: it yields trials and is sent their replies, in their order; the
studies of many routes go in step, so that one start of the user's pytest serves all of them. The last round asks all
twice, the second time in the opposite order: what is not the same both times is not expected.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.authoring.cases import cases_of
from qaagent_lsp.authoring.expectations import Now, followed, seen
from qaagent_lsp.authoring.inputs import Told, inputs_of
from qaagent_lsp.authoring.learning import with_what_is_wanted
from qaagent_lsp.authoring.made_first import Creator, made_first
from qaagent_lsp.authoring.trials import Base, Idea, best_of, follow_ups, searched, variations, with_follow_up
from qaagent_lsp.model.brief import CaseBrief, FollowUp, RouteBrief
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.trial import Reply, Trial

Replies = Sequence[tuple[Reply, ...] | None]
Study = Generator[tuple[Trial, ...], Replies, RouteBrief]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a study needs to know of the rest. ``templates`` are the paths of the app that GET can ask for.

    ``creator`` makes what the route is asked for, None where nothing does.
    """

    templates: tuple[str, ...]
    can_sign_in: bool
    now: Now
    creator: Creator | None = None


def study(route: Route, told: Told, around: Surroundings) -> Study:
    """Find out which tests a route should have."""
    inputs = inputs_of(route, told)
    ideas = searched(inputs, can_sign_in=around.can_sign_in)
    replies = yield tuple(Trial((idea.request,), idea.signed_in) for idea in ideas)
    base = best_of(ideas, [_first(reply) for reply in replies])
    wanted = with_what_is_wanted(inputs, base.reply)
    if wanted is not inputs:
        inputs = wanted
        ideas = searched(inputs, can_sign_in=around.can_sign_in)
        replies = yield tuple(Trial((idea.request,), idea.signed_in) for idea in ideas)
        base = best_of(ideas, [_first(reply) for reply in replies])
    varied = tuple(variations(inputs, base, can_sign_in=around.can_sign_in))
    trials = [Trial((idea.request,), idea.signed_in) for idea in varied]
    follows = tuple(_follows(base, around))
    replies = yield (*trials, *(with_follow_up(idea, path) for idea, path in follows))
    answers = [_first(reply) for reply in replies[: len(varied)]]
    found = _telling(follows, replies[len(varied) :])
    path = ""
    if found is not None:
        idea, path, reply = found
        base = Base(idea, reply, base.unsigned)
    earlier = {(idea.request, idea.signed_in): reply for idea, reply in zip(varied, answers, strict=True)}
    earlier[base.idea.request, base.idea.signed_in] = base.reply
    cases = cases_of(inputs, told, base, list(zip(varied, answers, strict=True)))
    final = tuple(
        with_follow_up(base.idea, path)
        if path and case.request == base.idea.request and case.signed_in == base.idea.signed_in
        else Trial((case.request,), case.signed_in)
        for case in cases
    )
    # Once, and once more backwards: what depends on the order shows.
    both = yield (*final, *reversed(final))
    first, again = both[: len(final)], both[: len(final) - 1 : -1]
    can_look = route.key.path in around.templates
    made = yield from made_first(
        inputs, base, around.creator, can_sign_in=around.can_sign_in, can_look=can_look
    )
    looks = _Looks(first, again, [earlier.get((case.request, case.signed_in)) for case in cases])
    return RouteBrief(
        route,
        (*([made] if made else []), *_judged(cases, final, looks, around.now)),
        summary=(told.operation.summary if told.operation else "") or told.reading.summary,
        is_page=told.reading.is_page or _is_page(base.reply),
        unknown=() if made else tuple(_unknown(base)),
    )


def _first(replies: tuple[Reply, ...] | None) -> Reply | None:
    return replies[0] if replies else None


def _follows(base: Base, around: Surroundings) -> Iterator[tuple[Idea, str]]:
    """Yield what to look at before and after the best request; also as a user: signing out does nothing without one."""
    paths = follow_ups(base, around.templates)
    yield from ((base.idea, path) for path in paths)
    if around.can_sign_in and not base.idea.signed_in:
        signed_in = replace(base.idea, signed_in=True)
        yield from ((signed_in, path) for path in paths)


def _telling(follows: Sequence[tuple[Idea, str]], replies: Replies) -> tuple[Idea, str, Reply] | None:
    """Choose the path whose answer a request changed, with the reply to that request; None where none did."""
    for (idea, path), reply in zip(follows, replies, strict=True):
        if reply and len(reply) == 3 and (reply[0].status, reply[0].text) != (reply[2].status, reply[2].text):
            return idea, path, reply[1]
    return None


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the final trials brought, twice, and what their requests had brought in an earlier start of pytest."""

    first: Replies
    again: Replies
    earlier: Sequence[Reply | None]


def _judged(
    cases: Sequence[CaseBrief], trials: Sequence[Trial], looks: _Looks, now: Now
) -> Sequence[CaseBrief]:
    judged = []
    own = [_own(replies, trial) for replies, trial in zip(looks.first, trials, strict=True)]
    for number, (case, trial) in enumerate(zip(cases, trials, strict=True)):
        one, two, earlier = own[number], _own(looks.again[number], trial), looks.earlier[number]
        if one is None or two is None or one.status >= 500 or case.known_by != "observed":
            judged.append(case)
            continue
        if earlier is not None and (earlier.status, earlier.text) != (one.status, one.text):
            two = earlier  # what a database keeps from one start to the next
        others = [other for place, other in enumerate(own) if other is not None and place != number]
        found = seen(case, one, two, others, now)
        before, after = looks.first[number], looks.again[number]
        if len(trial.requests) == 3 and before and after and len(before) == len(after) == 3:
            path = FollowUp(trial.requests[2], ())
            found = replace(found, after=followed(path, before[0], before[2], after[2], now))
        judged.append(found)
    return judged


def _own(replies: tuple[Reply, ...] | None, trial: Trial) -> Reply | None:
    """Pick the reply to the request under test: the only one, or the one in the middle."""
    if not replies or len(replies) != len(trial.requests):
        return None
    return replies[len(replies) // 2]


def _is_page(reply: Reply | None) -> bool:
    return reply is not None and reply.status == 200 and reply.media == "text/html"


def _unknown(base: Base) -> list[str]:
    if base.reply is None:
        return []
    if base.reply.status >= 500:
        return [f"it broke with {base.reply.status}{f': {base.reply.error}' if base.reply.error else ''}"]
    if base.reply.status >= 400:
        return [f"no request was found that it answers with success; the best got {base.reply.status}"]
    return []
