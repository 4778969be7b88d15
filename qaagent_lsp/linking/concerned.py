"""Which tests executed a function whose text is another one now, and of which tests that can be told at all.

A test does what it did as long as every function that it executed, and everything that runs when files are imported,
has the text that it had. Where that cannot be told, of a test or of a file, nothing is said, and imports decide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from qaagent_lsp.discovery.units import Units, units_of
from qaagent_lsp.linking.executed import CHILD, Executed, ExecutedCase, WholeFile, who_executed
from qaagent_lsp.model.source import WorkspacePath, digest_of
from qaagent_lsp.model.test import TestId, file_of, function_id


class Text:
    """A text of a file: its digest, and its units where it is valid Python, read when they are asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def content(self) -> str:
        """The digest of all of it."""
        return digest_of(self._text)

    @cached_property
    def units(self) -> Units | None:
        """Its functions and its rest."""
        return units_of(self._text)


@dataclass(frozen=True)
class Concerned:
    """What was executed, laid beside the texts of now and of before the change.

    ``now`` and ``before`` give a file's text, None where there is none; ``before`` only of files that changed.
    ``loads`` tells whether a test file loads a file, as far as imports say.
    """

    executed: Executed
    tests: Mapping[TestId, str]
    """The digest of every test as it stands now."""
    now: Callable[[WorkspacePath], Text | None]
    before: Callable[[WorkspacePath], Text | None]
    loads: Callable[[WorkspacePath, WorkspacePath], bool]
    _sound: dict[tuple[WorkspacePath, int, int, int], bool] = field(default_factory=dict)

    def changed_units(self, file: WorkspacePath) -> Collection[str] | None:
        """Name the functions of a file whose bodies changed; None where more did, or nobody knows."""
        before, now = self.before(file), self.now(file)
        if before is None or now is None or before.units is None or now.units is None:
            return None
        if before.units.rest != now.units.rest or before.units.functions.keys() != now.units.functions.keys():
            return None
        return frozenset(
            key
            for key, unit in now.units.functions.items()
            if unit.digest != before.units.functions[key].digest
        )

    def who_ran(self, file: WorkspacePath, keys: Collection[str] | None) -> Mapping[TestId, str]:
        """Give the tests that executed any of these functions of a file (None: any at all), each with one of them."""
        return who_executed(self.executed, file, keys)

    def speaks_of(self, test: TestId, file: WorkspacePath) -> bool:
        """Tell whether all that a test executes of a file is known: then it concerns the test only if that says so."""
        cases = self._cases_of.get(test, ())
        return bool(cases) and all(self._is_complete(test, case, file) for case in cases)

    def tests_of(self, file: WorkspacePath) -> Collection[TestId] | None:
        """Give the tests of a file, those that only a run can show too; None where not all are known."""
        whole = self.executed.wholes.get(file)
        if whole is None or not self._is_sound(file, whole, 0):
            return None
        return frozenset(whole.tests)

    @cached_property
    def _cases_of(self) -> Mapping[TestId, list[ExecutedCase]]:
        found: dict[TestId, list[ExecutedCase]] = {}
        for test, case in self.executed.cases.items():
            found.setdefault(function_id(test), []).append(case)
        return found

    def _is_complete(self, test: TestId, case: ExecutedCase, file: WorkspacePath) -> bool:
        return (
            self.tests.get(test) in {None, case.digest}
            and self.executed.text_at(file, case.clock) is not None
            and self._is_sound(file_of(test), case, case.own)
        )

    def _is_sound(self, test_file: WorkspacePath, seen: ExecutedCase | WholeFile, own: int) -> bool:
        """Tell whether all that was loaded and executed then has its text of now, or of before the change."""
        at = (test_file, seen.clock, own, seen.shared)
        known = self._sound.get(at)
        if known is None:
            known = self._sound[at] = (
                own not in self._stale_sets
                and seen.shared not in self._stale_sets
                and not any(
                    self.loads(test_file, file) or file == test_file for file in self._others_at(seen.clock)
                )
            )
        return known

    @cached_property
    def _stale_sets(self) -> Collection[int]:
        """Sets with a function that has another text now, and had another one before the change, or cannot be seen."""
        stale = {
            number
            for number, unit in enumerate(self.executed.units)
            if self._is_stale(unit.file, unit.key, unit.digest)
        }
        return frozenset(
            number for number, members in enumerate(self.executed.sets) if not stale.isdisjoint(members)
        )

    def _is_stale(self, file: WorkspacePath, key: str, digest: str) -> bool:
        if not digest or file == CHILD.file:
            return True
        now, texts = self.now(file), self.executed.files.get(file, ())
        if now is not None and all(text.content == now.content for text in texts):
            return False
        return not any(
            text is not None
            and text.units is not None
            and (unit := text.units.functions.get(key)) is not None
            and unit.digest == digest
            for text in (now, self.before(file))
        )

    def _others_at(self, clock: int) -> Collection[WorkspacePath]:
        """Files of which then something else ran when they were imported."""
        known = self._others.get(clock)
        if known is None:
            known = self._others[clock] = frozenset(self._look_for_others(clock))
        return known

    @cached_property
    def _others(self) -> dict[int, Collection[WorkspacePath]]:
        return {}

    def _look_for_others(self, clock: int) -> Iterator[WorkspacePath]:
        for file in self.executed.files:
            then = self.executed.text_at(file, clock)
            if then is not None and not any(
                text is not None
                and (
                    text.content == then.content or (text.units is not None and text.units.rest == then.rest)
                )
                for text in (self.now(file), self.before(file))
            ):
                yield file
