"""Looks for barriers in pages: ``python qaagent_a11y.py INPUT.json``; what ``qaagent_a11y.cjs`` does, without Node.

It needs Python 3.9, Playwright for Python, and an axe-core: the file that INPUT names, or the one that a package of
this interpreter brings.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict, Tuple
from urllib.parse import urlsplit

BRINGS_AXE = ("axe_playwright_python", "axe_core_python")
HERE = Path(__file__).parent


def main(written: Dict[str, Any]) -> int:
    """Examine all pages; return 1 where one of them could not be looked at."""
    from playwright.sync_api import Error, sync_playwright  # type: ignore[import-not-found]  # the user's own

    axe = axe_source(written["axe"])
    ask = "(%s)(%s)" % ((HERE / "in_page.js").read_text("utf-8"), json.dumps(written["options"]))
    headers = json.loads(os.environ.get("QAAGENT_TOOL_HEADERS") or "{}")
    broken = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=written["browser"] or None, args=written["args"])
        context = browser.new_context(bypass_csp=True, service_workers="block")
        context.set_default_timeout(written["patience"])
        with_headers(context, origin(written["base_url"]), headers)
        for number, asked in enumerate(written["pages"]):
            page = context.new_page()
            try:
                tell(written, {"path": asked, **examined(page, asked, number, written, axe, ask)})
            except (Error, Unfit) as error:
                broken += 1
                tell(written, {"path": asked, "error": str(error).split("\n")[0]})
            finally:
                page.close()
        browser.close()
    tell(written, {"done": True, "pages": len(written["pages"])})
    return 1 if broken else 0


class Unfit(Exception):
    """The page cannot be examined."""


def examined(
    page: Any, asked: str, number: int, written: Dict[str, Any], axe: str, ask: str
) -> Dict[str, Any]:
    """Return what axe says of one page."""
    from playwright.sync_api import Error

    response = page.goto(written["base_url"] + asked, wait_until="load")
    try:
        page.wait_for_load_state("networkidle", timeout=written["rest"])
    except Error:
        pass  # a page that never rests is looked at as it is then
    where = {"url": page.url, "status": response.status if response else 0}
    if where["status"] >= 400:
        raise Unfit("the server answers %d" % where["status"])
    if origin(where["url"]) != origin(written["base_url"]):
        raise Unfit("leads away, to " + where["url"])
    for frame in page.frames:
        try:
            frame.evaluate(axe)
        except Error:
            pass  # a frame may be gone by now
    found = page.evaluate(ask)
    if not found["violations"]:
        return {**where, **found}
    screenshot = "page-%d.png" % (number + 1)
    page.screenshot(path=Path(written["results"]).parent / screenshot, full_page=True)
    return {**where, **found, "screenshot": screenshot}


def with_headers(context: Any, to: Tuple[str, str], headers: Dict[str, str]) -> None:
    """Give headers to the server under test alone: a token is nothing for others that a page loads from."""
    lower = {name.lower(): value for name, value in headers.items()}
    if lower:
        context.route(
            lambda url: origin(url) == to,
            lambda route: route.continue_(headers={**route.request.headers, **lower}),
        )


def origin(url: str) -> Tuple[str, str]:
    """Return scheme and host of a URL."""
    return urlsplit(url)[:2]


def axe_source(file: str) -> str:
    """Return the text of axe-core: of a file, or of the first package that brings one."""
    for package in () if file else BRINGS_AXE:
        found = find_spec(package)
        if found is not None and found.origin:
            file = str(Path(found.origin).with_name("axe.min.js"))
            break
    return Path(file).read_text("utf-8")


def tell(written: Dict[str, Any], row: Dict[str, Any]) -> None:
    """Append one line of the results."""
    with open(written["results"], "a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as told:
        sys.exit(main(json.load(told)))
