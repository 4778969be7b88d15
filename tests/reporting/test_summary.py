from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from qaagent_lsp.reporting.health import story_of
from qaagent_lsp.reporting.summary import code, fenced, plain, summary_of
from tests.reporting.samples import EVIL, GET_PET, PETS, case, failure, run, shop


def test_a_red_run_is_told_from_verdict_to_flaky_tests() -> None:
    text = summary_of(story_of(shop()))
    assert text.startswith(
        "## ❌ 1 of 4 tests failed.\n\nAll tests of shop, run with pytest. 1 route of 2 is red: GET "
    )
    assert "commit <code>3ea9da3d6b</code> on <code>main</code>, with uncommitted changes" in text
    assert "| <code>KeyError: 7</code> at <code>app/pets.py:14</code> | 1 | handler (95%) | " in text
    assert "### Red routes (1 of 2)" in text
    assert "| unit | pytest | failed | 1 failed, 2 passed, 1 skipped | 1.5 s |" in text
    assert "```text\nKeyError: 7\n```" in text
    assert "| <code>tests/test&#95;pets.py::test&#95;order</code> | 2 | TimeoutError: too slow |" in text


def test_a_green_run_is_short() -> None:
    text = summary_of(story_of(replace(shop(), run=run(case("a"), status="passed"))))
    assert text.startswith("## ✅ All is well: 1 test passed.\n")
    assert "Failing" not in text
    assert summary_of(story_of(replace(shop(), run=run(status="passed")))).startswith(
        "## ⚪ Nothing was tested."
    )


def test_what_broke_and_what_tools_found_is_told() -> None:
    finding = ToolFinding("schemathesis", "high", "not_a_server_error", "500 | <b>", GET_PET)
    broken = replace(
        run(status="error", error="killed by signal 9"),
        tools=(
            ToolResult("schemathesis", "failed", version="4.32", findings=(finding,), summary="2 failures"),
            ToolResult("ui", "skipped", error="skipped: no tests/ui"),
        ),
        problems=(Problem(PETS, Span(2, 1, 2, 9), "invalid syntax", "syntax-error"),),
    )
    text = summary_of(story_of(replace(shop(), run=broken)))
    assert "**Suite unit broke.**\n\n```text\nkilled by signal 9\n```" in text
    assert "- <code>app/pets.py:2</code> invalid syntax" in text
    assert "| schemathesis 4.32 | ❌ failed | 2 failures |" in text
    assert "| ui | ⚪ skipped | skipped: no tests/ui |" in text
    assert "| high | schemathesis <code>not&#95;a&#95;server&#95;error</code> | 500 \\| &lt;b&gt; |" in text


def test_a_title_of_several_lines_stays_on_its_own() -> None:
    """An empty line ends what GitHub takes for HTML."""
    red = replace(case("test_a", "failed", failure()), name="a pet\n\n# is shown")
    text = summary_of(story_of(replace(shop(), run=run(red))))
    assert "</code> a pet # is shown at <code>app/pets.py:14</code></summary>\n" in text


def test_thousands_of_failures_stay_short() -> None:
    cases = [case(f"test_{n}", "failed", failure(f"E{'x' * n}", None)) for n in range(2000)]
    text = summary_of(story_of(replace(shop(), run=run(*cases))))
    assert "… and 1,970 failing tests more in the report." in text
    assert "\n… and 1,980 more.\n" in text
    assert len(text) < 200_000


def test_whatever_a_text_holds_it_stays_text() -> None:
    assert plain(f"a|b_c\n{EVIL}") == "a\\|b\\_c &lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"
    assert code("a`b|c @team __x__") == "<code>a&#96;b&#124;c &#64;team &#95;&#95;x&#95;&#95;</code>"
    assert fenced("``` a ````") == "`````text\n``` a ````\n`````"
    assert fenced("x" * 4000).endswith("… 1,000 more characters in the report\n```")
