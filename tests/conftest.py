"""What several test files share."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user who has heard the safety message, and listens fast."""
    folder = tmp_path / "config" / "lookaloud"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps({"is_safety_told": True, "words_per_minute": 450}))
    return tmp_path
