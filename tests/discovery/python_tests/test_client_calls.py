from __future__ import annotations

import textwrap

import pytest

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.model.client_call import FIXTURE
from tests.discovery.tables import source


def calls(text: str) -> list[str]:
    facts = facts_of(source(text, "tests/test_x.py"))
    return [
        f"{call.test.partition('::')[2]} {call.method} {call.url}"
        for call in facts.calls
        if not (call.owner and call.through.startswith(FIXTURE))
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('client.get("/a")', "GET /a"),
        ('client.post(url="/a", json={})', "POST /a"),
        ('self.client.request("put", "/a")', "PUT /a"),
        ('requests.get(BASE + "/a")', "GET http://x/v1/a"),
        ('httpx.stream("GET", f"{BASE}/a")', "GET http://x/v1/a"),
        ('client.get(f"/a/{thing.id}/b")', "GET /a/{}/b"),
        ('client.get(unknown + "/a")', "GET {}/a"),
        ('client.get("/a/%s?q=%d" % (x, 1))', "GET /a/{}?q=1"),
        ('client.get("/a/{}/{n}".format(x, n="k"))', "GET /a/{}/k"),
        ('client.get("relative/a")', "GET /relative/a"),
        ('client.open("/a", method="DELETE")', "DELETE /a"),
        ('self.app.open(path="/a", method="PUT")', "PUT /a"),
        ('archive.open("/a")', None),
        ('client.websocket_connect("/ws")', "WEBSOCKET /ws"),
        ('client.get(reverse_lazy("polls:a-b", args=[1]) + "?x=1")', "GET polls:a-b"),
        ('client.get(live_server.url + reverse("polls:list"))', "GET polls:list"),
        ('client.get(reverse("pets") + "5/?x=1")', "GET pets\x035/"),
        ('client.put("{}{}/".format(reverse("pets"), thing.id))', "PUT pets\x03{}/"),
        ('rf.get("/pets")', None),
        ('APIRequestFactory().post("/pets")', None),
        ('self.factory.put("/pets")', None),
        ('client.get(url_for("auth.login"))', "GET auth.login"),
        ('client.get(reverse(viewname="pets", args=[1]))', "GET pets"),
        ('client.get(url_for(endpoint="auth.login"))', "GET auth.login"),
        ('getattr(client, "patch")("/a")', "PATCH /a"),
        ('page.goto(f"{BASE}/a")', "GET http://x/v1/a"),
        ("page.goto(url=self.url)", None),
        ('getattr(client, verb)("/a")', " /a"),
        ('app.test_client().get("/a")', "GET /a"),
        ("client.get(self.url)", None),
        ('data.get("key")', None),
        ('os.environ.get("/key")', None),
        ('response.headers.get("/x")', None),
        ('requests_mock.get("http://x/a")', None),
        ('Path("x").open("/tmp")', None),
        ('cache.get("/a")', None),
    ],
)
def test_what_a_request_looks_like(written: str, expected: str | None) -> None:
    found = calls(f'BASE = "http://x/v1"\ndef test_a(client):\n    r = {written}\n')
    assert found == ([f"test_a {expected}"] if expected else [])


def test_a_name_of_an_endpoint_may_be_kept() -> None:
    assert calls(
        """
        URL = reverse_lazy("polls:list")
        def test_a(client):
            url = reverse("polls:detail", kwargs={"pk": 1})
            client.get(f"{url}?x=1")
            client.post(URL)
            client.put(url + "vote/")
        """
    ) == ["test_a GET polls:detail", "test_a POST polls:list", "test_a PUT polls:detail\x03vote/"]


def test_names_known_at_the_time() -> None:
    assert calls(
        """
        ROOT = "/root"
        def test_a(client):
            url = ROOT + "/a"
            client.get(url)
            url = compute()
            client.get(url)
            with x() as y, client.get("/with"):
                assert client.delete("/b").status_code == 204
        """
    ) == ["test_a GET /root/a", "test_a GET /with", "test_a DELETE /b"]


def test_parametrised_and_looped_paths_are_one_call_each() -> None:
    assert calls(
        """
        import pytest
        PATHS = ["/p", "/q"]
        @pytest.mark.parametrize(("path", "method"), (("/a", "GET"), pytest.param("/b", "post", id="b")))
        def test_a(client, path, method):
            client.request(method, path)
        @pytest.mark.parametrize("path", PATHS)
        def test_b(client, path):
            for verb in ("get", "put"):
                getattr(client, verb)(path)
        """
    ) == [
        "test_a GET /a",
        "test_a POST /b",
        "test_b GET /p",
        "test_b PUT /p",
        "test_b GET /q",
        "test_b PUT /q",
    ]


def test_helpers_of_the_file_and_of_the_class_count_for_the_test() -> None:
    assert calls(
        """
        def make(client, path="/default"):
            return client.post(path)
        class TestX:
            url = "/x"
            def setup_method(self):
                self.item = f"{self.url}/1"
            def fetch(self, tail):
                return self.client.get(self.url + tail)
            async def test_m(self):
                (await self.client.get(self.item)).json()
                self.fetch("/t")
                make(self.client)
        class TestY(TestX):
            url = "/y"
        """
    ) == [
        "TestX::fetch GET /x{}",
        "TestX::test_m GET /x/1",
        "TestX::test_m GET /x/t",
        "TestX::test_m POST /default",
        "TestY::fetch GET /y{}",
        "TestY::test_m GET /y/1",
        "TestY::test_m GET /y/t",
        "TestY::test_m POST /default",
    ]


def test_helpers_have_defaults_for_any_kind_of_parameter() -> None:
    assert calls(
        """
        def named(client, *, url="/named"):
            client.get(url)
        def placed(client, url="/placed", /, more="/more", *, last):
            client.get(url)
            client.get(more)
        def test_a(client):
            named(client)
            named(client, url="/given")
            placed(client, last=1)
            placed(client, "/given", "/both", last=1)
        """
    )[-6:] == [
        "test_a GET /named",
        "test_a GET /given",
        "test_a GET /placed",
        "test_a GET /more",
        "test_a GET /given",
        "test_a GET /both",
    ]


def test_what_a_fixture_asks_counts_only_when_the_test_asks_nothing() -> None:
    assert calls(
        """
        import pytest
        @pytest.fixture
        def answer(client):
            return client.get("/fixture")
        def test_a(answer):
            assert answer.ok
        def test_b(client, answer):
            client.get("/own")
        """
    ) == ["answer GET /fixture", "test_a GET /fixture", "test_b GET /own"]


def test_the_url_that_a_fixture_gives() -> None:
    assert calls(
        """
        import pytest
        @pytest.fixture
        def url(user):
            return reverse("users:detail", args=[user.id])
        def test_a(client, url):
            client.patch(url)
        class TestIt:
            @pytest.fixture()
            def url(self):
                return "/own"
            def test_b(self, client, url):
                client.get(url)
            @pytest.mark.parametrize("url", ["/x", "/y"])
            def test_c(self, client, url):
                client.get(url)
        """
    ) == [
        "test_a PATCH users:detail",
        "TestIt::test_b GET /own",
        "TestIt::test_c GET /x",
        "TestIt::test_c GET /y",
    ]


def test_what_a_client_asks_with_under_a_name_of_its_own() -> None:
    assert calls(
        """
        def test_a(self):
            for verb in ["get", "post"]:
                ask = getattr(self.app, verb)
                ask("/pets")
        def test_b(client):
            post = client.post
            post("/pets", json={})
            read = getattr(module, "read")
            read("/etc/passwd")
        """
    ) == ["test_a GET /pets", "test_a POST /pets", "test_b POST /pets"]


def test_declaring_a_route_is_no_call() -> None:
    assert (
        calls(
            """
            from fastapi import FastAPI
            def test_a():
                app = FastAPI()
                @app.get("/x")
                def x(): ...
                app.post("/y")(x)
            """
        )
        == []
    )


def test_text_is_one_line_and_span_is_the_call() -> None:
    (call,) = facts_of(source('def test_a(c):\n    x = c.get(\n        "/é",\n    )\n', "test_x.py")).calls
    assert call.text == 'c.get("/é")'
    assert (call.span.line, call.span.column, call.span.end_line, call.span.end_column) == (2, 9, 4, 6)


def test_a_loop_over_a_list_of_the_test() -> None:
    assert calls(
        """
        def test_a(client):
            methods = ["GET", "PUT"]
            for method in methods:
                client.open("/status", method=method)
        """
    ) == ["test_a GET /status", "test_a PUT /status"]


def test_whether_redirects_are_followed_is_known_through_helpers() -> None:
    text = textwrap.dedent(
        """
        def create(client, follow_redirects=True):
            return client.post("/create", follow_redirects=follow_redirects)

        def test_a(client):
            create(client)
            create(client, follow_redirects=False)

        async def test_b(client):
            await client.get("/pets")
        """
    )
    made = facts_of(source(text, "test_x.py")).calls
    found = [(call.url, call.follows) for call in made if "::test_" in call.test]
    assert found == [("/create", "yes"), ("/create", "no"), ("/pets", "await")]


@pytest.mark.parametrize("prepares", ["setUpTestData", "setUpClass", "setup_class"])
def test_what_a_class_is_given_before_its_tests(prepares: str) -> None:
    text = f"""
        class TestPets(TestCase):
            name = "pet-list"
            @classmethod
            def {prepares}(cls):
                cls.url = "/pets"
                cls.one = f"{{cls.url}}/1"
                cls.named = reverse(cls.name)
            def test_it(self):
                self.client.get(self.url)
                self.client.get(self.one)
                self.client.get(self.named)
            @classmethod
            def test_of_the_class(cls):
                cls.client.get(cls.url)
    """
    assert [one.split(" ", 1)[1] for one in calls(text) if "test_" in one] == [
        "GET /pets",
        "GET /pets/1",
        "GET pet-list",
        "GET /pets",
    ]
