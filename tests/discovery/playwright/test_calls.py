from __future__ import annotations

import pytest

from qaagent_lsp.discovery.playwright.specs import playwright_facts
from qaagent_lsp.model.source import Source, WorkspacePath


def asked(body: str, before: str = "") -> list[str]:
    """Method and URL of every call that a test with this body makes."""
    head = f"import {{ test }} from '@playwright/test';\n{before}\n"
    text = f"{head}test('t', async ({{ page, request }}) => {{ {body} }});"
    calls = playwright_facts(Source(WorkspacePath("a.spec.ts"), text, "")).calls
    assert {call.test for call in calls} <= {"a.spec.ts:3:1"}
    return [f"{call.method} {call.url}" for call in calls]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await request.get('/pets/1')", ["GET /pets/1"]),
        ("expect((await request.post(`/pets`, { data: {} })).ok())", ["POST /pets"]),
        ("await page.request.patch(`/pets/${pet.id}`)", ["PATCH /pets/{}"]),
        ("await apiContext.delete('/pets/' + id)", ["DELETE /pets/{}"]),
        ("await context.request.head(\"/pets\")", ["HEAD /pets"]),
        ("await request.put(`${base}/pets/1`)", ["PUT {}/pets/1"]),
        ("await request.fetch('/pets', { method: 'post' })", ["POST /pets"]),
        ("await request.fetch('/pets')", ["GET /pets"]),
        ("await request.fetch('/pets', options)", [" /pets"]),
        ("await request.fetch('/pets', { ...options })", [" /pets"]),
        ("await fetch('http://localhost:1/pets', { method })", [" http://localhost:1/pets"]),
        ("await page.goto('/pets?all=1')", ["GET /pets?all=1"]),
        ("await page.goto('./pets')", ["GET /pets"]),
        ("await page.goto('/')", ["GET /"]),
        ("await request.get('pets/1')", ["GET /pets/1"]),
        ("await request.get(new URL('/pets', baseURL).toString())", ["GET /pets"]),
        ("const url = '/pets'; await request.get(url + '/2')", ["GET /pets/2"]),
        ("const answer = await request.get('/a'); await test.step('s', async () => { await request.get('/b'); })",
         ["GET /a", "GET /b"]),
        ("params.get('/x'); headers.get('/y'); cookies.delete('/z'); page.locator('/a'); map.get(key)", []),
        ("await page.waitForURL('/pets'); await page.route('/pets', r => r.abort())", []),
        ("await request.get(unknown); await request.get()", []),
    ],
)  # fmt: skip
def test_requests_of_a_body(body: str, expected: list[str]) -> None:
    assert asked(body) == expected


@pytest.mark.parametrize(
    ("before", "body", "expected"),
    [
        ("const BASE = '/api';", "await request.get(`${BASE}/pets`)", ["GET /api/pets"]),
        ("const urls = { pets: '/pets' };", "await request.get(urls.pets)", ["GET /pets"]),
        ("const base = process.env.BASE ?? 'http://localhost:3000';", "await request.get(base + '/pets')",
         ["GET http://localhost:3000/pets"]),
        ("const pet = (request, id) => request.get(`/pets/${id}`);", "await pet(request, 7)", ["GET /pets/7"]),
        ("async function pets(request, path = '') { return request.get('/pets' + path); }", "await pets(request, '/1')",
         ["GET /pets/1"]),
        ("const loop = () => loop();", "loop()", []),
        ("test.beforeEach(async ({ request }) => { await request.get('/health'); });", "await request.get('/pets')",
         ["GET /pets"]),
    ],
)  # fmt: skip
def test_constants_and_functions_of_the_file(before: str, body: str, expected: list[str]) -> None:
    assert asked(body, before) == expected


def test_a_call_has_its_place_and_one_line_of_text() -> None:
    text = """import { test } from '@playwright/test';
test('é', async ({ request }) => {
  await request.get(
    '/pets');
});"""
    (call,) = playwright_facts(Source(WorkspacePath("a.spec.ts"), text, "")).calls
    assert (call.span.line, call.span.column, call.span.end_line) == (3, 9, 4)
    assert call.text == "request.get( '/pets')"
