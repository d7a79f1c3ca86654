"""What several test files share."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The profile that is active as this is read is hypothesis's own: on a CI machine the one that repeats itself.
settings.register_profile("any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user who has heard the safety message, and listens fast."""
    folder = tmp_path / "config" / "lookaloud"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps({"is_safety_told": True, "words_per_minute": 450}))
    return tmp_path
