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
        def get_box():
            result = Box()
            return result
        """
    files = {"main.py": setup + WEB.format(path), "conf.py": conf, "again.py": "from conf import P\n"}
    assert rows(files) == [f"GET {expected} main.x"]


@pytest.mark.parametrize("path", ["unknown", "compute()", "unknown.P", "1"])
def test_paths_that_cannot_are_no_routes(path: str) -> None:
    assert rows(WEB.format(path)) == []
