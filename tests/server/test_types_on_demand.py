"""Types made on demand are the types that the library makes at once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from typing import Any

import attrs

from qaagent_lsp.server.types_on_demand import on_demand

DUMP = """
import re
from lsprotocol import types
for name, kind in sorted(types.ALL_TYPES_MAP.items()):
    if isinstance(kind, type) and attrs.has(kind):
        fields = [(f.name, repr(f.type), repr(f.default), f.kw_only,
                   re.sub(" at 0x\\w+", "", repr(f.validator))) for f in attrs.fields(kind)]
        print(name, fields, kind.__hash__ is None)
"""
HEAD = "import attrs\nfrom qaagent_lsp.server.types_on_demand import import_types\n"


def said_by(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_every_type_has_the_fields_that_the_library_gives_it() -> None:
    resolved = "from lsprotocol import _hooks\n_hooks._resolve_forward_references()\n"
    at_once = said_by("import attrs\n" + resolved + DUMP)
    assert at_once.count("\n") > 500
    assert said_by(HEAD + "import_types()\n" + DUMP) == at_once


def test_nothing_is_made_before_it_is_used_and_messages_are_read_and_written_as_ever() -> None:
    program = textwrap.dedent("""
        import_types()
        from lsprotocol import types
        from pygls.protocol import default_converter
        def unmade():
            kinds = [k for k in vars(types).values() if isinstance(k, type) and "__attrs_attrs__" in vars(k)]
            return sum(not isinstance(vars(k)["__attrs_attrs__"], tuple) for k in kinds)
        converter = default_converter()
        print(unmade() > 500)
        text = {"capabilities": {"textDocument": {"hover": {}}}, "processId": 7, "rootUri": None}
        params = converter.structure(text, types.InitializeParams)
        print(params.process_id, params.capabilities.text_document.hover)
        here = types.Range(types.Position(1, 2), types.Position(3, 4))
        print(converter.unstructure(types.Hover("said", here)))
        print(here == types.Range(here.start, here.end))
        print(types.Position(1, 2) < types.Position(1, 3), unmade() > 400)
    """)
    assert said_by(HEAD + program).splitlines() == [
        "True",
        "7 HoverClientCapabilities(dynamic_registration=None, content_format=None)",
        "{'contents': 'said', 'range': {'start': {'line': 1, 'character': 2}, 'end': {'line': 3, 'character': 4}}}",
        "True",
        "True True",
    ]


def test_a_type_is_made_once_with_all_that_it_inherits() -> None:
    class Place:
        line: int = attrs.field(validator=attrs.validators.instance_of(int))

    class Word(Place):
        text: str | None = attrs.field(default=None)

        def __repr__(self) -> str:
            return "a word"

    base, word = on_demand(Place), on_demand(Word)
    assert (base, word) == (Place, Word)
    made: Any = word
    assert [(field.name, field.type) for field in attrs.fields(made)] == [
        ("line", int),
        ("text", str | None),
    ]
    assert attrs.asdict(made(3, text="x")) == {"line": 3, "text": "x"}
    assert (made(3), repr(made(3)), made(3) == made(3), made(3) == made(4)) == (
        made(3),
        "a word",
        True,
        False,
    )


def test_two_threads_may_be_the_first() -> None:
    for _ in range(50):

        class Pair:
            one: int = attrs.field()
            other: int = attrs.field()

        kind: Any = on_demand(Pair)
        found: list[object] = []
        ready = threading.Barrier(4)

        def make(kind: Any = kind, found: list[object] = found, ready: threading.Barrier = ready) -> None:
            ready.wait()
            found.append(kind(1, other=2).other)

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [2, 2, 2, 2]
