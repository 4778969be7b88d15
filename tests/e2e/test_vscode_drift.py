"""Contract drift in real VS Code: a click runs a route's tests, the handler tells what its document does not list."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.editors import play, with_our_server

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
GONE = '        "410": {description: gone}'
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: pets, version: "1"}}
paths:
  /pets/{{pet_id}}:
    get:
      operationId: get_pet
      parameters: [{{name: pet_id, in: path, required: true}}]
      responses:
        "200":
          description: a pet
          content: {{application/json: {{}}}}
{GONE}
"""


def test_drift_is_told_at_the_handler_until_the_document_is_mended(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    (project / "openapi.yaml").write_text(DOCUMENT)
    settings = {
        "qaagent.untestedRoutes": "off",
        "qaagent.unexercisedResponses": "information",
        "problems.defaultViewMode": "table",
        "editor.autoClosingQuotes": "never",
        "editor.autoSurround": "never",
    }
    with with_our_server(tmp_path, settings) as code:
        seen = play(
            "drift.mjs",
            code,
            folder=str(project),
            file="shop/pets.py",
            line=DOCUMENT.splitlines().index(GONE) + 1,
            mended='"404": {description: no such pet}',
        )

    assert seen["before"] == 0
    told = sorted("".join(row.split()) for row in seen["problems"])
    assert len(told) == 2
    assert "GET/pets/{pet_id}:404isnotdocumentedinopenapi.yaml(gotbytests/" in told[0] + told[1]
    assert "GET/pets/{pet_id}:notestevergot410" in told[0] + told[1]
    assert seen["after"] == {"problems": [], "document": 0, "handler": 0}
