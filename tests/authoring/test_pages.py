"""The texts of a page that are worth asserting."""

from __future__ import annotations

from qaagent_lsp.authoring.pages import named_by, telling, texts_of

PAGE = """<!doctype html>
<title>Posts - Blog</title>
<script>var hidden = "not read";</script>
<nav><h1>Blog</h1><a href="/login">Log In</a></nav>
<p>It doesn&#39;t matter &amp; so on</p>
<form action="/save"><input name="title" value="First post"></form>
<h2>First post</h2><p>a</p>
"""


def test_titles_come_first_and_links_last() -> None:
    assert texts_of(PAGE) == (
        "Posts - Blog",
        "Blog",
        "First post",
        'value="First post"',
        "It doesn&#39;t matter &amp; so on",
        "Log In",
        'href="/login"',
        'action="/save"',
        'name="title"',
    )


def test_every_text_stands_in_the_source() -> None:
    assert all(text in PAGE for text in texts_of(PAGE))


def test_what_other_pages_have_not_comes_first() -> None:
    other = PAGE.replace("It doesn&#39;t matter &amp; so on", "Nothing")
    assert telling(PAGE, [other], 2) == ("It doesn&#39;t matter &amp; so on", "Posts - Blog")


def test_a_text_within_another_is_not_asked_for_twice() -> None:
    assert telling("<h1>404 Not Found</h1><h2>Not Found</h2>", [], 5) == ("404 Not Found",)


def test_plain_text_is_a_page_of_one_text() -> None:
    assert telling("Hello, World!", [], 3) == ("Hello, World!",)


def test_what_follows_an_image_stands_where_the_image_does() -> None:
    assert texts_of('<p>Welcome</p><h1><img src="/logo.png">Posts<br>of all</h1>') == (
        "Posts",
        "of all",
        "Welcome",
    )


def test_a_page_is_called_by_its_title_and_its_only_heading() -> None:
    page = "<title>\n Cats &amp; dogs</title><H1 class='big'>All <em>pets</em>\n</H1>"
    assert named_by(page) == ("Cats & dogs", "All pets")
    assert named_by(f"{page}<h1>Two</h1>") == ("Cats & dogs", "")
    assert named_by("<title>") == ("", "")
