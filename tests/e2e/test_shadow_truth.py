"""Routes that are said to be hidden are never served: asked of the resolvers of Django, aiohttp and Litestar."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from qaagent_lsp.discovery.assembly.resolve import resolve
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.linking.shadowing import hidden
from qaagent_lsp.model.hidden import Hidden
from tests.discovery.tables import source
from tests.e2e.projects import environment

UUID = "6f1f8f1c-5f0e-4c1a-8d52-1f0f2f3f4f5f"
WORDS = ("a", "b", "zq", "7", "90817", "1999", "x-y", "a.b", "é", "a7", UUID, "7-9", "A_b", "en")

ROUTE_PIECES = (
    "a", "b", "7", "1999", "a7", UUID, "<x>", "<str:x>", "<int:x>", "<slug:x>", "<uuid:x>", "<path:x>", "a<int:x>",
    "<x>.json", "<int:x>-<int:y>", "<path:x>.txt", "x<slug:x>",
)  # fmt: skip
REGEX_PIECES = (
    "a", "b", "7", r"a\.b", r"(?P<x>[0-9]{4})", r"(?P<x>\d+)", r"(?P<x>[\w-]+)", "(?P<x>[^/]+)", "(?P<x>[a-z]+)",
    "(?P<x>.*)", "(.+)", r"\d+", "(?:a|b)", "x?", "(?P<x>a|b|zq)", "(?P<x>[a-z]{2,})", "(?P<x>[0-9a-f-]{36})",
    "[^/.]+", "(?P<x>int)", "a.b",
)  # fmt: skip


@dataclass
class Writer:
    """Writes random urlconfs; a prefix that was written may come again, so that patterns meet."""

    chance: random.Random
    views: int = 0

    def path(self, *, below: bool = False) -> str:
        """Write the path of ``path()`` or ``re_path()`` with the function's name before it."""
        if self.chance.random() < 0.65:
            parts = [self.chance.choice(ROUTE_PIECES) for _ in range(self.chance.choice([1, 1, 2, 3]))]
            return f'path("{self.joined(parts, below)}"'
        parts = [self.chance.choice(REGEX_PIECES) for _ in range(self.chance.choice([1, 1, 2]))]
        start = self.chance.choice(["^", "^", "^", "^", ""])
        ends = [""] if below else ["$", "$", "$", r"\\Z", "", "/?$"]
        return f're_path(r"{start}{self.joined(parts, below)}{self.chance.choice(ends)}"'.replace(
            "\\\\Z", "\\Z"
        )

    def joined(self, parts: list[str], below: bool) -> str:
        count = 0
        named = []
        for part in parts:
            name = part
            for letter in "xy":
                count += 1
                name = name.replace(f":{letter}>", f":p{count}>").replace(f"<{letter}>", f"<p{count}>")
            named.append(name)
        slash = ["/"] * 5 + [""] if below else ["/", ""]
        return "/".join(named) + self.chance.choice(slash)

    def pattern(self, depth: int) -> str:
        if depth and self.chance.random() < 0.25:
            inner = ", ".join(self.pattern(depth - 1) for _ in range(self.chance.choice([1, 2, 3])))
            return f"{self.path(below=True)}, include([{inner}]))"
        self.views += 1
        view = f"f{self.views}" if self.chance.random() < 0.6 else f"C{self.views}.as_view()"
        return f"{self.path()}, {view})"

    def urlconf(self) -> str:
        self.views = 0
        lines = ["urlpatterns = ["]
        lines += [f"    {self.pattern(2)}," for _ in range(self.chance.choice([3, 5, 8]))]
        lines.append("]")
        more = self.chance.random()
        if more < 0.3:
            lines.append(f"urlpatterns += [{self.pattern(1)}, {self.pattern(1)}]")
        elif more < 0.5:
            lines.append(f"urlpatterns = [{self.pattern(1)}] + urlpatterns")
        elif more < 0.6:
            lines.append(f"urlpatterns.append({self.pattern(1)})")
        elif more < 0.7:
            lines.append(f"urlpatterns.insert(0, {self.pattern(1)})")
        elif more < 0.9:
            inner = ", ".join(self.pattern(1) for _ in range(3))
            default = self.chance.choice(["", ", prefix_default_language=False"])
            lines.insert(1, f"    *i18n_patterns({inner}{default}),")
        head = [
            "from django.conf.urls.i18n import i18n_patterns",
            "from django.urls import include, path, re_path",
            "from django.views import View",
            *(f"def f{at}(request, *args, **kwargs): ..." for at in range(1, self.views + 1)),
            *(f"class C{at}(View):\n    def get(self, request): ..." for at in range(1, self.views + 1)),
        ]
        return "\n".join([*head, *lines, ""])


def requests(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Make requests of up to three words, and some with text stuck to them."""
    for count in (1, 2, 3):
        everything = list(product(WORDS, repeat=count))
        for words in chance.sample(everything, min(len(everything), 150)):
            for prefix, slash in (("/", ""), ("/", "/"), ("/en/", ""), ("/en/", "/"), ("/de/", "/")):
                yield prefix[1:3] or "en", prefix + "/".join(words) + slash
    for word in WORDS:
        yield from (
            ("en", f"/{stuck}") for stuck in (f"a{word}", f"{word}.json", f"{word}/b.txt", f"x{word}", "")
        )


def told(folder: Path, urlconf: str, more: Mapping[str, str]) -> tuple[Hidden, ...]:
    settings = f'ROOT_URLCONF = "{urlconf}"\nLANGUAGE_CODE = "en"\n'
    texts = {"settings.py": settings, **more, f"{urlconf}.py": (folder / f"{urlconf}.py").read_text()}
    facts = {item.file: facts_of(item) for item in (source(text, file) for file, text in texts.items())}
    return hidden(resolve(facts).routes)


def django_serves(
    folder: Path, asked: Mapping[str, Sequence[tuple[str, str]]], **settings: object
) -> dict[str, list[str | None]]:
    command = [
        str(environment("django.txt") / "bin" / "python"),
        str(Path(__file__).with_name("served_django.py")),
        str(folder),
        json.dumps({"LANGUAGES": [["en", "x"], ["de", "x"]], "LANGUAGE_CODE": "en", **settings}),
    ]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, list[str | None]] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("seed", range(2))
def test_django(tmp_path: Path, seed: int) -> None:
    """What is said to be hidden no request comes to."""
    chance = random.Random(seed)
    writer = Writer(chance)
    asked = {}
    for at in range(80):
        (tmp_path / f"case{at}.py").write_text(writer.urlconf())
        asked[f"case{at}"] = list(requests(chance))
    served = django_serves(tmp_path, asked)
    alarms, never = 0, 0
    for urlconf in asked:
        seen = set(served[urlconf])
        text = (tmp_path / f"{urlconf}.py").read_text()
        views = {f"{urlconf}.{name}" for name in re.findall(r", (\w+)(?:\.as_view\(\))?\)", text)}
        never += len(views - seen)
        for one in told(tmp_path, urlconf, {}):
            alarms += 1
            view = one.later.handler.removesuffix(".get")
            assert view not in seen, (
                (tmp_path / f"{urlconf}.py").read_text(),
                str(one.later.key),
                str(one.earlier.key),
                asked[urlconf][served[urlconf].index(view)],
            )
    assert alarms > 30, never


SHOP = """
from django.urls import include, path
from rest_framework import routers, viewsets
from rest_framework.decorators import action


class Pets(viewsets.ViewSet):
    def list(self, request): ...
    def create(self, request): ...
    def retrieve(self, request, pk): ...

    @action(detail=False)
    def old(self, request): ...

    @action(detail=False, url_path="old", methods=["post"])
    def zap(self, request): ...

    @action(detail=False, url_path="old", methods=["delete"])
    def all_gone(self, request): ...

    @action(detail=True)
    def feed(self, request, pk): ...


class Any(viewsets.ViewSet):
    def list(self, request): ...
    def retrieve(self, request, pk): ...


class Late(viewsets.ViewSet):
    def list(self, request): ...
    def destroy(self, request, pk): ...


class Root(viewsets.ViewSet):
    def list(self, request): ...


router = routers.DefaultRouter()
router.register("pets", Pets, basename="pet")
router.register("(?P<kind>[^/.]+)", Any, basename="any")
router.register("late", Late, basename="late")
router.register("", Root, basename="root")
urlpatterns = [path("", include(router.urls))]
"""


def test_routers_of_rest_framework(tmp_path: Path) -> None:
    """Lists before details, actions by their names, the root view last."""
    (tmp_path / "shop.py").write_text(SHOP)
    words = [
        "",
        "/",
        "/pets/",
        "/pets/old/",
        "/pets/7/",
        "/pets/7/feed/",
        "/late/",
        "/late/7/",
        "/x/",
        "/x/7/",
    ]
    served = django_serves(
        tmp_path, {"shop": [("en", word) for word in words]}, INSTALLED_APPS=["rest_framework"], DATABASES={}
    )["shop"]
    assert served[1:4] == ["shop.Root.list", "shop.Pets.create/list", "shop.Pets.all_gone"]
    assert {str(one.later.key): one.earlier.handler for one in told(tmp_path, "shop", {})} == {
        "GET /": "shop.Root.list",
        "GET /pets/old/": "shop.Pets.all_gone",
        "POST /pets/old/": "shop.Pets.all_gone",
        "GET /late/": "shop.Any.list",
        "DELETE /late/{pk}/": "shop.Any.retrieve",
    }
    told_of = {one.later.handler for one in told(tmp_path, "shop", {})}
    assert not told_of & {
        f"{view.rpartition('.')[0]}.{name}"
        for view in served
        if view
        for name in view.rpartition(".")[2].split("/")
    }


AIOHTTP_PIECES = (
    "a", "b", "7", "{x}", "{x}", r"{x:\d+}", r"{x:[a-z]+}", "{x:.*}", "p{x}", "{x}.json", r"{x:\d{4}}", "{x:a|b}",
)  # fmt: skip


def aiohttp_app(chance: random.Random) -> str:
    """Write an app with its routes in several ways, and now and then a sub-application."""
    views = 0
    lines = ["from aiohttp import web", "app = web.Application()", "sub = web.Application()"]

    def path() -> str:
        parts = [chance.choice(AIOHTTP_PIECES) for _ in range(chance.choice([1, 1, 2, 3]))]
        named = [part.replace("{x", f"{{p{at}") for at, part in enumerate(parts)]
        return 'r"/' + "/".join(named) + chance.choice(["", "", "/"]) + '"'

    def view() -> str:
        nonlocal views
        views += 1
        lines.append(f"async def f{views}(request): ...")
        return f"f{views}"

    for at in range(chance.choice([3, 5, 8])):
        way = chance.randrange(5)
        app, verb = chance.choice(["app", "app", "app", "sub"]), chance.choice(["get", "get", "post"])
        if way < 2:
            lines.append(f"{app}.router.add_{verb}({path()}, {view()})")
        elif way == 2:
            lines.append(f'{app}.router.add_route("*", {path()}, {view()})')
        elif way == 3:
            lines.append(f"rest{at} = [web.{verb}({path()}, {view()}), web.get({path()}, {view()})]")
            lines.append(f"{app}.add_routes(rest{at})")
        else:
            lines.append(f"table{at} = web.RouteTableDef()")
            lines.append(f"@table{at}.{verb}({path()})")
            view()
            lines.append(f"{app}.add_routes(table{at})")
        if at == 1:
            lines.append('early = [web.get("/a/{late}", ' + view() + ")]")
    lines += ["app.add_routes(early)", 'app.add_subapp("/sub", sub)', ""]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(2))
def test_aiohttp(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    words = ["a", "b", "7", "zq", "1999", "pq", "a.json", ""]
    paths = ["/" + "/".join(some) for count in (1, 2, 3) for some in product(words, repeat=count)]
    urls = chance.sample(paths, 200)
    urls += [f"/sub{url}" for url in urls]
    asked = {}
    for at in range(40):
        (tmp_path / f"case{at}.py").write_text(aiohttp_app(chance))
        asked[f"case{at}"] = [(method, url) for method in ("GET", "POST", "PUT") for url in urls]
    command = [str(environment("litestar_aiohttp.txt") / "bin" / "python")]
    command += [str(Path(__file__).with_name("served_aiohttp.py")), str(tmp_path)]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    alarms = 0
    for module, requests_of in asked.items():
        if answers[module] is None:
            continue
        text = (tmp_path / f"{module}.py").read_text()
        facts = facts_of(source(text, f"{module}.py"))
        seen = {(handler, method) for handler, (method, _) in zip(answers[module], requests_of, strict=True)}
        for one in hidden(resolve({facts.file: facts}).routes):
            alarms += 1
            methods = ("GET", "POST", "PUT") if one.later.key.method == "ANY" else (one.later.key.method,)
            assert not seen & {(one.later.handler, method) for method in methods}, (text, str(one.later.key))
    assert alarms > 10


LITESTAR = """
import json, random, sys
from litestar import Litestar, get, post
from litestar.exceptions import HTTPException
answers = []
for paths in json.load(sys.stdin)["tables"]:
    handlers = []
    for at, (method, path) in enumerate(paths):
        def handler() -> None: ...
        handler.__name__ = f"f{at}"
        made = {"GET": get, "POST": post}[method](path, name=str(at), status_code=200, sync_to_thread=False)
        handlers.append(made(handler))
    try:
        router = Litestar(route_handlers=handlers, openapi_config=None).asgi_router
    except HTTPException:  # refused: one path twice
        answers.append(None)
        continue
    served = set()
    words = ["a", "b", "7", "zq"]
    urls = ["/" + "/".join(random.choices(words, k=k)) for k in (1, 2, 3, 4) for _ in range(150)]
    for url in urls:
        for method in ("GET", "POST"):
            try:
                served.add(int(router.handle_routing(url, method)[1].name))
            except HTTPException:
                pass
    answers.append(sorted(served))
print(json.dumps(answers))
"""


def test_litestar() -> None:
    chance = random.Random(5)
    pieces = ["a", "b", "{x:int}", "{x:str}", "{x:str}"]
    tables = []
    for _ in range(150):
        rows = []
        for _ in range(chance.choice([3, 5, 7])):
            parts = [chance.choice(pieces) for _ in range(chance.choice([1, 2, 3]))]
            parts += chance.choice([[], [], ["{x:path}"]])
            named = [part.replace("{x", f"{{p{at}") for at, part in enumerate(parts)]
            rows.append((chance.choice(["GET", "GET", "POST"]), "/" + "/".join(named)))
        tables.append(rows)
    done = subprocess.run(
        [str(environment("litestar_aiohttp.txt") / "bin" / "python"), "-c", LITESTAR],
        input=json.dumps({"tables": tables}), capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    alarms = 0
    for rows, served in zip(tables, json.loads(done.stdout), strict=True):
        if served is None:
            continue
        text = "from litestar import Litestar, get, post\n"
        for at, (method, path) in enumerate(rows):
            text += f'@{method.lower()}("{path}")\ndef f{at}() -> None: ...\n'
        text += f"app = Litestar(route_handlers=[{', '.join(f'f{at}' for at in range(len(rows)))}])\n"
        facts = facts_of(source(text, "main.py"))
        for one in hidden(resolve({facts.file: facts}).routes):
            alarms += 1
            assert int(one.later.handler.removeprefix("main.f")) not in served, (text, str(one.later.key))
    assert alarms > 20
