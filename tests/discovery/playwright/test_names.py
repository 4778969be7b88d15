from __future__ import annotations

import pytest

from qaagent_lsp.discovery.playwright.names import names_in
from qaagent_lsp.discovery.playwright.syntax import SpecTree
from qaagent_lsp.model.source import Source, WorkspacePath


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("import { test } from '@playwright/test'", "test.describe", "test.describe"),
        ("import { test as it } from './f'", "it", "test"),
        ("import { test as it } from './f'", "test", ""),
        ("import * as pw from './f'", "pw.test.only", "test.only"),
        ("import * as pw from './f'", "pw.expect", ""),
        ("import { test } from '@playwright/test'; const d = test.describe;", "d.only", "test.describe.only"),
        ("import { test } from '@playwright/test'; const { describe: d } = test;", "d", "test.describe"),
        ("import { test as b } from '@playwright/test'; export const t = b.extend({});", "t", "test"),
        ("import { test } from 'vitest'", "test", ""),
        ("import { request } from './f'", "request", ""),
    ],
)
def test_names(text: str, name: str, path: str) -> None:
    assert names_in(SpecTree(Source(WorkspacePath("a.ts"), text, ""))).path_of(name) == path
