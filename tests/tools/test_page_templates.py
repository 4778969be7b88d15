from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.tools.page_templates import page_templates
from tests.tools.site import ROUTES

FILES = {
    "blog/templates/blog/list.html": '{% extends "base.html" %}{% include "blog/_row.html" %}',
    "blog/templates/blog/_row.html": '{%- from "macros.jinja" import row %}',
    "blog/templates/base.html": "{% include name %}",
    "shop/templates/base.html": "",
    "shop/templates/list.html": '{% extends "base.html" %}{% extends "list.html" %}',
    "macros.jinja": "",
    "mako/page.mako": "<%inherit file=\"/layout.mako\"/>",
    "mako/layout.mako": "",
}  # fmt: skip


def used(
    code: str, *, handler: str = "views.index", file: str = "blog/views.py", at: int = 1, **more: str
) -> set[str]:
    lines = code.count("\n") + 1
    route: Route = replace(
        ROUTES[0],
        handler=handler,
        file=WorkspacePath(next(iter(more), file).replace("__", "/") + ("" if not more else ".py")),
        span=Span(1, 1, 1, 9),
        handler_file=WorkspacePath(file),
        handler_span=Span(at, 1, lines, 1),
    )
    texts = {WorkspacePath(f"{name.replace('__', '/')}.py"): text for name, text in more.items()}
    files = {WorkspacePath(name): text for name, text in FILES.items()}
    found = page_templates((route,), files, {WorkspacePath(file): code, **texts})
    return {template.file for template in found if template.routes}


BLOG = {
    "blog/templates/blog/list.html",
    "blog/templates/blog/_row.html",
    "blog/templates/base.html",
    "macros.jinja",
}


@pytest.mark.parametrize(
    "code",
    [
        'def index():\n    return render_template("blog/list.html", posts=posts)',
        'async def index(request):\n    return templates.TemplateResponse(\n        request, "blog/list.html"\n    )',
        "def index(request):\n    return render(request, 'blog/list.html', {})",
        'async def index() -> Template:\n    return Template(template_name="blog/list.html")',
        '@aiohttp_jinja2.template("blog/list.html")\nasync def index(request):\n    return {}',
        'def index(:\n    return render_template("blog/list.html")',
    ],
)
def test_handlers_name_their_template(code: str) -> None:
    assert used(code) == BLOG


def test_of_files_of_one_name_the_nearest() -> None:
    code = "def index():\n    return render_template('list.html')"
    assert used(code, file="shop/views.py") == {"shop/templates/list.html", "shop/templates/base.html"}


def test_a_class_names_it_beside_its_methods() -> None:
    other = 'class Other:\n    template_name = "macros.jinja"\n\n'
    code = (
        other + 'class Posts:\n    template_name = "blog/list.html"\n\n    def get(self):\n        pass\n\n'
    )
    assert used(code, handler="views.Posts.get", at=7) == BLOG


def test_the_registration_names_it() -> None:
    urls = 'path("", TemplateView.as_view(template_name="macros.jinja"))'
    assert used("", blog__urls=urls) == {"macros.jinja"}


def test_mako() -> None:
    assert used('def index():\n    return page("page.mako")') == {"mako/page.mako", "mako/layout.mako"}


def test_markup_in_python_is_a_template_too() -> None:
    assert used('def index():\n    return "<html><p>hello</p></html>"') == {"blog/views.py"}


def test_unknown_names_and_no_source_are_nothing() -> None:
    assert used('def index():\n    return render_template("gone.html")') == set()
    assert used("") == set()
