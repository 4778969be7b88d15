"""Whether something has changed since."""

from __future__ import annotations

import os
from pathlib import Path

from qaagent_lsp.host.stamps import stamp_of, still_holds


def test_a_stamp_holds_until_something_changes(tmp_path: Path) -> None:
    there, later = tmp_path / "there", tmp_path / "later"
    there.mkdir()
    stamp = stamp_of([str(there), str(later)])
    assert [name for name, _ in stamp] == [str(there), str(later)]
    assert still_holds(stamp)
    later.mkdir()
    assert not still_holds(stamp)
    now = stamp_of([str(there)])
    os.utime(there, ns=(1, 2))
    assert not still_holds(now)
    assert still_holds(())
