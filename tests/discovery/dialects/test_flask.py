from __future__ import annotations

from tests.discovery.tables import check


def test_route_methods_as_list_tuple_set_and_constant() -> None:
    check(
        {
            "main.py": """
                from flask import Flask
                from words import BOTH
                app = Flask(__name__)
                @app.route("/default")
                @app.route("/list", methods=["post"])
                @app.route("/tuple", methods=("PUT",))
                @app.route("/set", methods={"DELETE"})
                @app.route(rule="/constant", methods=BOTH)
                def x(): ...
                """,
            "words.py": 'BOTH = ("GET", "POST")\n',
        },
        "GET /default main.x",
        "POST /list main.x",
        "PUT /tuple main.x",
        "DELETE /set main.x",
        "GET /constant main.x",
        "POST /constant main.x",
    )


def test_verb_shortcuts_and_converters() -> None:
    check(
        """
        import flask
        app = flask.Flask(__name__)
        @app.get("/<int:n>")
        @app.patch("/<string(length=2):lang>/<any(a, 'b:c'):kind>/<rest>")
        def x(): ...
        """,
        "GET /{n} main.x",
        "PATCH /{lang}/{kind}/{rest} main.x",
    )


def test_blueprints_nested_in_other_files_registered_in_a_factory() -> None:
    check(
        {
            "proj/__init__.py": """
                from flask import Flask
                def create_app():
                    app = Flask(__name__)
                    from . import api
                    from proj.site import bp as site
                    app.register_blueprint(api.api)
                    app.register_blueprint(site, url_prefix="/replaced/")
                    @app.route("/hello")
                    def hello(): ...
                    return app
                """,
            "proj/api.py": """
                from flask import Blueprint
                api = Blueprint("api", __name__, url_prefix="/api")
                v1 = Blueprint("v1", __name__, url_prefix="/v1")
                api.register_blueprint(v1)
                api.register_blueprint(v1, name="two", url_prefix="/v2")
                @v1.get("/x")
                def x(): ...
                @api.get("")
                def root(): ...
                """,
            "proj/site.py": """
                from flask import Blueprint
                bp = Blueprint("site", __name__, url_prefix="/own")
                @bp.route("/")
                def index(): ...
                """,
        },
        "GET /hello proj.create_app.<locals>.hello",
        "GET /api/v1/x proj.api.x",
        "GET /api/v2/x proj.api.x",
        "GET /api proj.api.root",
        "GET /replaced/ proj.site.index",
    )


def test_url_rules_and_class_based_views() -> None:
    check(
        """
        from flask import Flask
        from flask.views import MethodView, View
        app = Flask(__name__)
        class Base(MethodView):
            def get(self): ...
        class Pets(Base):
            def delete(self, id): ...
        class Page(View):
            methods = ["GET", "POST"]
            def dispatch_request(self): ...
        def plain(): ...
        view = Pets.as_view("pets")
        app.add_url_rule("/plain", view_func=plain, methods=["PUT"])
        app.add_url_rule("/pets/<uuid:id>", view_func=view)
        app.add_url_rule("/some", "some", login_required(Pets.as_view("some")), methods=["GET"])
        app.add_url_rule("/page", view_func=Page.as_view("page"))
        """,
        "PUT /plain main.plain",
        "DELETE /pets/{id} main.Pets.delete",
        "GET /pets/{id} main.Pets.get",
        "GET /some main.Pets.get",
        "GET /page main.Page.dispatch_request",
        "POST /page main.Page.dispatch_request",
    )


def test_a_second_name_for_a_url_is_no_route() -> None:
    check(
        """
        from flask import Flask
        app = Flask(__name__)
        @app.get("/")
        def blog(): ...
        app.add_url_rule("/", endpoint="index")
        """,
        "GET / main.blog",
    )
