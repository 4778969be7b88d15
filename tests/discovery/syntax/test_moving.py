"""What is moved says what reading it where it stands now says."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.moving import Move, move_between
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.wiring import Wiring
from qaagent_lsp.model.source import Span

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


@pytest.mark.parametrize("at", [0, *[n for n, line in enumerate(TEXT.split("\n")) if not line]])
@pytest.mark.parametrize("by", [1, 7])
def test_lines_between_statements(at: int, by: int) -> None:
    lines = TEXT.split("\n")
    inside = any(node.lineno <= at < (node.end_lineno or 0) for node in ast.parse(TEXT).body)
    if not inside:
        after = "\n".join([*lines[:at], *[""] * by, *lines[at:]])
        assert Move(((at, by),)).wiring(read(TEXT)) == read(after)
        assert Move(((at + by, -by),)).wiring(read(after)) == read(TEXT)


def test_what_stands_before_is_the_same_object() -> None:
    wiring = read(TEXT)
    function = wiring.functions[0]
    assert Move(((function.span.end_line, 3),)).function(function) is function
    assert Move().function(function) is function


def test_a_range_grows_where_lines_are_put_into_it() -> None:
    assert Move(((3, 2), (8, -1))).span(Span(2, 5, 6, 1)) == Span(2, 5, 8, 1)
    assert Move(((3, 2), (8, -1))).span(Span(9, 5, 9, 7)) == Span(8, 5, 8, 7)


@pytest.mark.parametrize(
    "after",
    [
        "\n\n" + TEXT,
        TEXT.replace("    return a", "    x = 1\n    return a"),
        TEXT.replace("    return a\n", "    return (a)\n").replace(
            "        return Thing", "\n        return Thing"
        ),
        TEXT.replace("\nclass", "\n# here\nclass").replace("\nrouter", "\n\n\nrouter"),
        TEXT.replace("\n\nclass", "\nclass"),
        TEXT,
    ],
)
def test_lines_that_moved_are_all_that_differs(after: str) -> None:
    before, now = read(TEXT), read(after)
    move = move_between(before, now)
    assert move is not None
    assert move.wiring(before) == now
    assert move_between(before, before) == Move()


@pytest.mark.parametrize(
    "after",
    [
        TEXT.replace('"/x", lambda', '"/y", lambda'),
        TEXT.replace("import extra", "import other"),
        TEXT + "\nmore = Router()\n",
        TEXT.replace("def get", "def put"),
        "",
    ],
)
def test_what_says_something_else_has_not_moved(after: str) -> None:
    assert move_between(read(TEXT), read(after)) is None
