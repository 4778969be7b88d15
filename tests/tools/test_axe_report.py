from __future__ import annotations

from qaagent_lsp.tools.axe_report import read_report

ELEMENT = """{"impact": null, "markup": "<p>", "target": "p", "summary": "s", "tag": "<p>", "text": "t",
 "index": 1, "alike": 2, "around": ["<body>"]}""".replace("\n", "")
FRAMED = '{"impact": "minor", "markup": "<i>", "target": "iframe i", "summary": "s"}'
RULE = (
    '{"id": "r", "impact": null, "help": "h", "url": "https://r?application=x", "tags": ["wcag2a"], "total": 9,'
    f' "elements": [{ELEMENT}, {FRAMED}]}}'
)
PAGE = (
    '{"path": "/a", "url": "http://h/b?c=1", "version": "4.14.0", "passes": 1, "unsure": ["u"],'
    f' "violations": [{RULE}], "screenshot": "1.png"}}'
)


def test_a_page_is_told_from_where_the_server_begins() -> None:
    page = PAGE.replace("http://h/b", "http://h/app/b")
    report = read_report(f'{page}\n{{"done": true, "pages": 1}}\n'.encode(), None, "http://h/app")
    assert [one.shown for one in report.pages] == ["/b?c=1"]


def test_a_page() -> None:
    report = read_report(f'{PAGE}\n{{"done": true, "pages": 1}}\n'.encode(), None, "http://h")
    assert (report.version, report.errors) == ("4.14.0", ())
    (page,) = report.pages
    assert (page.path, page.shown, page.unsure, page.screenshot) == ("/a", "/b?c=1", ("u",), "1.png")
    (rule,) = page.violations
    assert (rule.impact, rule.url, rule.total) == ("minor", "https://r", 9)
    first, framed = rule.elements
    assert first.element is not None
    assert (first.element.index, first.element.alike, first.element.around) == (1, 2, ("<body>",))
    assert framed.element is None
