from __future__ import annotations

import pytest

from qaagent_lsp.discovery.playwright.specs import SpecFacts, playwright_facts
from qaagent_lsp.model.source import Source, WorkspacePath

IMPORT = "import { test, expect } from '@playwright/test';\n"


def facts(text: str, file: str = "e2e/a.spec.ts") -> SpecFacts:
    return playwright_facts(Source(WorkspacePath(file), text, "digest"))


def read(text: str, file: str = "e2e/a.spec.ts") -> list[tuple[str, str]]:
    """Place without the file, and name, of every test."""
    return [(test.id.removeprefix(f"{file}:"), test.name) for test in facts(text, file).tests]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test('plain', async () => {});", [("2:1", "plain")]),
        ("  test(\"it's\", { tag: '@fast' }, async () => {});", [("2:3", "it's")]),
        ("test.only('one', () => {}); test.fail.only('two', () => {});", [("2:6", "one"), ("2:39", "two")]),
        ("test\n  .skip('three', function () {});", [("3:4", "three")]),
        ("for (const n of [1]) test(`n ${n}`, () => {});", [("2:22", "n ${n}")]),
        ("const name = 'known'; test(name, () => {}); test(other + '!', () => {});",
         [("2:23", "known"), ("2:45", "${other}!")]),
        ("test('\\u00e9', () => {}); test('a\\\nb', () => {});", [("2:1", "é"), ("2:27", "ab")]),
        ("const \U0001d4b3 = 1; test('after', () => {});", [("2:15", "after")]),
        ("(test as any)('cast', () => {});", [("2:1", "cast")]),
        ("test.describe('o', () => { test.describe('i', () => { test('t', () => {}); }); });", [("2:55", "o › i › t")]),
        ("test.describe(() => { test('t', () => {}); });", [("2:23", "t")]),
        ("test.describe.serial('s', () => { test('t', () => {}); });", [("2:35", "s › t")]),
        ("const { describe } = test; describe('d', () => { test('t', () => {}); });", [("2:50", "d › t")]),
        ("const it = test.extend({ a: 1 }); it('x', () => {});", [("2:35", "x")]),
        ("const it = mergeTests(a, b); it('x', () => {});", [("2:30", "x")]),
        ("export const t2 = test.extend<{ a: number }>({}); t2('x', () => {});", [("2:51", "x")]),
        ("test('outer', async () => { await test.step('no test', async () => {}); test.skip(true, 'why'); });",
         [("2:1", "outer")]),
        ("test.skip(({ browserName }) => browserName === 'x', 'why'); test.skip(); test.setTimeout(5);", []),
        ("test.beforeEach(async () => {}); test.afterAll('named', async () => {});", []),
        ("test.describe.configure({ mode: 'parallel' }); test.use({ a: 1 });", []),
        ("const make = (t: string) => test(t, () => {}); make('x');", [("2:29", "${t}")]),
    ],
)  # fmt: skip
def test_where_tests_stand(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(IMPORT + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import { test as it } from '../fixtures';\nit('x', () => {});", 1),
        ("import { petTest } from '@/fixtures';\npetTest('x', () => {});", 1),
        ("import it from '@playwright/test';\nit('x', () => {});", 1),
        ("import * as pw from '@playwright/test';\npw.test('x', () => {});", 1),
        ("import { test as setup } from '@playwright/test';\nsetup('x', () => {});", 1),
        ("const { test: it } = require('@playwright/test');\nit('x', () => {});", 1),
        ("const pw = require('playwright/test');\npw.test('x', () => {}); pw.expect('test', () => {});", 1),
        ("const it = require('@playwright/test').test;\nit('x', () => {});", 1),
        ("import { test } from 'vitest';\ntest('x', () => {});", 0),
        ("const { test } = require('node:test');\ntest('x', () => {});", 0),
        ("import { it } from 'mocha';\nit('test', () => {});", 0),
        ("test('jest, which needs no import', () => {});", 0),
        ("import { expect } from '@playwright/test';\ntest('x', () => {});", 0),
    ],
)
def test_what_a_file_calls_test(text: str, expected: int) -> None:
    assert len(read(text)) == expected


@pytest.mark.parametrize("file", ["a.spec.js", "a.spec.jsx", "a.spec.tsx", "a.test.mjs", "a.test.cts"])
def test_every_kind_of_file(file: str) -> None:
    assert read(f"{IMPORT}test('x', async ({{}}) => {{ const a = b?.c ?? 1; }});", file) == [("2:1", "x")]


def test_jsx_is_read() -> None:
    assert read(f"{IMPORT}const a = <div>test</div>;\ntest('x', () => {{}});", "a.spec.tsx") == [("3:1", "x")]


def test_spans_groups_and_marks() -> None:
    told = facts(
        f"{IMPORT}test.describe.skip('é group', () => {{\n"
        "  test.fixme('é', async () => {\n  });\n  test('b', () => {});\n});\n"
    )
    first, second = told.tests
    assert (first.span.line, first.span.column, first.span.end_line, first.span.end_column) == (3, 3, 4, 5)
    assert (first.name_span.line, first.name_span.column, first.name_span.end_column) == (3, 14, 17)
    (group,) = told.groups
    assert (group.id, group.name, group.kind, group.tests) == (
        "e2e/a.spec.ts:2:15",
        "é group",
        "describe",
        (first.id, second.id),
    )
    assert told.marks == ((first.id, "skip"), (first.id, "fixme"), (second.id, "skip"))
    assert first.digest != second.digest
    assert len(first.digest) == 32
    assert first.runner == "playwright"


@pytest.mark.parametrize(
    ("text", "tests", "lines"),
    [
        ("test('a', async () => { request.get( ; });\ntest('b', async () => {});", ["a", "b"], [2]),
        ("test('a', async () => { expect(1).\ntest('b', async () => {});", ["a", "b"], [2]),
        ("test('a', async () => {\n  const x = ", ["a"], [2]),
        ("test('a', () => {});\ntest('b'", ["a"], [3]),
        ("test.describe('d', () => {\n  test('a', () => {});\n  test(", ["d › a"], [2]),
    ],
)
def test_a_file_being_typed_keeps_what_can_be_read(text: str, tests: list[str], lines: list[int]) -> None:
    told = facts(IMPORT + text)
    assert not told.parsed
    assert {problem.code for problem in told.problems} == {"syntax-error"}
    assert 1 <= len(told.problems) <= 3
    names = [test.name for test in told.tests]
    assert [
        name for name in tests if name.rpartition(" › ")[2] not in {n.rpartition(" › ")[2] for n in names}
    ] == []
    assert told.problems[0].line >= lines[0]


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "test(", "\x00test('a'", "(" * 3000 + "test", "test('é" * 500]
)
def test_nothing_that_a_file_says_is_too_much(text: str) -> None:
    assert facts(text).file == "e2e/a.spec.ts"
    assert facts(IMPORT + text).file == "e2e/a.spec.ts"
