"""The stand-in for locks between processes: it passes the same contract as the real ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from qaagent_lsp.model.resource import Busy


@dataclass(eq=False, slots=True)
class InMemory:
    """A resource that is held while it stands in its table."""

    name: str
    holders: dict[str, tuple[InMemory, str]]

    def release(self) -> None:
        if self.holders.get(self.name, (None, ""))[0] is self:
            del self.holders[self.name]


@dataclass(frozen=True, slots=True)
class LocksInMemory:
    """Locks of one test. ``order`` is every name in the order in which it was taken."""

    holders: dict[str, tuple[InMemory, str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def try_acquire(self, name: str, holder: str) -> InMemory | Busy:
        if name in self.holders:
            return Busy(self.holders[name][1])
        held = InMemory(name, self.holders)
        self.holders[name] = (held, holder)
        self.order.append(name)
        return held
