from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from qaagent_lsp.model.evidence import Evidence, Target
from qaagent_lsp.reporting.page import Assets, PageOptions, embedded, generator, page_of
from tests.reporting.samples import EVIL, case, failure, run, shop

ASSETS = Assets(
    '<meta content="$policy"><meta name="generator" content="$generator"><title>$title</title><style>$style</style>'
    '<body data-verdict="$verdict">$body<script id="index">$index</script><script id="details">$details</script>'
    "<script>$script</script>",
    "a { color: red }",
    "'use strict';",
)


def made(evidence: Evidence | None = None, version: str = "1") -> str:
    """A page as text."""
    return page_of(evidence or shop(), ASSETS, PageOptions(version=version)).decode()


def test_only_what_the_page_brings_can_run_in_it() -> None:
    page = made(version="1.2")
    digest = b64encode(sha256(ASSETS.script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}'" in page
    assert "http" not in page
    assert generator("1.2") in page
    assert "<title>Failed · shop · 20261123_010203Z</title>" in page


def test_whatever_a_test_is_called_it_stays_text() -> None:
    evil = replace(case(EVIL, "failed", failure(EVIL)), output=EVIL, name=EVIL, suite=EVIL)
    page = made(replace(shop(), run=run(evil), target=Target(name=EVIL)))
    assert "<img" not in page
    assert page.count("</script>") == 3
    index = re.search(r'<script id="index">(.*?)</script>', page)
    assert index is not None
    assert json.loads(index[1])["rows"][0][1] == f"::{EVIL}"


def test_lone_surrogates_and_line_separators_survive() -> None:
    text = "a\udc80b\u2028c"
    assert embedded("<&>\u2028") == '"\\u003c\\u0026\\u003e\\u2028"'
    loud = replace(case("a"), output=text)
    details = re.search(r'<script id="details">(.*?)</script>', made(replace(shop(), run=run(loud))))
    assert details is not None
    assert json.loads(details[1])["0"]["output"] == text
