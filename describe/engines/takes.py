"""What a model can be given, and how exactly it counts: for choosing a model without loading one."""

from enum import StrEnum


class Takes(StrEnum):
    """What a model takes in besides text."""

    PICTURE = "pictures"
    CLIP = "clips"
    SOUND = "sound"


class Precision(StrEnum):
    """How many bits a weight has. AUTO is the shortest that the processor or GPU multiplies by itself."""

    AUTO = "auto"
    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"
    INT8 = "int8"
    INT4 = "int4"
