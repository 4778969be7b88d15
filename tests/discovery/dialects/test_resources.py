"""Classes whose methods answer, as Flask-RESTful, Flask-RESTX, flask-smorest and fastapi-utils register them."""

from __future__ import annotations

from tests.discovery.tables import check, table

RESOURCES = """
class Pets(Resource):
    def get(self): ...
    def post(self): ...
class Pet(Resource):
    def delete(self, pet_id): ...
"""


def test_restful_in_a_blueprint_with_both_prefixes() -> None:
    check(
        "from flask import Blueprint, Flask\nfrom flask_restful import Api, Resource\n"
        "bp = Blueprint('pets', __name__, url_prefix='/shop')\napi = Api(bp, prefix='/v1')\n"
        f"{RESOURCES}"
        "api.add_resource(Pets, '/pets', '/animals')\n"
        "api.add_resource(Pet, *['/pets/<int:pet_id>'], endpoint='pet')\n"
        "@api.resource('/owners')\nclass Owners(Resource):\n    def get(self): ...\n"
        "app = Flask(__name__)\napp.register_blueprint(bp)\n",
        "GET /shop/v1/animals main.Pets.get",
        "POST /shop/v1/animals main.Pets.post",
        "GET /shop/v1/pets main.Pets.get",
        "POST /shop/v1/pets main.Pets.post",
        "DELETE /shop/v1/pets/{pet_id} main.Pet.delete",
        "GET /shop/v1/owners main.Owners.get",
    )


def test_a_method_of_the_projects_own_that_hands_on_what_it_is_given() -> None:
    check(
        "from flask import Flask\nfrom flask_restful import Api, Resource\n"
        "def scoped(url):\n    return '/v1{}'.format(url)\n"
        "class Own(Api):\n"
        "    def add_scoped(self, resource, *urls, **kwargs):\n"
        "        urls = [scoped(url) for url in urls]\n"
        "        return self.add_resource(resource, *urls, **kwargs)\n"
        f"{RESOURCES}"
        "api = Own()\n"
        "api.add_scoped(Pets, '/pets', '/animals', endpoint='pets')\n"
        "def more():\n    api.add_scoped(Pet, '/pets/<pet_id>')\nmore()\n"
        "app = Flask(__name__)\napi.init_app(app)\n",
        "GET /v1/animals main.Pets.get",
        "POST /v1/animals main.Pets.post",
        "GET /v1/pets main.Pets.get",
        "POST /v1/pets main.Pets.post",
        "DELETE /v1/pets/{pet_id} main.Pet.delete",
    )


def test_however_often_such_a_method_is_called() -> None:
    calls = "".join(f"api.add_own(Pet, '/pets/{n}')\n" for n in range(60))
    check(
        "from flask import Flask\nfrom flask_restful import Api, Resource\n"
        "class Own(Api):\n    def add_own(self, resource, url):\n        self.add_resource(resource, url)\n"
        f"{RESOURCES}app = Flask(__name__)\napi = Own(app)\n{calls}",
        *sorted(f"DELETE /pets/{n} main.Pet.delete" for n in range(60)),
    )


def test_restful_put_into_an_app_by_a_factory() -> None:
    check(
        {
            "api.py": (
                "from flask_restful import Api, Resource\napi = Api()\n"
                f"{RESOURCES}api.add_resource(Pets, '/pets')\n"
            ),
            "main.py": (
                "from flask import Flask\nfrom api import api\n"
                "def create_app():\n    app = Flask(__name__)\n    api.init_app(app)\n    return app\n"
            ),
        },
        "GET /pets api.Pets.get",
        "POST /pets api.Pets.post",
    )


def test_restx_namespaces_have_their_names_for_a_path() -> None:
    check(
        "from flask import Flask\nfrom flask_restx import Api, Namespace, Resource\n"
        "app = Flask(__name__)\napi = Api(app, prefix='/api', doc='/doc')\n"
        "pets, owners = Namespace('pets', 'Pets'), Namespace('owners', path='/people/')\n"
        "api.add_namespace(pets)\napi.add_namespace(owners, path='/who')\n"
        "cats = api.namespace('cats', path='/felines')\n"
        "@pets.route('/', '/all')\nclass Pets(Resource):\n    @pets.doc('list')\n    def get(self): ...\n"
        "@owners.route('/<int:n>')\n@owners.response(404, 'none')\nclass Owner(Resource):\n    def put(self, n): ...\n"
        "@cats.route('')\nclass Cats(Resource):\n    def get(self): ...\n"
        "@api.route('/ping')\nclass Ping(Resource):\n    def get(self): ...\n",
        "GET /api/pets/ main.Pets.get",
        "GET /api/pets/all main.Pets.get",
        "PUT /api/who/{n} main.Owner.put",
        "GET /api/felines main.Cats.get",
        "GET /api/ping main.Ping.get",
    )


def test_smorest_blueprints_and_method_views() -> None:
    check(
        """
        from flask import Flask
        from flask.views import MethodView
        from flask_smorest import Api, Blueprint
        app = Flask(__name__)
        api = Api(app)
        blp = Blueprint("pets", __name__, url_prefix="/pets")
        other = Blueprint("other", __name__)
        @blp.route("/")
        class Pets(MethodView):
            @blp.response(200, Schema)
            def get(self): ...
            def post(self): ...
        @other.route("/x", methods=["PATCH"])
        def x(): ...
        api.register_blueprint(blp)
        api.register_blueprint(other, url_prefix="/other")
        """,
        "GET /pets/ main.Pets.get",
        "POST /pets/ main.Pets.post",
        "PATCH /other/x main.x",
    )


def test_fastapi_utils_resources() -> None:
    check(
        "from fastapi import FastAPI\nfrom fastapi_utils import Api, Resource\n"
        f"{RESOURCES}app = FastAPI()\napi = Api(app)\nparrots = Pets()\n"
        "api.add_resource(parrots, '/a', '/b/{n:int}')\n",
        "GET /a main.Pets.get",
        "POST /a main.Pets.post",
        "GET /b/{n} main.Pets.get",
        "POST /b/{n} main.Pets.post",
    )


def test_what_is_in_no_app_says_so() -> None:
    text = "from flask_restx import Namespace, Resource\nns = Namespace('x')\n"
    text += "@ns.route('/y')\nclass Y(Resource):\n    def get(self): ...\n"
    (route,) = table(text).routes
    assert (route.key.path, route.confidence, route.reason) == ("/x/y", 0.5, "this namespace is in no Api")


def test_a_namespace_whose_name_is_not_known_says_so() -> None:
    text = "from flask import Flask\nfrom flask_restx import Api, Namespace, Resource\nns = Namespace(compute())\n"
    text += "app = Flask('x')\napi = Api(app)\napi.add_namespace(ns)\n"
    text += "@ns.route('/y')\nclass Y(Resource):\n    def get(self): ...\n"
    (route,) = table(text).routes
    assert (route.key.path, route.reason) == ("/y", "a prefix of this route is not known")
