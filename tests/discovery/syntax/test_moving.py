"""What is moved says what reading it where it stands now says."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.moving import Move
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.wiring import Wiring

TEXT = """
from a import b
router = APIRouter(prefix="/x", tags=[f"{b}", make(1)], deps={"k": Depends(get)})
router = Other(router) if b.enabled else router
paths = [path("a", one)]
paths += [path("b", two)]
if b:
    paths += [path("c", three), *more()]
ROUTES = [Route(name) for name in names()]
first, second = pair()

@router.get("/x", lambda request: request, made().of)
def handler(a, b: Annotated[int, Query()] = Depends(get("x")), *, c=b or other()):
    return a

class View(Base, make().Other):
    app = FastAPI()

    @router.get("/y" if b else "/z")
    def get(self):
        return Thing(1)

for name in load():
    router.include_router(name.router, prefix="/" + name)
try:
    import extra
    router.mount("/extra", extra.app)
except ImportError:
    pass
"""


def read(text: str) -> Wiring:
    return wiring_of(ast.parse(text), Positions(text), {})


def moved(wiring: Wiring, move: Move) -> Wiring:
    return Wiring(
        tuple(move.lined(one) for one in wiring.imports),
        tuple(move.lined(one) for one in wiring.bindings),
        tuple(move.effect(one) for one in wiring.effects),
        tuple(move.lined(one) for one in wiring.returns),
        tuple(move.function(one) for one in wiring.functions),
        tuple(move.class_(one) for one in wiring.classes),
        tuple((move.line(first), move.line(last)) for first, last in wiring.branches),
        tuple(move.condition(one) for one in wiring.conditions),
        tuple(move.fork(one) for one in wiring.forks),
    )


@pytest.mark.parametrize("at", [0, *[n for n, line in enumerate(TEXT.split("\n")) if not line]])
@pytest.mark.parametrize("by", [1, 7])
def test_lines_between_statements(at: int, by: int) -> None:
    lines = TEXT.split("\n")
    inside = any(node.lineno <= at < (node.end_lineno or 0) for node in ast.parse(TEXT).body)
    if not inside:
        after = "\n".join([*lines[:at], *[""] * by, *lines[at:]])
        assert moved(read(TEXT), Move(at, by)) == read(after)
        assert moved(read(after), Move(at + by, -by)) == read(TEXT)


def test_what_stands_before_is_the_same_object() -> None:
    wiring = read(TEXT)
    function = wiring.functions[0]
    assert Move(function.span.line, 3).function(function) is function
    assert Move(0, 0).function(function) is function
