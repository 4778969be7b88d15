from __future__ import annotations

import pytest

from qaagent_lsp.store.records import DiagnosticRecord, Manifest, Sidecar, TestRecord


def test_missing_keys_take_their_default() -> None:
    assert Manifest.model_validate({}).model_dump() == {
        "run_id": "",
        "created_at": "",
        "target": {"name": "", "path": "", "git": {}},
        "tools": {},
        "counts": {},
        "evidence_files": {},
        "diagnostics": [],
    }
    assert TestRecord.model_validate({"metadata": None, "tags": None, "unknown": 1}).metadata == {}


def test_unknown_keys_of_a_manifest_are_kept() -> None:
    theirs = {
        "later": 1,
        "target": {"name": "a", "owner": "b"},
        "tools": {"x": {"executed": True, "seconds": 3}},
    }
    dumped = Manifest.model_validate(theirs).model_dump()
    assert dumped["later"] == 1
    assert dumped["target"]["owner"] == "b"
    assert dumped["tools"]["x"]["seconds"] == 3


@pytest.mark.parametrize(
    "value", [{"counts": 3, "target": 7}, {"diagnostics": 3}, {"tools": {"x": 3}}, [], None]
)
def test_what_is_no_manifest_is_a_value_error(value: object) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Manifest.model_validate(value)


def test_confidence_is_never_null() -> None:
    with pytest.raises(ValueError, match="confidence"):
        DiagnosticRecord.model_validate(
            {
                "test_name": "a",
                "suite": "b",
                "category": "c",
                "root_cause": "",
                "confidence": None,
                "suggestion": "",
            }
        )


def test_a_sidecar_begins_as_running() -> None:
    sidecar = Sidecar.model_validate(
        {
            "scope": {"kind": "all"},
            "owner": {"pid": 1, "started": 2.0, "host": "h"},
            "created_at": "",
            "target_path": "",
        }
    )
    assert (sidecar.version, sidecar.status, sidecar.counts.total) == (1, "running", 0)
