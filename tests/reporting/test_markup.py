from __future__ import annotations

from qaagent_lsp.reporting.markup import Marked, el, joined
from tests.reporting.samples import EVIL


def test_texts_and_attributes_are_escaped() -> None:
    made = el("p", {"title": f'"{EVIL}', "hidden": True, "class": None, "aria-x": False}, EVIL)
    assert str(made) == (
        '<p title="&quot;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" hidden>'
        "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</p>"
    )


def test_markup_is_put_together_as_it_is() -> None:
    assert str(joined(el("b", {}, "a"), None, " & ", Marked("<i></i>"))) == "<b>a</b> &amp; <i></i>"
    assert str(el("img", {"src": "a.png"})) == '<img src="a.png">'
    assert str(el("p", {}, "\x1b[1mloud\x00")) == "<p>loud\ufffd</p>"
