from __future__ import annotations

from pathlib import Path

from qaagent_lsp.host.template_files import LARGEST, template_files, texts_of
from qaagent_lsp.model.source import WorkspacePath


def test_templates_of_the_workspace_alone(tmp_path: Path) -> None:
    for name in (
        "t/a.html",
        "t/b.txt",
        ".venv/pyvenv.cfg",
        ".venv/c.html",
        "node_modules/d.html",
        "out/e.html",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "t" / "odd.html").write_bytes(b"<p>\xff")
    (tmp_path / "t" / "huge.html").write_bytes(b" " * (LARGEST + 1))
    assert template_files(tmp_path, (".html",), exclude=("out/",)) == {
        "t/a.html": "t/a.html",
        "t/odd.html": "<p>�",
    }


def test_files_that_are_gone_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("app")
    wanted = (WorkspacePath("app.py"), WorkspacePath("gone.py"), WorkspacePath(""))
    assert texts_of(tmp_path, wanted) == {"app.py": "app"}
