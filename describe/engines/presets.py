"""The models that are known by a short name: where they are, what they need, what they take in, for which machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from describe.engines.takes import Precision, Takes


@dataclass(frozen=True, slots=True)
class Preset:
    """A model. The figures come from `python -m tests.measure_presets`, and a test compares them.

    `repository` and `revision` say where on the Hugging Face hub it is; `licence` is an SPDX name, and `is_for_all`
    says whether it lets everybody use the model for everything: `auto` takes no other. `disk_mb` is what is
    downloaded. `memory_mb` holds, by precision, the weights and the worker that runs them. `picture_gflop` is the work
    before the first word about a picture of the size that describing takes, `step_mb` what is read from memory for
    each further one in bf16. `machine` says for which machine it is, `words` what it is like, both for people.
    """

    name: str
    repository: str
    revision: str
    licence: str
    is_for_all: bool
    parameters_m: int
    disk_mb: int
    memory_mb: Mapping[Precision, int] = field(hash=False)
    picture_gflop: int
    step_mb: int
    takes: frozenset[Takes]
    machine: str
    words: str


def _memory_mb(bf16: int, fp32: int, int8: int, int4: int) -> Mapping[Precision, int]:
    return MappingProxyType({Precision.BF16: bf16, Precision.FP32: fp32, Precision.INT8: int8, Precision.INT4: int4})


_SEES = frozenset({Takes.PICTURE, Takes.CLIP})
_SEES_AND_HEARS = frozenset(Takes)

TINY = Preset(
    name="tiny",
    repository="HuggingFaceTB/SmolVLM2-256M-Video-Instruct",
    revision="067788b187b95ebe7b2e040b3e4299e342e5b8fd",
    licence="Apache-2.0",
    is_for_all=True,
    parameters_m=256,
    disk_mb=1026,
    memory_mb=_memory_mb(1413, 1926, 1215, 1122),
    picture_gflop=203,
    step_mb=269,
    takes=_SEES,
    machine="a small or old computer",
    words="Names the main things, often wrongly; the quickest.",
)
SMALL = Preset(
    name="small",
    repository="HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
    revision="7b375e1b73b11138ff12fe22c8f2822d8fe03467",
    licence="Apache-2.0",
    is_for_all=True,
    parameters_m=507,
    disk_mb=2030,
    memory_mb=_memory_mb(1915, 2930, 1504, 1310),
    picture_gflop=255,
    step_mb=724,
    takes=_SEES,
    machine="a laptop or a small computer without a graphics processor",
    words="Short plain sentences within a second or two.",
)
MEDIUM = Preset(
    name="medium",
    repository="Qwen/Qwen3-VL-2B-Instruct",
    revision="89644892e4d85e24eaac8bacfd4f463576704203",
    licence="Apache-2.0",
    is_for_all=True,
    parameters_m=2128,
    disk_mb=4255,
    memory_mb=_memory_mb(5155, 9410, 3343, 2492),
    picture_gflop=947,
    step_mb=3441,
    takes=_SEES,
    machine="a fast computer, or a graphics processor with 6 GB",
    words="Good descriptions, reads signs in many languages.",
)
LARGE = Preset(
    name="large",
    repository="Qwen/Qwen3-VL-8B-Instruct",
    revision="0c351dd01ed87e9c1b53cbc748cba10e6187ff3b",
    licence="Apache-2.0",
    is_for_all=True,
    parameters_m=8767,
    disk_mb=17534,
    memory_mb=_memory_mb(18434, 35968, 10917, 7384),
    picture_gflop=5570,
    step_mb=15137,
    takes=_SEES,
    machine="a graphics processor with 24 GB, or with 8 GB in 4 bits",
    words="The best descriptions and the best reading of these.",
)
OMNI_3B = Preset(
    name="omni-3b",
    repository="Qwen/Qwen2.5-Omni-3B",
    revision="f75b40e3da2003cdd6e1829b1f420ca70797c34e",
    licence="LicenseRef-Qwen-Research",
    is_for_all=False,
    parameters_m=4703,
    disk_mb=12060,
    memory_mb=_memory_mb(10307, 19714, 6234, 4320),
    picture_gflop=3123,
    step_mb=6172,
    takes=_SEES_AND_HEARS,
    machine="a graphics processor with 12 GB",
    words="Sees and hears; its licence allows research only, so it is never chosen by itself.",
)
OMNI = Preset(
    name="omni",
    repository="Qwen/Qwen2.5-Omni-7B",
    revision="ae9e1690543ffd5c0221dc27f79834d0294cba00",
    licence="Apache-2.0",
    is_for_all=True,
    parameters_m=8932,
    disk_mb=22363,
    memory_mb=_memory_mb(18764, 36627, 10930, 7248),
    picture_gflop=5510,
    step_mb=14141,
    takes=_SEES_AND_HEARS,
    machine="a graphics processor with 24 GB, or with 12 GB in 4 bits",
    words="Sees and hears: pictures, the last seconds with their sound, spoken questions.",
)
PRESETS = (TINY, SMALL, MEDIUM, LARGE, OMNI_3B, OMNI)
"""From the smallest to the largest."""


def preset_named(name: str) -> Preset | None:
    """Return the preset of this name or repository, in any case of letters, or nothing."""
    wanted = name.casefold()
    return next((each for each in PRESETS if wanted in {each.name, each.repository.casefold()}), None)
