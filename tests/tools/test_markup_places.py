from __future__ import annotations

from textwrap import dedent

import pytest

from qaagent_lsp.tools.ground import Template
from qaagent_lsp.tools.markup_places import Element, Markup

BASE = """\
<!doctype html>
<html>
<title>{% block title %}{% endblock %} - Flaskr</title>
<link rel="stylesheet" href="{{ url_for('static', filename='style.css') }}">
<nav>
  <h1><a href="{{ url_for('index') }}">Flaskr</a></h1>
  <ul>
    {% if g.user %}
      <li><span>{{ g.user['username'] }}</span>
      <li><a href="{{ url_for('auth.logout') }}">Log Out</a>
    {% else %}
      <li><a href="{{ url_for('auth.register') }}">Register</a>
      <li><a href="{{ url_for('auth.login') }}">Log In</a>
    {% endif %}
  </ul>
</nav>
<section class="content">
  <header>{% block header %}{% endblock %}</header>
  {% for message in get_flashed_messages() %}
    <div class="flash">{{ message }}</div>
  {% endfor %}
  {% block content %}{% endblock %}
</section>
"""
LOGIN = """\
{% extends 'base.html' %}

{% block content %}
  <!-- <input name="username" id="username" required> -->
  {# <input name="username" id="username" required> #}
  <form method="post" class="{% if wide %}wide{% endif %}">
    <label for="username">Username</label>
    <input name="username" id="username" required>
    <input type="password"
           name="password" id="password"
           required>
    <img src="/static/{{ theme }}/logo.png">
    {{ form.remember() }}
    <input type="submit" value="Log In" {{ attrs }}>
    <input type="text" value="{{ a }}">
    <input type="text" value="{{ b }}">
    {% for pet in pets %}
    <a class="pet" href="/pets/{{ pet.id }}"></a>
    {% endfor %}
    <button class="small"><svg></svg></button>
    <section><button></button></section>
  </form>
  <p>Hello {{ name }}, welcome</p>
  <p>Bye {{ name }}</p>
{% endblock %}
"""
OTHER = """\
<input name="zip" id="zip">
<img src="/static/far.png">
<p>
"""
CODE = '''\
from flask import Flask
PAGE = """<html><body>
<h1>Pets</h1></body></html>"""

def index(name):
    return PAGE + f"<img src='/static/{name}.png'>" + "<input name=\\"age\\">"
'''
TEMPLATES = (
    Template("t/login.html", LOGIN, frozenset({0})),
    Template("t/base.html", BASE, frozenset({0, 1})),
    Template("t/other.html", OTHER),
    Template("app.py", CODE, frozenset({2})),
)
FORM = '<form method="post" class="wide">'

CASES: list[tuple[str, Element, str | None]] = [
    ("the only one", Element("<html>"), "t/base.html:2"),
    ("a script or a server added attributes", Element('<html lang="en" class="js">'), "t/base.html:2"),
    ("id and name", Element('<input name="username" id="username" required="">'), "t/login.html:8"),
    ("on several lines", Element('<input type="password" name="password" id="password">'), "t/login.html:9"),
    ("an expression in a value", Element('<img src="/static/dark/logo.png">'), "t/login.html:12"),
    ("an expression beside", Element('<input type="submit" value="Log In" autofocus="">'), "t/login.html:14"),
    ("what a script typed", Element('<input name="username" id="username" required="" value="me">'), "t/login.html:8"),
    ("an expression alone as a value", Element('<a href="/auth/register">', "Register"), "t/base.html:12"),
    ("by its text", Element('<a href="/auth/login">', "Log In"), "t/base.html:13"),
    ("by its text, expressions in it", Element("<p>", "Bye Ann"), "t/login.html:24"),
    ("by its text, an expression in the middle", Element("<p>", "Hello Ann, welcome"), "t/login.html:23"),
    ("in a loop", Element('<a class="pet" href="/pets/7">', index=1, alike=3), "t/login.html:18"),
    ("the first of twins", Element('<input type="text" value="">', index=0, alike=2), "t/login.html:15"),
    ("the second of twins", Element('<input type="text" value="">', index=1, alike=2), "t/login.html:16"),
    ("an expression makes the class", Element(FORM), "t/login.html:6"),
    ("by what it stands in", Element("<button>", around=("<section>", FORM)), "t/login.html:21"),
    ("a class more", Element('<button class="small red">', around=(FORM,)), "t/login.html:20"),
    ("of a form library", Element('<input name="remember">', around=("<li>", FORM)), "t/login.html:6 inside"),
    ("of nobody", Element('<x-widget a="b">', around=("<body>", "<html>")), None),
    ("in a template that the route does not name", Element('<input name="zip" id="zip">'), "t/other.html:1"),
    ("an attribute alone in a foreign template", Element('<img src="/static/far.png">', around=("<body>",)), None),
    ("no markup", Element("hello"), None),
    ("entities", Element('<input type="submit" value="Log&#32;In">'), "t/login.html:14"),
]  # fmt: skip
OF_CODE: list[tuple[str, Element, str | None]] = [
    ("a constant of the module", Element("<h1>", "Pets"), "app.py:3"),
    ("an f-string", Element('<img src="/static/ann.png">'), "app.py:6"),
    ("quotes within quotes", Element('<input name="age">'), "app.py:6"),
    ("the page", Element("<html>"), "app.py:2"),
]


def shown(element: Element, route: int | None) -> str | None:
    placed = Markup(TEMPLATES).place(element, route)
    if placed is None:
        return None
    return f"{placed.at.file}:{placed.at.span.line}{' inside' if placed.inside else ''}"


@pytest.mark.parametrize(("element", "place"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_line_that_wrote_an_element(element: Element, place: str | None) -> None:
    assert shown(element, 0) == place


@pytest.mark.parametrize(
    ("element", "place"), [case[1:] for case in OF_CODE], ids=[case[0] for case in OF_CODE]
)
def test_markup_in_python(element: Element, place: str | None) -> None:
    assert shown(element, 2) == place


def test_without_a_route_only_what_cannot_be_mistaken() -> None:
    assert shown(Element('<input name="username" id="username" required="">'), None) == "t/login.html:8"
    assert shown(Element("<html>"), None) is None


def test_a_page_whose_html_nobody_wrote_begins_with_its_declaration() -> None:
    templates = (Template("t.html", "{# page #}\n<!DOCTYPE html>\n<title>x</title>\n<p>", frozenset({0})),)
    for tag in ("<html>", "<body>"):
        placed = Markup(templates).place(Element(tag), 0)
        assert placed is not None
        assert (placed.at.span.line, placed.at.span.end_column) == (2, 16)
    assert Markup(templates).place(Element("<html>"), 1) is None


def test_other_routes_keep_their_templates() -> None:
    assert shown(Element("<html>"), 1) == "t/base.html:2"
    assert shown(Element("<p>", "Bye Ann"), 1) is None


@pytest.mark.parametrize(
    "text", ["<a " + "{{" * 5000, "<a " + "{% " * 5000 + '"' * 5001, "<a b='" * 3000, "<!--" * 9999, "<" * 9999, ""]
)  # fmt: skip
def test_broken_templates_are_read_as_far_as_possible(text: str) -> None:
    templates = (Template("t/broken.html", dedent(text) + '\n<br id="x">', frozenset({0})),)
    placed = Markup(templates).place(Element('<br id="x">'), 0)
    assert placed is not None
    assert (placed.at.span.line, placed.inside) == (2, False)
