"""What is known of handlers that an edit did not touch is what reading the whole file again finds."""

from __future__ import annotations

import ast
import random

import pytest

from qaagent_lsp.discovery.facts import facts_in_part, facts_of
from qaagent_lsp.discovery.python_tests.recalled import LastRead
from qaagent_lsp.discovery.syntax.edits import change_between
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut
from qaagent_lsp.discovery.syntax.positions import lines_of
from qaagent_lsp.discovery.syntax.untouched import untouched
from qaagent_lsp.discovery.syntax.wiring import Wiring
from qaagent_lsp.model.source import Source, WorkspacePath

FILE = WorkspacePath("app/pets.py")
HEAD = '''"""Pets."""

from fastapi import APIRouter, Depends, FastAPI

PREFIX = "/pets"
FAST = True
router = APIRouter(prefix=PREFIX)


class Pet:
    """A pet, or
    @router.get("/not")
    """

    name: str = "x"
'''
BODY = """
@router.get('/')
def pets():
    return []
---
@router.get('/{pet_id}')
@cached(lambda key: key, [1], {'a': make()})
async def pet(pet_id: int, db=Depends(get_db)):
    found = db.get(Pet, pet_id)

    if not found:
        raise Missing('''
@router.get("/text")
''')
    return found
---
def helper(app):
    app.include_router(router)
---
@router.post(
    PREFIX + '/new',
    tags=['a' if FAST else 'b'],
)
def create(pet: Pet = Body(...)):
    pet.add_api_routes = 1
    return pet
---
@router.delete('/all')
def wires(app):
    app.add_api_route('/more', helper)
---
if FAST:
    @router.put('/fast')
    def fast():
        return 1
else:
    LATE = 1
---
@router.get('/ü')
def umlaut(): return 'ü', router.x(  1)
# don't
---
app = FastAPI()
helper(app)
router.add_api_route('/added', pets)
for name in load():
    app.mount(name, make(app))
---
def found(db, name):
    from app.store import rows

    def inner(row):
        return row.name

    for row in rows(db):
        if inner(row) == name:
            return Pet(row)
    raise Missing(name)
---
def plain(names):
    made = make(names)
    return made
---
def listed():
    for name in NAMES:
        make(name)
    return [name]
---
def passes(where):
    return setup(where, router)
---
NAMES = ['a', 'b']
---
def client():
    inner = Router()
    return inner
---
class View:
    @router.get('/method')
    def method(self):
        return 1
---
@router.patch('/last')
def last():
    x = 1
    return x
"""
ANOTHER = "def plain(names):\n    if names is None:\n        return make(names)\n    return names\n"
"""Of the name of one that is there: whatever either says counts together."""
PARTS = [part.strip("\n") + "\n" for part in BODY.split("---\n")]


def wiring(text: str) -> Wiring:
    return facts_of(Source(FILE, text, "digest"), reading="routes").wiring


def found(before: str, after: str) -> Wiring | LeftOut | None:
    return untouched(change_between(before, after), wiring(before), after)


def file_of(*parts: str, head: str = HEAD) -> str:
    return head + "\n\n" + "\n\n".join(parts)


TEXT = file_of(*PARTS)


@pytest.mark.parametrize(
    "after",
    [
        TEXT.replace("return []", "return [1]"),
        TEXT.replace("    return []", "    pets = 1\n    return pets"),
        TEXT.replace("    found = db.get(Pet, pet_id)\n\n", ""),
        TEXT.replace("'/{pet_id}'", "'/{other_id}'"),
        TEXT.replace("APIRouter(prefix=PREFIX)", "APIRouter()"),
        "\n\n" + TEXT,
        TEXT.replace("\nfrom", "\n# a comment\nfrom"),
        TEXT.replace("@router.patch", "\n\n# another\n@router.patch"),
        TEXT.replace("@router.patch", "@router.get('/new')\ndef new():\n    return 1\n\n\n@router.patch"),
        TEXT.replace("@router.patch", "@extra\n@router.patch"),
        TEXT + "\n    y = 2\n",
        TEXT + "\n\ndef more():\n    return APIRouter()\n",
        TEXT.replace("class View", "    z = 1\n\n\nclass View"),
        TEXT.replace("    made = make(names)", "    from x import made"),
        TEXT.replace("    made = make(names)", "    made = make(names)\n    helper(made)"),
        TEXT.replace("    made = make(names)", "    made = Router()\n    made.x = 1"),
        TEXT.replace("def plain", "@router.get('/plain')\ndef plain"),
        TEXT.replace("import APIRouter", "import make, APIRouter"),
        TEXT.replace("NAMES = ['a'", "NAMES = ['c', 'd'"),
        TEXT.replace("def plain", "made = Router()\n\n\ndef plain"),
        TEXT.replace("    x = 1\n", "    x = 1\n    app.add_api_route('/inner', last)\n"),
    ],
)
def test_an_edit_finds_what_reading_all_finds(after: str) -> None:
    assert after != TEXT
    assert found(TEXT, after) == wiring(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TEXT, TEXT.replace("FAST = True", "FAST = False")),
        (TEXT, "import django\n" + TEXT),
        (TEXT, TEXT.replace("return []", "return '''")),
        (TEXT, TEXT.replace("APIRouter(prefix", "APIRouter((prefix")),
        (HEAD, HEAD + "x = 1\n"),
    ],
)
def test_where_all_may_depend_on_it_or_nothing_is_left_out_all_is_read(before: str, after: str) -> None:
    assert found(before, after) is None


def test_a_text_that_swallows_handlers_leaves_none_of_them() -> None:
    before = file_of(PARTS[0], "def documented():\n    '''A text.'''\n", PARTS[-1])
    after = before.replace("PREFIX = ", "OPEN = '''\nPREFIX = ")
    assert found(before, after) is None
    assert [item.name for item in wiring(after).functions] == ["last"] or not wiring(after).functions


@pytest.mark.parametrize("seed", range(40))
def test_random_edits_one_after_the_other(seed: int) -> None:
    """Each text is read with what was known of the one before, as in an editor; broken ones in between are not."""
    rng = random.Random(seed)
    parts = list(PARTS)
    text = file_of(*parts)
    known = facts_of(Source(FILE, text, "digest"), reading="routes")
    for _ in range(12):
        lines = lines_of(text)
        at = rng.randrange(len(lines))
        match rng.randrange(7):
            case 0:
                lines.insert(
                    at,
                    rng.choice(["", "# don't", "    y = 1", "x = 2", "@extra", "'''", "    '''", ")", "\\"]),
                )
            case 1:
                del lines[at : at + rng.randrange(1, 4)]
            case 2:
                lines[at:at] = lines[at : at + rng.randrange(1, 9)]
            case 3:
                lines[at] = lines[at].replace("get", "put").replace("return", "return 1 +")
            case 4:
                lines[at:at] = lines_of(rng.choice([*PARTS, ANOTHER, ANOTHER]))
            case 5:
                lines = lines_of(file_of(*rng.sample(PARTS, len(PARTS))))
            case _:
                lines[at] += rng.choice([" ", "  # x", " \\", "("])
        after = "\n".join(lines)
        read = facts_of(Source(FILE, after, "digest"), reading="routes")
        last = LastRead(text, known.wiring, ())
        part = facts_in_part(Source(FILE, after, "digest"), last, change_between(text, after), "routes")
        assert part is None or part == read or (isinstance(part, LeftOut) and not read.parsed)
        try:
            ast.parse(after)
        except (SyntaxError, ValueError):
            continue
        text, known = after, read
