from __future__ import annotations

import pytest

from qaagent_lsp.discovery.playwright.files import DEFAULT_MATCH
from qaagent_lsp.runners.playwright_config import PlaywrightPart, parts_in

DEFAULT = (PlaywrightPart(),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", DEFAULT),
        ("export default defineConfig({});", DEFAULT),
        ("export default defineConfig({ testDir: './e2e' });", (PlaywrightPart(test_dir="./e2e"),)),
        ("module.exports = { testDir: path.join(__dirname, 'e2e') };", (PlaywrightPart(test_dir="./e2e"),)),
        ("const c: PlaywrightTestConfig = { testDir: `t` }; export default c;", (PlaywrightPart(test_dir="t"),)),
        ("const dir = 'x'; export default { testDir: dir };", (PlaywrightPart(test_dir="x"),)),
        ("export default { testDir: process.env.DIR };", DEFAULT),
        ("export default { testDir: '/elsewhere' };", DEFAULT),
        ("export default { testMatch: /.*\\.e2e\\.ts/i };", (PlaywrightPart(test_match=("/.*\\.e2e\\.ts/i",)),)),
        ("export default { testMatch: ['*.a.ts', unknown], testIgnore: '**/old/**' };",
         (PlaywrightPart(test_match=("*.a.ts",), test_ignore=("**/old/**",)),)),
        ("export default { testDir: 'e', projects: [{ name: 'a' }, { name: `b`, testDir: 'f', use: {} }, c] };",
         (PlaywrightPart("a", "e"), PlaywrightPart("b", "f", (DEFAULT_MATCH,)))),
        ("export default { projects: browsers.map(name => ({ name })) };", DEFAULT),
        ("export default { testDir: 'e2e', timeout: ", (PlaywrightPart(test_dir="e2e"),)),
        ("%%% {{{ ((", DEFAULT),
    ],
)  # fmt: skip
def test_what_is_written_out(text: str, expected: tuple[PlaywrightPart, ...]) -> None:
    assert parts_in(text) == expected
