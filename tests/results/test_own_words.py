from __future__ import annotations

import pytest

from qaagent_lsp.results.own_words import own_words

USAGE = """\
ERROR: usage: __main__.py [options] [file_or_dir] [file_or_dir] [...]
__main__.py: error: unrecognized arguments: --nope
  inifile: None
  rootdir: /w
"""
NEWER_USAGE = USAGE.replace("__main__.py: error", "python -m pytest: error")
NOT_FOUND = """\
============================= test session starts ==============================
collected 0 items

============================ no tests ran in 0.00s =============================
ERROR: file or directory not found: nowhere.py
"""
TRACEBACK = """\
Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
ImportError: Error importing plugin "nope": No module named 'nope'
"""


@pytest.mark.parametrize(
    ("output", "quoted"),
    [
        ("", ""),
        ("\n  \n", ""),
        (USAGE, ": __main__.py: error: unrecognized arguments: --nope"),
        (NEWER_USAGE, ": python -m pytest: error: unrecognized arguments: --nope"),
        (NOT_FOUND, ": ERROR: file or directory not found: nowhere.py"),
        (TRACEBACK, ": ImportError: Error importing plugin \"nope\": No module named 'nope'"),
        ("/usr/bin/python: No module named pytest\n", ": /usr/bin/python: No module named pytest"),
        ("one\ntwo\nthree\nfour\n", ": two; three; four"),
        ("ERROR: a\nERROR: a\nnoise\nERROR: b\n", ": ERROR: a; ERROR: b"),
        ("".join(f"ERROR: {n}\n" for n in range(9)), ": ERROR: 4; ERROR: 5; ERROR: 6; ERROR: 7; ERROR: 8"),
        ("x" * 400, f": {'x' * 300}…"),
    ],
)
def test_the_lines_that_name_the_error_are_quoted(output: str, quoted: str) -> None:
    assert own_words(output.splitlines()) == quoted
