"""What several test files share."""

import importlib.util
import json
import re
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


NEEDS_MODELS = re.compile(r"^(?:import|from) (?:torch|transformers|tests\.models(?:_given|_tiny)?\b)", re.M)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what needs the libraries for models where a small machine does without them."""
    if importlib.util.find_spec("torch") is not None or not collection_path.name.startswith("test_"):
        return None
    return bool(NEEDS_MODELS.search(collection_path.read_text(encoding="utf-8"))) or None


def pytest_report_header() -> str | None:
    """Say so, as nothing is skipped without a reason."""
    if importlib.util.find_spec("torch") is not None:
        return None
    return "without the libraries for models (scripts/setup models): the tests that need them are left out"
