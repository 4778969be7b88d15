"""An OpenAPI document in real VS Code: the lens of an operation runs its route's tests, and a mistake is marked."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.editors import play, with_our_server

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
DOCUMENT = """\
openapi: 3.1.0
info: {title: pets, version: "1"}
paths:
  /pets/{pet_id}:
    get:
      operationId: get_pet
      parameters: [{name: pet_id, in: path, required: true}]
      responses:
        "200": {description: a pet}
        "404": {description: no such pet}
  /owners:
    get:
      responses: {$ref: "#/components/nowhere"}
"""


def test_an_operation_runs_the_tests_of_its_route(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    (project / "openapi.yaml").write_text(DOCUMENT)
    with with_our_server(tmp_path) as code:
        seen = play("openapi.mjs", code, folder=str(project), file="openapi.yaml")
    assert seen["mistakes"] >= 1
