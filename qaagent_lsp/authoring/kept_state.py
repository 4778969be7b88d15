"""What an app keeps in memory and handlers change, under names that nothing else in a new file has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.authoring.literals import StateKind


@dataclass(frozen=True, slots=True)
class State:
    """A dict, list or set at the top of a module, which handlers change."""

    module: str
    name: str
    kind: StateKind


@dataclass(frozen=True, slots=True)
class Held:
    """State as a new file speaks of it: ``expression`` is ``store.PETS``, ``before`` names what it was."""

    state: State
    expression: str
    before: str


def names_of_modules(state: Sequence[State], taken: Collection[str]) -> Mapping[str, str]:
    """Name each module in the file as it is called itself, unless something else is called so."""
    names: dict[str, str] = {}
    for module in dict.fromkeys(one.module for one in state):
        used = {*taken, *names.values()}
        names[module] = next(name for name in _spellings(module, taken) if name not in used)
    return names


def held_by(state: Sequence[State], names: Mapping[str, str]) -> tuple[Held, ...]:
    """Spell state out, by the names of its modules."""
    often = Counter(one.name.lower() for one in state)
    return tuple(Held(one, f"{names[one.module]}.{one.name}", _before(one, names, often)) for one in state)


def module_import(module: str, name: str) -> tuple[str, str]:
    """Say how a module is imported by a name: from where (``""`` for nowhere), and what."""
    above, _, last = module.rpartition(".")
    return above, last if last == name else f"{last} as {name}"


def _spellings(module: str, taken: Collection[str]) -> Iterator[str]:
    parts = module.split(".")
    last = parts[-1]
    yield last
    if last in taken:
        yield f"{last}_module"
    yield from _joined(parts)
    name = f"{'_'.join(parts)}_module"
    while True:
        yield name
        name += "_"


def _joined(parts: Sequence[str]) -> Iterable[str]:
    return ("_".join(parts[-length:]) for length in range(2, len(parts) + 1))


def _before(one: State, names: Mapping[str, str], often: Counter[str]) -> str:
    name = one.name.lower()
    if often.total() == 1:
        return "before"
    return f"before_{name}" if often[name] == 1 else f"before_{names[one.module]}_{name}"
