"""Django: patterns that the resolver matched, by path and by regular expression."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.probes.probed import PROBE, hits, traced

DJANGO = [
    (
        "path",
        [
            "call GET /pets/{pet_id}/ pets.get_pet 200 entered x1",
            "call GET /pets/{pet_id}/ pets.get_pet 404 entered x1",
        ],
    ),
    ("middleware", ["call GET /pets/{pet_id}/ pets.get_pet 401 - x1"]),
    ("no_route", []),
    (
        "view_class",
        [
            "call GET /api/owners/{name} pets.Owners.get 200 entered x1",
            "call POST /api/owners/{name} pets.Owners.post 500 entered x1",
        ],
    ),
    ("regex", ["call GET /old/{year}/ pets.<lambda> 200 entered x1"]),
    ("async", ["call GET /api/slow pets.slow 200 entered x1"]),
    ("factory", []),
]


@pytest.mark.parametrize(("test", "expected"), DJANGO)
def test_django(test: str, expected: list[str]) -> None:
    assert hits(traced("web_django", "web_older"), f"test_pets.py::test_{test}") == expected


@pytest.mark.parametrize(
    ("route", "template"),
    [
        ("", "/"),
        ("pets/", "/pets/"),
        ("pets/<int:pk>/owners/<name>", "/pets/{pk}/owners/{name}"),
        (r"^pets/(?P<pk>[^/.]+)/$", "/pets/{pk}/"),
        (r"api/^pets\.(?P<format>[a-z0-9]+)/?\Z", "/api/pets.{format}/"),
        (r"^(\d+)/(?P<b>(x|y)[)(])/(?:tail/)?$", "/{0}/{b}/"),
    ],
)
def test_template(route: str, template: str) -> None:
    code = "import json, sys, qaagent_probe_django as d; print(json.dumps(d.template_of(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", code, route],
        env={"PYTHONPATH": str(PROBE)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == template
