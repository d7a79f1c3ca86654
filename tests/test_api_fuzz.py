from pathlib import Path

import pytest

from tests.api_fuzz import BUSY, fuzz

SEED = 20261125


@pytest.mark.slow
def test_nothing_that_is_sent_to_the_api_breaks_it_or_the_promise_of_its_description(tmp_path: Path) -> None:
    statuses = fuzz(tmp_path, 500, SEED)
    print(f"seed {SEED}: {dict(statuses)}")
    assert sum(statuses.values()) > 400
    assert {200, 400} <= statuses.keys()
    assert [status for status in statuses if status >= 500 and status != BUSY] == []
