"""Which images a report holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.store.embedding import embedded_images
from tests.reporting.samples import case, run

PNG = b"\x89PNG\r\n\x1a\n"


def with_images(folder: Path, **content: bytes) -> Evidence:
    """A red, a flaky and a green test and a tool, each with the image of its name."""
    for name, data in content.items():
        (folder / f"{name}.png").write_bytes(data)
    left = {
        name: (Artifact("shot", f"{name}.png", "image/png"),) for name in ("red", "flaky", "green", "a11y")
    }
    cases = (
        replace(case("green"), artifacts=left["green"]),
        replace(case("flaky"), flaky=True, artifacts=left["flaky"]),
        replace(case("red", "failed"), artifacts=left["red"]),
    )
    tools = (ToolResult("a11y", "failed", artifacts=left["a11y"]),)
    return Evidence(replace(run(*cases), run_dir=str(folder), tools=tools))


def test_images_of_what_is_not_green_are_held(tmp_path: Path) -> None:
    evidence = with_images(tmp_path, red=PNG, flaky=PNG, green=PNG, a11y=PNG)
    assert list(embedded_images(evidence)) == ["red.png", "flaky.png", "a11y.png"]
    assert embedded_images(evidence)["red.png"] == "data:image/png;base64,iVBORw0KGgo="


def test_what_is_too_large_is_left_out_and_red_has_the_first_word(tmp_path: Path) -> None:
    evidence = with_images(tmp_path, red=PNG + b"x" * 20, flaky=PNG + b"x" * 30, a11y=PNG)
    assert list(embedded_images(evidence, most_of_one=30)) == ["red.png", "a11y.png"]
    assert list(embedded_images(evidence, most=40)) == ["red.png", "a11y.png"]
    assert list(embedded_images(evidence, most=28)) == ["red.png"]


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_an_image_is_known_by_its_first_bytes(data: bytes, media: str, tmp_path: Path) -> None:
    found = embedded_images(with_images(tmp_path, red=data))
    assert [text.partition(";")[0] for text in found.values()] == ([f"data:{media}"] if media else [])
