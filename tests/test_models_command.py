"""`lookaloud models` as a person uses it, and as it reads to a screen reader."""

import json
from pathlib import Path

import pytest

from describe.engines.choose import choose
from describe.engines.machine import Machine
from describe.engines.models_words import WIDTH, installed_list, overview
from describe.engines.offline import offline_environment
from describe.engines.presets import PRESETS
from describe.engines.processor_speed import ProcessorSpeed
from describe.engines.store import Installed
from tests.command import finish
from tests.model_folders import write_model

MACHINE = Machine(4, 16000, 9000, 0.0, ProcessorSpeed(60.0, 25.0))
SMALL = Installed("small", Path("/models/small"), 2_030_000_000, "a/b", "c" * 40, "apache-2.0")
BROKEN = Installed("omni", Path("/models/omni"), 9, trouble="The file x is missing or cut short.")
OWN = Installed("owner--mine", Path("/models/owner--mine"), 10**9, "owner/mine", "", "mit")


def test_the_overview_says_of_each_what_it_is_and_needs_and_fits_the_terminal() -> None:
    told = overview([SMALL, BROKEN, OWN], choose(MACHINE, {"small"}))
    assert max(map(len, told.splitlines())) <= WIDTH
    flat = " ".join(told.split())
    for preset in PRESETS:
        assert f"{preset.repository}, licence {preset.licence}" in flat
        assert f"Disk: {preset.disk_mb / 1000:.1f} GB. Memory: bf16 " in flat
    assert "small: Installed. Used by auto. The best for this machine." in told
    assert "omni: Installed, but: The file x is missing or cut short." in told
    assert "medium: Not installed." in told
    assert "owner--mine: Installed by hand." in told
    assert "LicenseRef-Qwen-Research, not for everybody" in flat
    assert "auto: small. This machine has 4 cores" in flat


def test_no_sign_is_needed_to_understand_it() -> None:
    told = overview([], choose(MACHINE, ()))
    assert not set(told) & set("|│─✓✗*#\t")
    assert "auto: no model." in told


def test_the_list_has_one_line_for_each_or_says_what_to_do() -> None:
    assert installed_list([SMALL, BROKEN]).splitlines() == [
        "small: 2.0 GB in /models/small.",
        "omni: 0.0 GB in /models/omni. The file x is missing or cut short.",
    ]
    assert "lookaloud models" in installed_list([])


def test_a_process_with_a_model_is_kept_off_the_network() -> None:
    kept = offline_environment()
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        assert kept[name] == "1"


def test_threads_of_a_model_soon_sleep_while_they_wait_so_that_camera_and_voice_go_on() -> None:
    assert 1000 <= int(offline_environment()["GOMP_SPINCOUNT"]) <= 20_000


@pytest.mark.slow
def test_a_model_is_got_from_a_stick_listed_checked_damaged_mended_and_removed(tmp_path: Path) -> None:
    stick = write_model(tmp_path / "stick", more={"modeling.py": b"x"})
    got = finish(tmp_path, "models", "get", "small", "--from", str(stick))
    assert got.returncode == 0, got.stderr
    assert "small is installed and verified" in got.stdout
    assert "small: " in finish(tmp_path, "models", "list").stdout
    checked = finish(tmp_path, "models", "check", "small")
    assert (checked.returncode, checked.stdout.strip()) == (0, "small is whole: every byte is as it was got.")
    told = json.loads(finish(tmp_path, "models", "--json").stdout)
    assert [each["name"] for each in told["presets"] if each["is_installed"]] == ["small"]
    assert told["auto"]["why"]
    folder = Path(told["installed"][0]["folder"])
    assert tmp_path in folder.parents
    (folder / "model.safetensors").write_bytes(b"short")
    damaged = finish(tmp_path, "models", "check", "small")
    assert damaged.returncode == 1
    assert "model.safetensors is cut short" in damaged.stderr
    assert "lookaloud models get small" in damaged.stderr
    assert finish(tmp_path, "models", "get", "small", "--from", str(stick)).returncode == 0
    assert "removed" in finish(tmp_path, "models", "remove", "small").stdout
    assert "No model is installed" in finish(tmp_path, "models", "list").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("models", "get"), 2),
        (("models", "steal", "small"), 2),
        (("models", "get", "../../etc"), 1),
        (("models", "remove", "small"), 1),
        (("models", "get", "small", "--from", "nowhere"), 1),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_the_remedy(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    done = finish(tmp_path, *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()[-1].split()) > 5
