"""Operations of Django Ninja that are said to be hidden are never served: asked of the framework itself."""

from __future__ import annotations

import json
import random
import re
import subprocess
from itertools import product
from pathlib import Path

import pytest

from qaagent_lsp.discovery.assembly.resolve import resolve
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.linking.shadowing import hidden
from tests.discovery.tables import source
from tests.e2e.projects import environment

NINJA = """
import json, sys
from importlib import import_module
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(SECRET_KEY="x", USE_TZ=True, ALLOWED_HOSTS=["*"])
import django
django.setup()
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolvers
answers, factory = {}, RequestFactory()
for urlconf, requests in json.load(sys.stdin).items():
    resolver = resolvers.URLResolver(resolvers.RegexPattern(r"^/"), urlconf)
    served = answers[urlconf] = []
    for method, path in requests:
        try:
            match = resolver.resolve(path)
            response = match.func(factory.generic(method, path), *match.args, **match.kwargs)
        except Http404:
            served.append(None)
            continue
        served.append(json.loads(response.content) if response.status_code == 200 else None)
print(json.dumps(answers))
"""
NINJA_PIECES = ("a", "b", "7", "{x}", "{str:x}", "{int:x}", "{slug:x}", "{path:x}", "a{int:x}", "{x}.json")


def ninja_urls(chance: random.Random) -> str:
    """Write an API with routers in routers, operations in several ways, and views of Django around it."""
    lines = [
        "from typing import Any",
        "from django.http import JsonResponse",
        "from django.urls import include, path",
        "from ninja import NinjaAPI, Router",
        'api = NinjaAPI(openapi_url=None, urls_namespace=__name__ + ":" + __name__)',
        "one, two, three = Router(), Router(), Router()",
    ]

    def path() -> tuple[str, list[str]]:
        parts = [chance.choice(NINJA_PIECES) for _ in range(chance.choice([0, 1, 1, 2, 2]))]
        named = [re.sub(r"\bx}", f"p{chance.randrange(10**6)}}}", part) for part in parts]
        text = chance.choice(["/", "/", "/", ""]) + "/".join(named) + chance.choice(["", "", "/", "//"])
        return text, re.findall(r"(\w+)}", text)

    known: list[tuple[str, list[str]]] = []
    for views in range(1, chance.choice([6, 9, 13])):
        text, names = chance.choice(known) if known and chance.random() < 0.3 else path()
        known.append((text, names))
        on = chance.choice(["api", "api", "one", "two", "three"])
        verb = chance.choice(["get", "get", "post", "put"])
        head = f"def f{views}(request, {', '.join(f'{name}: Any' for name in names)}): return 'f{views}'"
        way = chance.randrange(4)
        if way == 0:
            lines += [f'@{on}.api_operation(["GET", "PATCH"], "{text}")', head]
        elif way == 1 and on != "api":
            lines += [head, f'{on}.add_api_operation("{text}", ["{verb.upper()}"], f{views})']
        else:
            lines += [f'@{on}.{verb}("{text}")', head]
        if views == 3:
            lines.append('api.add_router("/a", one)')
            lines.append(f'one.add_router("{chance.choice(["b", "/b/", "", "7"])}", two)')
    lines.append(f'api.add_router("{chance.choice(["", "/a", "{str:kind}", "/b/"])}", three)')
    lines.append("def before(request, **kwargs): return JsonResponse('before', safe=False)")
    lines.append("def after(request, **kwargs): return JsonResponse('after', safe=False)")
    first = chance.choice(['path("a/b", before)', 'path("a/<slug:s>", before)', 'path("zq", before)'])
    lines.append(
        f'urlpatterns = [{first}, path("{chance.choice(["", "a/"])}", api.urls), path("a/7", after)]'
    )
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("seed", range(2))
def test_ninja(tmp_path: Path, seed: int) -> None:
    """Operations of one path are one pattern, which takes a request whatever its method."""
    chance = random.Random(seed)
    words = ["a", "b", "7", "zq", "a7", "x.json", ""]
    paths = ["/" + "/".join(some) for count in (1, 2, 3, 4) for some in product(words, repeat=count)]
    asked, told_of = {}, {}
    for at in range(40):
        text = ninja_urls(chance)
        (tmp_path / f"case{at}.py").write_text(text)
        texts = {"settings.py": f'ROOT_URLCONF = "case{at}"\n', f"case{at}.py": text}
        facts = {item.file: facts_of(item) for item in (source(text, file) for file, text in texts.items())}
        told_of[f"case{at}"] = hidden(resolve(facts).routes)
        urls = chance.sample(paths, 250)
        asked[f"case{at}"] = [(method, url) for method in ("GET", "POST", "PUT", "PATCH") for url in urls]
    done = subprocess.run(
        [str(environment("django_ninja.txt") / "bin" / "python"), "-c", NINJA, str(tmp_path)],
        input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    alarms = 0
    for urlconf, served in json.loads(done.stdout).items():
        seen = {
            (handler, method) for handler, (method, _) in zip(served, asked[urlconf], strict=True) if handler
        }
        for one in told_of[urlconf]:
            alarms += 1
            handler = one.later.handler.removeprefix(f"{urlconf}.")
            met = [
                pair
                for pair, answer in zip(asked[urlconf], served, strict=True)
                if answer == handler and (pair[0] == one.later.key.method or handler == "after")
            ]
            assert (handler, one.later.key.method) not in seen, (
                (tmp_path / f"{urlconf}.py").read_text(),
                str(one.later.key),
                str(one.earlier.key),
                met[:3],
            )
    assert alarms > 30
