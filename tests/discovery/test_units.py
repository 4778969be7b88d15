from __future__ import annotations

import textwrap

import pytest

from qaagent_lsp.discovery.units import units_from_json, units_of, units_to_json

TEXT = textwrap.dedent(
    '''
    import os

    LIMIT = 3


    @cached(
        LIMIT,
    )
    def price(number, rate=LIMIT):
        """Price."""
        return sorted(number, key=lambda each: each * rate)


    class Pets:
        kind = "pet"

        @property
        def name(self):
            return "Ada"

        @name.setter
        def name(self, value):
            def check(
                value,
            ):
                return value or fail()

            self.value = check(value)

        def short(self): return 1


    if LIMIT:

        async def get():
            yield LIMIT

    try:

        def tried():
            pass

    except ImportError:

        def tried():
            raise
    '''
)


def test_bodies_are_found_with_their_heads() -> None:
    units = units_of(TEXT)
    assert units is not None
    places = {key: (unit.head, unit.line, unit.end_line) for key, unit in units.functions.items()}
    assert places == {
        "price": (7, 11, 12),
        "Pets.name": (18, 20, 20),
        "Pets.name#2": (22, 24, 29),
        "Pets.name.<locals>.check": (24, 27, 27),
        "get": (36, 37, 37),
        "tried": (41, 42, 42),
        "tried#2": (46, 47, 47),
    }


@pytest.mark.parametrize(
    ("old", "new", "changed", "rest"),
    [
        ("each * rate", "each", {"price"}, False),
        ('"""Price."""', '"""Cost."""', {"price"}, False),
        ("rate=LIMIT", "rate=1", set(), True),
        ("@cached(", "@kept(", set(), True),
        ("    LIMIT,", "    4,", set(), True),
        ("LIMIT = 3", "LIMIT = 4", set(), True),
        ('kind = "pet"', 'kind = "dog"', set(), True),
        ('return "Ada"', 'return "Bob"', {"Pets.name"}, False),
        ("value or fail()", "value", {"Pets.name.<locals>.check"}, False),
        ("            value,\n", "            value, more=1,\n", {"Pets.name#2"}, False),
        ("self.value = check", "self.other = check", {"Pets.name#2"}, False),
        ("short(self): return 1", "short(self): return 2", set(), True),
        ("yield LIMIT", "yield 1", {"get"}, False),
        ("raise\n", "raise OSError\n", {"tried#2"}, False),
        ("yield LIMIT\n", "yield LIMIT\n        yield 2\n", {"get"}, False),
        ("import os\n", "import os\n\n", set(), True),
    ],
)
def test_an_edit_is_of_a_body_or_of_the_rest(old: str, new: str, changed: set[str], rest: bool) -> None:
    assert TEXT.count(old) == 1
    before, after = units_of(TEXT), units_of(TEXT.replace(old, new))
    assert before is not None
    assert after is not None
    assert before.functions.keys() == after.functions.keys()
    assert {
        key for key, unit in after.functions.items() if unit.digest != before.functions[key].digest
    } == changed
    assert (before.rest != after.rest) is rest


@pytest.mark.parametrize(
    ("qualname", "line", "expected"),
    [
        ("price", 7, "price"),
        ("price.<locals>.<lambda>", 12, "price"),
        ("Pets.name", 22, "Pets.name#2"),
        ("Pets.name.<locals>.check", 24, "Pets.name.<locals>.check"),
        ("Pets", 15, None),
        ("Pets.short", 31, None),
        ("<module>", 1, None),
    ],
)
def test_code_is_found_by_its_name_and_first_line(qualname: str, line: int, expected: str | None) -> None:
    units = units_of(TEXT)
    assert units is not None
    unit = units.unit_at(qualname, line)
    assert (unit and unit.key) == expected


def test_moving_changes_nothing_and_what_is_no_python_has_no_units() -> None:
    before, after = units_of(TEXT), units_of(TEXT.replace("\n", "\r\n"))
    assert before is not None
    assert before == after
    assert units_of("def f(:\n") is None
    assert units_of("") is not None


def test_units_survive_as_json() -> None:
    units = units_of(TEXT)
    assert units is not None
    assert units_from_json(units_to_json({"d": units})) == {"d": units}
    for broken in ("", "[]", '{"a": 1}', '{"a": ["r", ["f"]]}'):
        with pytest.raises(ValueError, match=r".*"):
            units_from_json(broken)
