from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaagent_lsp.results.junit_text import readable

SUITE = "<testsuite name='é'/>"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (SUITE.encode(), SUITE),
        (b"\xef\xbb\xbf" + SUITE.encode(), SUITE),
        (b"<?xml version='1.0' encoding='utf-8'?>\n" + SUITE.encode(), SUITE),
        (b" \n<?xml version='1.1' encoding='UTF-8' standalone='no' ?>" + SUITE.encode(), SUITE),
        (b"<?xml version='1.0' encoding='latin1'?>" + SUITE.encode("latin-1"), SUITE),
        (b"<?xml version='1.0' encoding='ISO-8859-15'?>" + "<a b='€'/>".encode("iso-8859-15"), "<a b='€'/>"),
        (b"<?xml version='1.0' encoding='GB18030'?>" + SUITE.encode("gb18030"), SUITE),
        (SUITE.encode("utf-16"), SUITE),
        (SUITE.encode("utf-16-le"), SUITE),
        (SUITE.encode("utf-16-be"), SUITE),
        (SUITE.encode("utf-32"), SUITE),
        (SUITE.encode("utf-32-be"), SUITE),
        # Text that is right stays as it is.
        ("<a>&amp;&#65;&#x41; \t\r\n 😀</a>".encode(), "<a>&amp;&#65;&#x41; \t\r\n 😀</a>"),
        (b"<a><![CDATA[x && y &nbsp;]]><!-- & --></a>", "<a><![CDATA[x && y &nbsp;]]><!-- & --></a>"),
        # Colours are no loss.
        (b"<a>\x1b[31;1mred\x1b[0m</a>", "<a>red</a>"),
    ],
)
def test_read_without_a_problem(data: bytes, text: str) -> None:
    read = readable(data)
    assert (read.text, read.problems) == (text, ())


@pytest.mark.parametrize(
    ("data", "text", "problem"),
    [
        (b"", "", "the file is empty"),
        (b"\0\0\0", "", "the file is empty"),
        (b"no markup", "", "the file is not XML"),
        (b"\x1f\x8b\x08\0\0", "", "not XML"),
        (b"says this first\n<a/>", "<a/>", "before the XML: 'says this first'"),
        (b"<a>\x00\x07</a>", "<a>\\x00\\x07</a>", "2 character(s) that XML forbids"),
        (b"<a>&#27;&#xFFFF;</a>", "<a>\\x1b\\xffff</a>", "2 character(s) that XML forbids"),
        (b"<a>&#99999999;</a>", "<a>\\x5f5e0ff</a>", "1 character(s) that XML forbids"),
        (b"<a>\xff</a>", "<a>\\xff</a>", "bytes that are not UTF-8, the first at offset 3"),
        ("<a>é</a>".encode("utf-16")[:-1], "<a>é</a\\x3e", "bytes that are not UTF-16"),
        (b"<a>x & y &copy; &#; &;</a>", "<a>x &amp; y &amp;copy; &amp;#; &amp;;</a>", "4 '&'"),
        (b"<?xml version='1.0' encoding='rot13'?><n/>", "<n/>", "declared encoding rot13"),
        (b"<?xml version='1.0' encoding='UTF-16'?><a/>", "<a/>", "declared encoding UTF-16"),
    ],
)
def test_read_with_a_problem(data: bytes, text: str, problem: str) -> None:
    read = readable(data)
    assert read.text == text
    assert any(problem in one for one in read.problems), read.problems


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    readable(b"<" + data).text.encode()


def test_openings_without_an_end_cost_no_more_than_their_length() -> None:
    readable(b"<a>" + b"<![CDATA[&<!--&<?xml " * 100_000)
    readable(b"<?xml " * 300_000)
