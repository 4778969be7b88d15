from __future__ import annotations

import ast
import textwrap

import pytest

from qaagent_lsp.discovery.syntax.redirecting import redirects_of


def read(body: str) -> list[str]:
    (function,) = ast.parse("def view(request):\n" + textwrap.indent(textwrap.dedent(body), "    ")).body
    assert isinstance(function, ast.FunctionDef)
    return [f"{way.when} {way.to}{' keeps' * way.keeps}" for way in redirects_of(function)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('redirect("/pets?page=1#top")', "/pets"),
        ('redirect(f"/pets/{pet.id}")', "/pets/{}"),
        ('redirect(url_for(".index"))', ".index"),
        ('redirect(url_for("pets.show", pet_id=1), code=303)', "pets.show"),
        ('redirect("shop:pet-list")', "shop:pet-list"),
        ('HttpResponseRedirect(reverse("shop:list", args=[1]))', "shop:list"),
        ('flask.redirect(request.headers.get("Referer") or url_for("home"))', "home"),
        ('redirect(request.args.get("next", url_for("home")))', "home"),
        ('redirect(str(request.url_for("home")))', "home"),
        ('RedirectResponse(url="/pets", status_code=303)', "/pets"),
        ('RedirectResponse("/pets", status.HTTP_302_FOUND)', "/pets"),
        ('RedirectResponse("/pets")', "/pets keeps"),
        ('redirect("/pets", code=307)', "/pets keeps"),
        ('web.HTTPFound("/pets")', "/pets"),
        ('web.HTTPPermanentRedirect(location="/pets")', "/pets keeps"),
        ('redirect(safe_url(request.GET.get("next"), reverse("home")))', "home"),
        ('redirect_with_query(request, reverse("home"))', "home"),
        ('redirect(reverse("home") + "?next=" + reverse("pets"))', "home"),
        ("redirect_back(request)", None),
        ("redirect(pet)", ""),
        ('redirect("https://elsewhere.example/pets")', ""),
        ("redirect()", ""),
        ('url_for("home")', None),
    ],
)
def test_where_a_redirect_leads(written: str, expected: str | None) -> None:
    assert read(f"return {written}") == ([] if expected is None else [f"always {expected}"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            'to = url_for("home")\nanswer = redirect(to)\nanswer.set_cookie("a")\nreturn answer',
            ["always home"],
        ),
        (
            """
            if request.method == "POST":
                if error is None:
                    return redirect(url_for("done"))
            return render()
            """,
            ["sometimes done"],
        ),
        (
            """
            if form.validate_on_submit():
                return redirect(url_for("done"))
            return render()
            """,
            ["sent done"],
        ),
        (
            """
            if request.method == "GET" or not form.is_valid():
                return render()
            return redirect("/done")
            """,
            ["sent /done"],
        ),
        (
            """
            if request.method != "POST":
                return render()
            else:
                with lock:
                    return redirect("/done")
            """,
            ["sent /done"],
        ),
        (
            """
            if not pet:
                return redirect("/missing")
            return redirect("/done")
            """,
            ["sometimes /missing", "always /done"],
        ),
        (
            """
            if not pet:
                return render()
            return redirect("/done")
            """,
            ["otherwise /done"],
        ),
        (
            """
            try:
                save()
            except Failed:
                return redirect("/again")
            for pet in pets:
                return redirect("/one")
            match pet:
                case None:
                    return redirect("/none")
            def inner():
                return redirect("/inner")
            """,
            ["sometimes /one", "sometimes /none"],
        ),
    ],
)
def test_when_it_does(body: str, expected: list[str]) -> None:
    assert read(body) == expected


def test_each_is_told_once() -> None:
    assert read('if a:\n    return redirect("/x")\nif b:\n    return redirect("/x")') == ["sometimes /x"]
