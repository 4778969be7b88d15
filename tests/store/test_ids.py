from __future__ import annotations

import pytest

from qaagent_lsp.store.ids import EvidenceIds


def test_ids_count_up_from_one() -> None:
    ids = EvidenceIds("TST", "20261122_235127Z_03")
    assert [ids.next(), ids.next()] == ["TST-20261122-0001", "TST-20261122-0002"]


def test_ids_go_on_after_the_highest_that_is_taken() -> None:
    taken = [
        "TST-20261122-0009",
        "TST-20261122-0002",
        "FND-20261122-0100",
        "TST-20261122-x",
        "",
        "TST-20250101-0500",
    ]
    assert EvidenceIds("TST", "20261122_235127Z", taken).next() == "TST-20261122-0010"


def test_ids_grow_beyond_four_digits() -> None:
    assert EvidenceIds("TST", "20261122_235127Z", ["TST-20261122-9999"]).next() == "TST-20261122-10000"


@pytest.mark.parametrize("run_id", ["", "branch-1", "2026_1", "202611220_1"])
def test_a_run_id_without_a_date_is_refused(run_id: str) -> None:
    with pytest.raises(ValueError, match="YYYYMMDD"):
        EvidenceIds("TST", run_id)
