"""Values followed across files; the routes they make are tested with their dialects."""

from __future__ import annotations

import pytest

from tests.discovery.tables import rows

WEB = "from fastapi import FastAPI\napp = FastAPI()\n@app.get({})\ndef x(): ...\n"


@pytest.mark.parametrize(
    ("path", "setup", "expected"),
    [
        ("P", "from conf import P\n", "/p"),
        ("conf.P", "import conf\n", "/p"),
        ("c.P", "import conf as c\n", "/p"),
        ("P", "from conf import *\n", "/p"),
        ("P + Q", "from conf import P\nQ = '/q'\n", "/p/q"),
        ("f'{P}/x'", "from again import P\n", "/p/x"),
        ("Box.P", "from conf import Box\n", "/box"),
        ("box.P", "from conf import box\n", "/box"),
        ("box.made", "from conf import box\n", "/made"),
        ("get_box().P", "from conf import get_box\n", "/box"),
        ("P", "P = '/old'\nP = '/new'\n", "/new"),
        ("T['a']", "from conf import T\n", "/a"),
        ("T[KEY]", "from conf import T\nKEY = 'a'\n", "/a"),
        ("conf.T[conf.Verb.MADE]", "import conf\n", "/made"),
        ("T['a'] + T['twice']", "from conf import T\n", "/a/late"),
        ("P", "import os\nP = os.getenv('P', '/env')\n", "/env"),
        ("app.openapi_url", "", "/openapi.json"),
    ],
)
def test_paths_that_can_be_known(path: str, setup: str, expected: str) -> None:
    conf = """
        P = "/p"
        class Box:
            P = "/box"
            @property
            def made(self): return "/made"
        box = Box()
        class Verb(str, Enum):
            MADE = "m"
        T = {"a": "/a", Verb.MADE: "/made", "twice": "/early", "twice": "/late", compute(): "/x"}
        def get_box():
            result = Box()
            return result
        """
    files = {"main.py": setup + WEB.format(path), "conf.py": conf, "again.py": "from conf import P\n"}
    assert rows(files) == [f"GET {expected} main.x"]


@pytest.mark.parametrize(
    "path", ["unknown", "compute()", "unknown.P", "1", "{'a': '/a'}['b']", "{'a': '/a'}[b]", "a['a']"]
)
def test_paths_that_cannot_are_no_routes(path: str) -> None:
    assert rows(WEB.format(path)) == []
