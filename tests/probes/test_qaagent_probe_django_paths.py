"""Route texts of Django, as ``ResolverMatch.route`` has them, are shown as static discovery shows them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.probes.probed import PROBE


@pytest.mark.parametrize(
    ("route", "template"),
    [
        ("", "/"),
        ("pets/", "/pets/"),
        ("pets/<int:pk>/owners/<name>", "/pets/{pk}/owners/{name}"),
        (r"^pets/(?P<pk>[^/.]+)/$", "/pets/{pk}/"),
        (r"api/^pets\.(?P<format>[a-z0-9]+)/?\Z", "/api/pets.{format}/"),
        (r"^(\d+)/(?P<b>(x|y)[)(])/(?:tail/)?$", "/{var}/{b}/tail/"),
        (r"^a/([^/]+)/(?:x|y)/\w+/.*$", "/a/{var}/{var2}/{var3}/{var4}"),
        (r"^robots.txt$", "/robots.txt"),
        (r"^x(?=y)(?i)z|w", "/xz"),
        ("(", "/{var}"),
    ],
)
def test_template(route: str, template: str) -> None:
    code = "import json, sys, qaagent_probe_django_paths as d; print(json.dumps(d.template_of(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", code, route],
        env={"PYTHONPATH": str(PROBE)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == template
