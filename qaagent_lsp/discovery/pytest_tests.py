"""Test functions of a file as pytest would collect them, from its facts and the project's naming patterns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch, fnmatchcase

from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name
from qaagent_lsp.discovery.syntax.wiring import Class, Function
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId


@dataclass(frozen=True, slots=True)
class TestPatterns:
    """pytest's ``python_files`` (globs), ``python_classes`` and ``python_functions`` (prefixes or globs)."""

    __test__ = False

    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    python_classes: tuple[str, ...] = ("Test",)
    python_functions: tuple[str, ...] = ("test",)


_UNITTEST = ("TestCase", "AsyncTestCase", "SimpleTestCase")
_NAMED_AFTER_TESTS = ("Test", "Tests", "Case")
_PLAIN = frozenset(
    {"object", "Protocol", "Generic", "ABC", "Enum", "Exception", "NamedTuple", "TypedDict", "BaseModel"}
)


def tests_of(facts: FileFacts, patterns: TestPatterns) -> tuple[TestFunction, ...]:
    """List the test functions of a file in the order of the text; () for a file that pytest would not read.

    A parametrised function is one test. A class has the tests it inherits from classes of the same file.
    """
    if not is_test_file(facts.file, patterns):
        return ()
    found: dict[TestId, TestFunction] = {}
    if not _switched_off(facts, ""):
        for function in _last_definitions(facts, ""):
            if matches(function.name, patterns.python_functions) and _is_test(function):
                test = _test(facts.file, function, "")
                found[test.id] = test
        for item in facts.wiring.classes:
            if not item.parent:
                for test in _of_class(facts, item, "", patterns):
                    found[test.id] = test
    return tuple(sorted(found.values(), key=_place))


def _place(test: TestFunction) -> tuple[int, int, int, int, str]:
    """As ``(test.span, test.id)`` in order, and compared without calling Python for each pair."""
    span = test.span
    return span.line, span.column, span.end_line, span.end_column, test.id


def is_test_file(file: WorkspacePath, patterns: TestPatterns) -> bool:
    """Tell whether pytest would read a file of this name (``_pytest.pathlib.fnmatch_ex``)."""
    name = file.rpartition("/")[2]
    return any(
        fnmatchcase(name, pattern)
        if "/" not in pattern
        else fnmatchcase(f"/{file}", f"*/{pattern.lstrip('/')}")
        for pattern in patterns.python_files
    )


def matches(name: str, options: Sequence[str]) -> bool:
    """Match a prefix, or a glob where there are glob characters (pytest's ``_matches_prefix_or_glob_option``)."""
    return name.startswith(tuple(options)) or any(
        any(char in option for char in "*?[") and fnmatch(name, option) for option in options
    )


def _of_class(facts: FileFacts, item: Class, prefix: str, patterns: TestPatterns) -> Iterator[TestFunction]:
    lineage = _lineage(facts, item)
    unittest = _is_unittest(lineage)
    if not unittest and not matches(item.name, patterns.python_classes):
        unittest = _seems_unittest(lineage)
        if not unittest:
            return
    methods: dict[str, Function] = {}
    for definition in reversed(lineage):
        methods.update(
            {function.name: function for function in _last_definitions(facts, definition.qualname)}
        )
    if any(_switched_off(facts, definition.qualname) for definition in lineage[:1]):
        return
    if not unittest and not methods.keys().isdisjoint({"__init__", "__new__"}):
        return  # pytest refuses to collect it, with a warning
    options = ("test",) if unittest else patterns.python_functions
    class_name = f"{prefix}{item.name}"
    for function in methods.values():
        if matches(function.name, options) and _is_test(function):
            yield _test(facts.file, function, class_name)
    if unittest:
        return
    for inner in facts.wiring.classes:
        if inner.in_class and inner.parent in {definition.qualname for definition in lineage}:
            yield from _of_class(facts, inner, f"{class_name}::", patterns)


def _test(file: WorkspacePath, function: Function, class_name: str) -> TestFunction:
    parts = [file, class_name, function.name] if class_name else [file, function.name]
    return TestFunction(
        TestId("::".join(parts)),
        file,
        function.name,
        class_name,
        function.span,
        function.name_span,
        function.digest,
    )


def _last_definitions(facts: FileFacts, parent: str) -> list[Function]:
    """Give the functions of a scope; of several with one name only the last can be called."""
    return list({item.name: item for item in facts.wiring.functions if item.parent == parent}.values())


def _lineage(facts: FileFacts, item: Class) -> list[Class]:
    by_name = {known.qualname: known for known in facts.wiring.classes}
    found = [item]
    for current in found:
        for base in current.bases:
            known = by_name.get(".".join(base.dotted)) if isinstance(base, Name) else None
            if known is not None and known not in found:
                found.append(known)
    return found


def _is_unittest(lineage: list[Class]) -> bool:
    """Judge by names: ``unittest.TestCase`` and what is called like it (``django.test.TransactionTestCase``, …)."""
    return any(base.endswith(_UNITTEST) for base in _bases(lineage))


def _seems_unittest(lineage: list[Class]) -> bool:
    """Judge a class by its own name (``class LoginTests(Prepared)``): its base is in another file.

    pytest collects a class that its patterns do not name for no other reason.
    """
    here = {item.name for item in lineage}
    return lineage[0].name.endswith(_NAMED_AFTER_TESTS) and any(
        base not in here and base not in _PLAIN for base in _bases(lineage)
    )


def _bases(lineage: list[Class]) -> list[str]:
    return [base.dotted[-1] for item in lineage for base in item.bases if isinstance(base, Name)]


def _is_test(function: Function) -> bool:
    if not function.decorators:
        return True
    names = [_decorator_name(decorator.value) for decorator in function.decorators]
    return not any(name in {"fixture", "property", "overload"} for name in names)


def _decorator_name(value: Expr) -> str:
    value = value.func if isinstance(value, Call) else value
    return value.dotted[-1] if isinstance(value, Name) else ""


def _switched_off(facts: FileFacts, scope: str) -> bool:
    """``__test__ = False`` in a module or class keeps pytest out of it."""
    return scope in facts.untested
