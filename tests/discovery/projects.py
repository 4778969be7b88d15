"""Projects of several files: like FastAPI's bigger applications, Flask's tutorial, and apps made by functions."""

from __future__ import annotations

BIGGER_APPLICATIONS = {
    "app/__init__.py": "",
    "app/main.py": """\
from fastapi import Depends, FastAPI

from .config import API
from .dependencies import get_token
from .internal import admin
from .routers import items, users

app = FastAPI(dependencies=[Depends(get_token)])
app.include_router(users.router)
app.include_router(items.router, prefix=API)
app.include_router(
    admin.router,
    prefix="/admin",
    tags=["admin"],
)


@app.get("/")
async def root():
    return {}
""",
    "app/config.py": 'VERSION = "/v1"\nAPI = "/api" + VERSION\n',
    "app/dependencies.py": "async def get_token(token):\n    return token\n",
    "app/internal/__init__.py": "",
    "app/internal/admin.py": """\
from fastapi import APIRouter

router = APIRouter()


@router.post("/")
async def update_admin():
    return {}
""",
    "app/routers/__init__.py": "",
    "app/routers/items.py": """\
from fastapi import APIRouter

from app.config import *

PREFIX = "/items"
router = APIRouter(prefix=PREFIX)


@router.get("/")
async def read_items():
    return {}


@router.get("/{item_id}")
async def read_item(item_id: str):
    value = make(item_id)
    return value


@router.put(VERSION + "/{item_id}")
async def update_item(item_id: str):
    return {}
""",
    "app/routers/users.py": """\
from fastapi import APIRouter

router = APIRouter()


@router.get("/users/")
async def read_users():
    return []


@router.api_route("/users/{name}", methods=["GET", "HEAD"])
async def read_user(name: str):
    return {}
""",
    "tests/test_main.py": """\
from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_users():
    assert client.get("/users/").status_code == 200
""",
}

FLASKR = {
    "flaskr/__init__.py": """\
from flask import Flask


def create_app(test_config=None):
    app = Flask(__name__)

    @app.route("/hello")
    def hello():
        return "hello"

    from . import auth, blog

    app.register_blueprint(auth.bp)
    app.register_blueprint(blog.bp, url_prefix="/blog")
    app.add_url_rule("/", endpoint="index", view_func=blog.index)
    return app
""",
    "flaskr/auth.py": """\
from flask import Blueprint

bp = Blueprint("auth", __name__, url_prefix="/auth")


@bp.route("/register", methods=("GET", "POST"))
def register():
    return ""


@bp.route("/login", methods=("GET", "POST"))
def login():
    return ""
""",
    "flaskr/blog.py": """\
from flask import Blueprint
from flask.views import MethodView

from flaskr.auth import login

bp = Blueprint("blog", __name__)


@bp.route("/")
def index():
    return ""


@bp.route("/<int:id>/update", methods=("GET", "POST"))
def update(id):
    return ""


class Posts(MethodView):
    def get(self):
        return ""

    def delete(self):
        return ""


bp.add_url_rule("/posts", view_func=Posts.as_view("posts"))
""",
    "tests/conftest.py": """\
import pytest

from flaskr import create_app


@pytest.fixture
def app():
    app = create_app({"TESTING": True})
    return app
""",
    "tests/test_auth.py": "def test_register(client):\n    assert client.get('/auth/register')\n",
}

FACTORIES = {
    "web/build.py": """\
from fastapi import FastAPI

from web.own import Api
from web.parts import install, make_router


def build(prefix="/b"):
    app = FastAPI()
    install(app, prefix)
    app.include_router(make_router("/made"))
    app.include_router(Api(prefix="/own"))
    return app


app = build("/built")
""",
    "web/parts.py": """\
from fastapi import APIRouter
from starlette.applications import Starlette
from starlette.routing import Mount, Route


def page(request):
    return None


def make_router(prefix):
    router = APIRouter(prefix=prefix)

    @router.get("/x")
    def x():
        return None

    return router


def install(app, prefix):
    @app.get(prefix + "/installed")
    def installed():
        return None

    app.mount("/sub", Starlette(routes=[Mount("/deep", routes=[Route("/page", page)])]))


for name in ("/one", "/two"):
    router = make_router(name)
""",
    "web/own.py": """\
from fastapi import APIRouter


class Api(APIRouter):
    def __init__(self, prefix):
        super().__init__(prefix=prefix)
        self.add_api_route("/index", self.index)

    def index(self):
        return None
""",
    "web/circle.py": """\
from web.circle import router, f
from fastapi import FastAPI


def f(x):
    return g(f(x))


def g(x):
    return f(g(x)) or FastAPI()


router = g(router)


@router.get("/x")
def x():
    return None
""",
}

REGISTERED: dict[str, str] = {
    "main.py": """from flask import Flask
from api import api, index, setup
from listing import VIEWS

def create_app(prefix="/v1"):
    app = Flask(__name__)
    api.init_app(app)
    setup(app, prefix, index)
    setup(app, "/more", VIEWS[0][1])
    for path, view in VIEWS:
        app.add_url_rule(path, view_func=view)
    return app
""",
    "api.py": """from flask_restx import Api, Namespace, Resource
api = Api(prefix="/api")
items = Namespace("items")
users = Namespace("users", path="/people")

@items.route("/", "/all")
class Items(Resource):
    def get(self): ...
    def post(self): ...

def index(): ...

def setup(app, prefix, view):
    app.add_url_rule(prefix + "/index", view_func=view)

class Users(Resource):
    def get(self): ...

users.add_resource(Users, "/")
for namespace in (items, users):
    api.add_namespace(namespace)
""",
    "listing.py": """def one(): ...
def two(): ...
VIEWS = [("/one", one), ("/two", two)]
""",
}
"""Resources in namespaces, and views that a function registers from what it is given."""

PUT_TOGETHER = {
    "main.py": """\
import os
from fastapi import APIRouter, FastAPI
from starlette.routing import Mount, Route
from config import DEBUG, PREFIX
import a, b, c
from d import create, router as items
from unknown import thing

app = FastAPI()
users = APIRouter(prefix="/users")

def setup():
    app.include_router(a.router)
    app.include_router(b.router, prefix=PREFIX)
    app.mount("/c", c.app)

def wire(target, prefix):
    target.include_router(items, prefix=prefix)
    target.include_router(create("/made"))

@users.get("/")
def index(): ...

app.include_router(users)
app.include_router(create("/first"))
app.include_router(create(prefix=PREFIX), prefix="/second")
if DEBUG:
    app.include_router(items, prefix="/debug")
else:
    app.include_router(items, prefix="/items")
if os.environ.get("X"):
    app.mount("/more", Mount("/in", routes=[Route("/deep", index)]))
for router in [a.router, b.router]:
    users.include_router(router)
app.add_api_route("/added", c.view)
thing.add_api_route("/loose", index)
app.router.include_router(c.router)
wire(app, "/wired")
wire(users, PREFIX)
setup()
""",
    "config.py": 'PREFIX = "/p"\nDEBUG = False\n',
    "a.py": """\
from fastapi import APIRouter
import b
router = APIRouter(prefix="/a")
router.include_router(b.router, prefix="/b")
@router.get("/")
def index(): ...
""",
    "b.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/b")\ndef view(): ...\n',
    "c.py": """\
from fastapi import APIRouter, FastAPI
app = FastAPI()
router = APIRouter()
def view(): ...
app.add_api_route("/c", view)
@router.post("/")
def index(): ...
""",
    "d.py": """\
from fastapi import APIRouter
router = APIRouter(prefix="/items")
def create(prefix=""):
    made = APIRouter(prefix=prefix)
    @made.get("/made")
    def view(): ...
    return made
@router.get("/")
def index(): ...
""",
}
