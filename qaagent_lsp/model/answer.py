"""What came back from an address that was asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` is the HTTP status, None where there was none; ``words`` say for a person what happened instead.

    ``listening`` tells whether somebody has the port, also where no HTTP comes back from it.
    """

    status: int | None
    listening: bool
    words: str
