"""What a handler's source tells of its requests and answers."""

from __future__ import annotations

from qaagent_lsp.authoring.handler_reading import HandlerReading, reading_of
from qaagent_lsp.model.source import Span

FLASK = '''
@bp.route("/create", methods=("GET", "POST"))
@login_required
def create():
    """Create a post.

    More words.
    """
    if request.method == "POST":
        title = request.form["title"]
        body = request.form.get("body")
        page = request.args.get("page")
        if not title:
            abort(400)
    return render_template("create.html")
'''

JSON = """
@app.post("/pets")
def add():
    data = request.get_json()
    kind = request.json["kind"]
    if data["name"] in names:
        raise HTTPException(status_code=409)
    return get_object_or_404(Pet, name=data.get("name"))
"""


AIOHTTP = """
async def pets(request):
    page = request.query.get("page")
    return web.json_response(found(page, request.rel_url.query["kind"]))
"""


def test_forms_queries_and_pages() -> None:
    assert reading_of(FLASK, Span(2, 1, 14, 1)) == HandlerReading(
        form=("title", "body"),
        query=("page",),
        statuses=(400,),
        guarded=True,
        is_page=True,
        summary="Create a post.",
    )


def test_json_bodies_and_statuses() -> None:
    found = reading_of(JSON, Span(2, 1, 8, 1))
    assert found.body == ("kind", "name")
    assert set(found.statuses) == {404, 409}
    assert not found.guarded


def test_dependencies_that_want_a_user_guard() -> None:
    text = "def me(user: User = Depends(get_current_user)): ...\n"
    assert reading_of(text, Span(1, 1, 1, 50)).guarded


def test_statuses_by_their_names() -> None:
    text = "def f():\n    raise HTTPException(status_code=status.HTTP_403_FORBIDDEN)\n"
    assert reading_of(text, Span(1, 1, 2, 1)).statuses == (403,)


def test_nothing_is_read_of_what_is_not_there() -> None:
    assert (
        reading_of("def (", Span(1, 1, 1, 1)) == reading_of("x = 1\n", Span(1, 1, 1, 1)) == HandlerReading()
    )


def test_queries_of_aiohttp() -> None:
    assert reading_of(AIOHTTP, Span(2, 1, 4, 1)).query == ("page", "kind")
