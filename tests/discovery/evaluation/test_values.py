from __future__ import annotations

from qaagent_lsp.discovery.evaluation.values import Frame, Place, RouterValue
from qaagent_lsp.discovery.syntax.expressions import Text
from qaagent_lsp.model.source import Span, WorkspacePath

MAIN, OTHER = WorkspacePath("main.py"), WorkspacePath("other.py")
HERE = Place(MAIN, "", 1)
OUTER = Frame(MAIN, "make", {"prefix": (Text("/a"), HERE)})
INNER = Frame(MAIN, "make.<locals>.add", {"name": (Text("/x"), HERE)}, OUTER)


def test_names_are_found_in_the_scope_that_they_belong_to() -> None:
    assert INNER.find(MAIN, "make", "prefix") == (Text("/a"), HERE)
    assert INNER.find(MAIN, "make.<locals>.add", "name") == (Text("/x"), HERE)
    assert INNER.find(MAIN, "make", "name") is None
    assert INNER.find(OTHER, "make", "prefix") is None


def test_a_way_matters_to_what_stands_inside_of_it() -> None:
    assert OUTER.matters(MAIN, "make.<locals>.add")
    assert not OUTER.matters(MAIN, "maker")
    assert not OUTER.matters(OTHER, "make")
    assert not OUTER.matters(MAIN, "")


def test_a_router_is_the_same_however_its_making_ends() -> None:
    short, long = (RouterValue("apirouter", MAIN, Span(3, 10, line, 21)) for line in (3, 5))
    assert short == long
    assert hash(short) == hash(long)
    assert short != RouterValue("apirouter", MAIN, Span(3, 9, 3, 21))
