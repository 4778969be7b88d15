from __future__ import annotations

from qaagent_lsp.discovery.outline import outline_of
from tests.discovery.tables import source

TEXT = "class A:\n    @deco\n    def m(self):\n        def inner(): ...\n        return inner\n\nasync def f(): ...\n"


def test_all_functions_with_their_qualified_names() -> None:
    assert [(item.qualname, item.span.line, item.span.end_line) for item in outline_of(source(TEXT))] == [
        ("A.m", 2, 5),
        ("A.m.<locals>.inner", 4, 4),
        ("f", 7, 7),
    ]


def test_a_digest_changes_with_its_function_only() -> None:
    before = {item.qualname: item.digest for item in outline_of(source(TEXT))}
    after = {
        item.qualname: item.digest
        for item in outline_of(source("# new\n" + TEXT.replace("return inner", "return 1")))
    }
    assert {name for name in before if before[name] != after[name]} == {"A.m"}
