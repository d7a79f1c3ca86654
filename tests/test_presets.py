"""The table of models is true: its figures are those of the real architectures, and its licences are minded."""

import re

import pytest

from describe.engines.presets import PRESETS, Preset, preset_named
from describe.engines.takes import Precision, Takes

pytest.importorskip("transformers", reason="the libraries for models are not installed")


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_the_figures_are_those_of_the_real_architecture(preset: Preset) -> None:
    from tests.measure_presets import measure  # noqa: PLC0415  imports torch

    found = measure(preset.name)
    assert preset.parameters_m == found.parameters_m
    assert preset.disk_mb == found.disk_mb
    assert dict(preset.memory_mb) == found.memory_mb
    assert preset.picture_gflop == found.picture_gflop
    assert preset.step_mb == found.step_mb


def test_every_preset_is_pinned_to_a_commit_and_known_by_both_its_names() -> None:
    for preset in PRESETS:
        assert re.fullmatch(r"[0-9a-f]{40}", preset.revision)
        assert preset_named(preset.name.upper()) is preset
        assert preset_named(preset.repository) is preset
        assert set(preset.memory_mb) == {Precision.BF16, Precision.FP32, Precision.INT8, Precision.INT4}
        assert Takes.PICTURE in preset.takes
    assert preset_named("huge") is None


def test_transformers_has_every_architecture_so_that_no_code_of_a_model_is_run() -> None:
    from transformers import CONFIG_MAPPING  # noqa: PLC0415
    from transformers.models.auto.modeling_auto import (  # noqa: PLC0415
        MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES,
    )

    assert {"smolvlm", "qwen3_vl"} <= set(MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES)
    assert "qwen2_5_omni" in CONFIG_MAPPING


def test_only_licences_that_let_everybody_use_it_are_for_all() -> None:
    free = {"Apache-2.0", "MIT", "BSD-3-Clause"}
    assert {preset.name for preset in PRESETS if preset.licence in free} == {
        preset.name for preset in PRESETS if preset.is_for_all
    }
    assert not next(preset for preset in PRESETS if preset.name == "omni-3b").is_for_all
