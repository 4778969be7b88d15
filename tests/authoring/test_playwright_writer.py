"""The text of specs; that they run is proven in ``tests/e2e``."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.authoring.playwright_writer import SpecStyle, playwright_text
from qaagent_lsp.model.brief import CaseBrief, FollowUp, RequestBrief, RouteBrief
from tests.authoring.briefs import GET_PET, POST_PET, route

EXPECTED = """\
import { expect, test } from '@playwright/test';

// Tests of GET /pets/{pet_id} and 1 more. Written by qaagent-lsp. Unless a
// comment says otherwise, a test expects what the app answered when the test
// was written: read it before you rely on it.

test.describe('GET /pets/{pet_id}', () => {
  test('answers', async ({ request }) => {
    const response = await request.get('/pets/1');
    expect(response.status()).toBe(200);
    expect(await response.json()).toEqual({ name: 'Ada' });
  });

  test('not found', async ({ request }) => {
    // Expected by convention; nothing was observed.
    const response = await request.get('/pets/99');
    expect(response.status()).toBe(404);
    const found = await response.json();
    for (const item of Array.isArray(found) ? found : [found]) {
      for (const name of ['detail']) {
        expect(item).toHaveProperty([name]);
      }
    }
  });

  test('refused', async ({ request }) => {
    // Expected by the API's description.
    const response = await request.get('/pets/x?a=b+c', {
      headers: { 'X-Kind': 'ca"t' },
    });
    expect([400, 422]).toContain(response.status());
    expect(await response.text()).toContain('pet_id');
    expect(await response.text()).not.toContain('Traceback');
  });
});

// TODO(qaagent): what it makes
test.describe('POST /pets/', () => {
  test('refused', async ({ request }) => {
    const response = await request.post('/pets/', { data: { name: 'Ümlaut' } });
    expect(response.status()).toBe(405);
  });

  test('refused (2)', async ({ request }) => {
    const response = await request.post('/pets/', {
      form: { name: 'a|b', 'long name': '' },
    });
    expect(response.status()).toBe(405);

    const after = await request.get('/pets/');
    expect(after.status()).toBe(200);
    expect(await after.json()).toEqual(['Ada', 'Bob', 'Cleo']);
  });
});
"""


def of(case: CaseBrief, *, is_page: bool = False) -> str:
    return playwright_text([RouteBrief(route("GET /x"), (case,), is_page=is_page)], SpecStyle())


def test_what_reads_stands_before_what_changes() -> None:
    assert playwright_text([POST_PET, GET_PET], SpecStyle()) == EXPECTED


def test_a_script_that_requires_and_has_no_address() -> None:
    text = playwright_text([GET_PET], SpecStyle("js", '"', has_base_url=False, requires=True))
    assert text.startswith('const { expect, test } = require("@playwright/test");\n')
    assert "test.use({ baseURL: process.env.BASE_URL });\n" in text
    assert 'request.get("/pets/1")' in text


def test_redirects_are_looked_at_and_not_followed() -> None:
    text = of(CaseBrief("happy", "leads on", RequestBrief("GET", "/x"), (303,), location="/login"))
    assert "request.get('/x', { maxRedirects: 0 });" in text
    assert "expect(response.headers().location).toBe('/login');" in text
    case = CaseBrief("happy", "leads on", RequestBrief("GET", "/x"), (303,), location="/login")
    assert "location).toContain('/login');" in of(replace(case, location_is_whole=True))


def test_other_methods_and_bodies_that_are_no_objects() -> None:
    request = RequestBrief("PROPFIND", "/x", body='"text"')
    text = of(CaseBrief("refused", "refused", request, (405,), before=(RequestBrief("GET", "/a"),)))
    assert "    await request.get('/a');\n    const response = await request.fetch('/x', {" in text
    assert "method: 'PROPFIND'," in text
    assert "data: '\"text\"'," in text
    assert "'Content-Type': 'application/json'" in text


def test_what_changes_a_thing_that_others_see_waits_for_a_person() -> None:
    done = CaseBrief(
        "happy",
        "answers",
        RequestBrief("DELETE", "/x"),
        (200,),
        json='[{"id": 1, "at": 2}]',
        after=FollowUp(RequestBrief("GET", "/x"), (404,)),
    )
    text = of(done)
    assert "  // TODO(qaagent): it changes data of the running app that other tests may need\n" in text
    assert "test.fixme('answers'" in text
    assert "for (const name of ['id', 'at'])" in text
    assert "after" not in text
    assert "test.fixme" not in of(replace(done, request=RequestBrief("POST", "/x")))


def test_who_signs_in_is_left_to_a_person() -> None:
    case = CaseBrief(
        "happy", "answers", RequestBrief("GET", "/x"), (200,), signed_in=True, unknown=("which",)
    )
    text = of(case)
    assert "test.fixme('answers'" in text
    assert "// TODO(qaagent): which" in text


def test_a_page_is_opened_in_a_browser() -> None:
    case = CaseBrief("page", "answers", RequestBrief("GET", "/x"), (200,), contains=("Welcome",))
    text = of(case, is_page=True)
    assert "test('loads in a browser', async ({ page }) => {" in text
    assert "const response = await page.goto('/x');" in text
    assert "const errors: string[] = [];" in text
    assert "page.goto" not in of(replace(case, signed_in=True), is_page=True)
    assert "toHaveTitle" not in text
    named = of(replace(case, page_title="My pets", page_heading="Pets"), is_page=True)
    assert "await expect(page).toHaveTitle('My pets');" in named
    assert "await expect(page.locator('h1')).toHaveText('Pets');" in named
