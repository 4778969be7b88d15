"""What lives long is not walked by the collector again, and what is garbage already is not kept."""

from __future__ import annotations

import gc
import weakref

from qaagent_lsp.session.long_lived import collector_held, keep


class Node:
    """Something that can be part of a cycle."""

    other: Node | None = None


def test_what_lives_is_spared_and_a_fresh_cycle_is_freed() -> None:
    gc.disable()
    try:
        living, garbage = Node(), Node()
        garbage.other = Node()
        garbage.other.other = garbage
        gone = weakref.ref(garbage)
        del garbage
        keep()
        assert gone() is None
        assert not any(found is living for found in gc.get_objects())
    finally:
        gc.enable()
        gc.unfreeze()


def test_the_collector_is_held_for_a_while_and_left_as_it_was() -> None:
    with collector_held():
        assert not gc.isenabled()
        with collector_held():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
