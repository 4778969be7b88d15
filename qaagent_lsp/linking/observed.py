"""What probes have seen tests do, kept across restarts. Values only; the session keeps the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from itertools import chain

from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.test import TestFunction, TestId, function_id

_VERSION = 2


@dataclass(frozen=True, slots=True)
class ObservedCase:
    """The requests of one case. ``complete``: it passed, so that nothing was cut short by a failure."""

    hits: tuple[Hit, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ObservedTest:
    """A test function as it was seen.

    ``digest`` is that of its source then, ``""`` for one that only runs showed. ``cases`` is keyed by case
    id; the hits of a function are those of all its cases.
    """

    digest: str
    cases: Mapping[TestId, ObservedCase]

    @property
    def hits(self) -> Sequence[Hit]:
        """The distinct hits of all cases, in order of appearance."""
        return tuple(dict.fromkeys(chain.from_iterable(case.hits for case in self.cases.values())))

    @property
    def whole(self) -> bool:
        """Whether all that the function does was seen: it has one case, which passed."""
        return len(self.cases) == 1 and all(
            case.complete and "[" not in case_id.partition("::")[2] for case_id, case in self.cases.items()
        )


@dataclass(frozen=True, slots=True)
class Observed:
    """All that was seen in a workspace folder, keyed by the id of the test function."""

    tests: Mapping[TestId, ObservedTest] = field(default_factory=dict)


def merge(
    observed: Observed,
    case: CaseResult,
    tests: Mapping[TestId, TestFunction],
    routes: Sequence[Route] = (),
) -> Observed:
    """Add what one finished case did. For all cases of a run, ``merge_all`` is quicker."""
    return merge_all(observed, (case,), tests, routes)


def merge_all(
    observed: Observed,
    cases: Iterable[CaseResult],
    tests: Mapping[TestId, TestFunction],
    routes: Sequence[Route] = (),
) -> Observed:
    """Add what finished cases did; ``tests`` are the functions as they stood when the run started.

    A case that passed replaces what was known of it. One that did not adds to it: a failure cuts a test
    short, and the routes it would have reached later are still its routes. Hits on routes that the table does
    not know are kept.
    """
    del routes  # hits stay as they were seen; they are laid over the table of the moment by ``assemble``
    merged = dict(observed.tests)
    for case in cases:
        test_id = function_id(case.id)
        known = tests.get(test_id)
        digest = known.digest if known else ""
        before = merged.get(test_id)
        earlier = before.cases if before and before.digest == digest else {}
        added = _merged_case(earlier.get(case.id), case)
        if added is not None:
            merged[test_id] = ObservedTest(digest, {**earlier, case.id: added})
    return Observed(merged)


def forget(observed: Observed, ids: Iterable[TestId]) -> Observed:
    """Drop functions that a tool said do not exist."""
    gone = {function_id(test_id) for test_id in ids}
    return Observed({test_id: test for test_id, test in observed.tests.items() if test_id not in gone})


def counted_hits(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Keep the hits that tie a test to routes: those of its own body.

    Only where the body makes none do those of setup and teardown count; otherwise a login fixture would tie
    every test to the login route.
    """
    own = tuple(hit for hit in hits if hit.when == "call")
    return own or tuple(hits)


def to_json(observed: Observed) -> str:
    """Write as JSON text; equal hits stand once."""
    numbers: dict[Hit, int] = {}
    tests = {
        test_id: {
            "digest": test.digest,
            "cases": {
                case_id: [case.complete, [numbers.setdefault(hit, len(numbers)) for hit in case.hits]]
                for case_id, case in test.cases.items()
            },
        }
        for test_id, test in observed.tests.items()
    }
    hits = [asdict(hit) for hit in numbers]
    return json.dumps({"version": _VERSION, "hits": hits, "tests": tests}, separators=(",", ":"))


def from_json(text: str) -> tuple[Observed, str]:
    """Read back what ``to_json`` wrote. A corrupt or older file is empty, with a sentence why."""
    try:
        data = json.loads(text)
        if data["version"] != _VERSION:
            return (
                Observed(),
                f"observed links are of version {data['version']}, not {_VERSION}; starting anew",
            )
        hits = [_hit(fields) for fields in data["hits"]]
        return Observed({TestId(key): _test(test, hits) for key, test in data["tests"].items()}), ""
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        return Observed(), f"observed links could not be read ({type(error).__name__}); starting anew"


def _merged_case(before: ObservedCase | None, case: CaseResult) -> ObservedCase | None:
    seen = tuple(dict.fromkeys(replace(hit, count=1) for hit in case.hits))
    if case.outcome == "passed":
        return ObservedCase(seen, complete=True)
    if before is None:
        return ObservedCase(seen, complete=False) if seen else None
    return ObservedCase(tuple(dict.fromkeys((*before.hits, *seen))), complete=before.complete)


def _hit(fields: Mapping[str, object]) -> Hit:
    hit = Hit(**fields)  # type: ignore[arg-type]  # checked on the next lines
    kinds: Sequence[type | tuple[type, ...]] = (
        str,
        str,
        str,
        str,
        int,
        (int, type(None)),
        bool,
        str,
        str,
        int,
        str,
    )
    if not all(isinstance(value, kind) for value, kind in zip(astuple(hit), kinds, strict=True)):
        raise TypeError(fields)
    if hit.when not in {"setup", "call", "teardown"} or hit.how not in {"observed", "request"}:
        raise ValueError(fields)
    return hit


def _test(fields: Mapping[str, object], hits: Sequence[Hit]) -> ObservedTest:
    digest, cases = fields["digest"], fields["cases"]
    if not isinstance(digest, str) or not isinstance(cases, dict):
        raise TypeError(fields)
    return ObservedTest(
        digest,
        {
            TestId(case_id): ObservedCase(tuple(hits[number] for number in numbers), complete=bool(complete))
            for case_id, (complete, numbers) in cases.items()
        },
    )
