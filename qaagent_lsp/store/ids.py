"""Evidence ids: ``TST-20261122-0001``, one sequence a run."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RUN_DATE = re.compile(r"\d{8}(?=_)")


class EvidenceIds:
    """Hands out the ids of one kind of evidence of one run.

    Prefix, the run's date, a number of at least 4 digits.

    The numbering goes on after the highest of the ``taken`` ids, so that a run which is taken up again never
    gives an id twice. Raises ``ValueError`` when the run id does not begin with a date of 8 digits and ``_``.
    """

    def __init__(self, prefix: str, run_id: str, taken: Iterable[str] = ()) -> None:
        date = _RUN_DATE.match(run_id)
        if date is None:
            msg = f"a run id begins with YYYYMMDD_, not like {run_id!r}"
            raise ValueError(msg)
        self._stem = f"{prefix}-{date.group()}-"
        self._last = max((self._number(taken_id) for taken_id in taken), default=0)

    def next(self) -> str:
        """Return the next id."""
        self._last += 1
        return f"{self._stem}{self._last:04d}"

    def _number(self, taken_id: str) -> int:
        digits = taken_id.removeprefix(self._stem)
        return int(digits) if digits.isascii() and digits.isdigit() and digits != taken_id else 0
