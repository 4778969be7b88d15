"""The demo's project: a small real FastAPI app with two routers, its tests, and one planted bug."""

from __future__ import annotations

from pathlib import Path

REQUIREMENTS = ("fastapi==0.165.0", "httpx==0.28.1", "pytest==9.2.0")
"""What the project needs installed."""

MODULES = ("fastapi", "httpx", "pytest")
"""The same as modules, to ask an interpreter for."""

BROKEN_FILE = "app/pets.py"
BROKEN_ROUTE = ("GET", "/pets/{pet_id}")
BROKEN_LINE = "    pet = PETS[pet_id]"
FIXED_LINE = "    pet = PETS.get(pet_id)"

_FILES = {
    "pyproject.toml": """\
[project]
name = "pet-shop"
version = "1.0.0"
requires-python = ">=3.9"

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
""",
    "requirements.txt": "".join(f"{requirement}\n" for requirement in REQUIREMENTS),
    "app/__init__.py": "",
    "app/main.py": """\
from fastapi import FastAPI

from app import orders, pets

app = FastAPI(title="Pet shop")
app.include_router(pets.router, prefix="/pets")
app.include_router(orders.router, prefix="/orders")
""",
    "app/pets.py": f"""\
from fastapi import APIRouter, HTTPException

router = APIRouter()
PETS = {{1: {{"id": 1, "name": "Rex"}}, 2: {{"id": 2, "name": "Mia"}}}}


@router.get("")
def list_pets() -> list[dict]:
    return list(PETS.values())


@router.get("/{{pet_id}}")
def get_pet(pet_id: int) -> dict:
{BROKEN_LINE}
    if pet is None:
        raise HTTPException(404, "no such pet")
    return pet
""",
    "app/orders.py": """\
from fastapi import APIRouter

router = APIRouter()


@router.post("", status_code=201)
def create_order(pet_id: int, quantity: int = 1) -> dict:
    return {"pet_id": pet_id, "quantity": quantity, "total": 25 * quantity}
""",
    "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient

from app.main import app


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client
""",
    "tests/test_pets.py": """\
def test_list_pets(client):
    assert [pet["name"] for pet in client.get("/pets").json()] == ["Rex", "Mia"]


def test_get_pet(client):
    assert client.get("/pets/1").json() == {"id": 1, "name": "Rex"}


def test_unknown_pet_is_not_found(client):
    assert client.get("/pets/7").status_code == 404
""",
    "tests/test_orders.py": """\
def test_create_order(client):
    response = client.post("/orders", params={"pet_id": 1, "quantity": 2})
    assert response.status_code == 201
    assert response.json()["total"] == 50
""",
}


def write_project(folder: Path) -> None:
    """Write the project, bug included, into an existing folder."""
    for name, text in _FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def broken_line() -> int:
    """The 1-based line of the bug in ``BROKEN_FILE``."""
    return _FILES[BROKEN_FILE].splitlines().index(BROKEN_LINE) + 1


def route_line() -> int:
    """The 1-based line of the broken route's decorator in ``BROKEN_FILE``."""
    return broken_line() - 2


def broken_text() -> str:
    """``BROKEN_FILE`` as it was written."""
    return _FILES[BROKEN_FILE]


def fixed_text() -> str:
    """``BROKEN_FILE`` without the bug."""
    return broken_text().replace(BROKEN_LINE, FIXED_LINE)
