"""Loads a model from a folder, strictly: all of it, in the right shapes, as numbers; or says in a sentence why not."""

import importlib.util
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jinja2 import TemplateError
from safetensors import SafetensorError
from transformers import (
    AutoModelForImageTextToText,
    AutoProcessor,
    BitsAndBytesConfig,
    PreTrainedModel,
    ProcessorMixin,
    Qwen2_5OmniThinkerForConditionalGeneration,
)
from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES
from transformers.utils import logging as their_logging

from describe.describer import DescriberUnavailable, OutOfMemory
from describe.engines.takes import Precision
from describe.models.checkpoint import OMNI, OMNI_THINKER, REMEDY, check_folder
from describe.models.memory import is_out_of_memory, make_room

Progress = Callable[[float, str], None]
"""Is told how much of the loading is done, 0 to 1, and what is done now."""

LARGEST_WEIGHT = 1e6
"""No trained network has larger ones; a flipped bit of an exponent makes 1e38."""

_THEIRS = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, SafetensorError, TemplateError)
"""What transformers raises over files that it does not understand."""
_DTYPES = {
    Precision.FP32: torch.float32,
    Precision.BF16: torch.bfloat16,
    Precision.FP16: torch.float16,
    Precision.INT4: torch.bfloat16,
}
_AUTO_PROCESSOR: Any = AutoProcessor
_BITS_AND_BYTES: Any = BitsAndBytesConfig
"""Theirs have no types."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is all there, with what prepares its inputs; `precision` is never AUTO.

    `is_auto` where nobody asked for that precision: a copy for the steps may then be smaller, if that is quicker.
    """

    model: PreTrainedModel
    processor: ProcessorMixin
    precision: Precision
    kind: str
    is_auto: bool = False


def load(folder: Path, precision: Precision, progress: Progress) -> Loaded:
    """Load the model of a folder; raise DescriberUnavailable with what is wrong and what helps, or OutOfMemory.

    Nothing is fetched, no code of the folder is run, and only .safetensors files are opened. INT8 loads what AUTO
    would: making it smaller is the matter of who steps through it.
    """
    with _room():
        return _loaded(folder, precision, progress)


def _loaded(folder: Path, precision: Precision, progress: Progress) -> Loaded:
    progress(0.0, "checking the files")
    kind = check_folder(folder)
    device = torch.device("cuda", 0) if torch.cuda.is_available() else torch.device("cpu")
    exact = chosen_precision(precision, device)
    network = _class_for(folder, kind)
    processor = _processor(folder)
    model, report = _weights(folder, network, exact, device, progress)
    _check_report(folder, report)
    progress(0.9, "checking the weights")
    _check_numbers(folder, model)
    model.requires_grad_(requires_grad=False)  # from_pretrained has called eval()
    if model.device != device and exact is not Precision.INT4:
        model.to(device)  # type: ignore[arg-type]  # their stub takes self for the device
    progress(1.0, "ready")
    return Loaded(model, processor, exact, model.config.model_type, is_auto=precision is Precision.AUTO)


def chosen_precision(wanted: Precision, device: torch.device) -> Precision:
    """Return the precision to use, never AUTO; raise DescriberUnavailable where it cannot be had."""
    if wanted is Precision.INT4:
        if device.type != "cuda":
            raise DescriberUnavailable("4-bit weights need a GPU; take a smaller model on this machine")
        missing = [name for name in ("bitsandbytes", "accelerate") if importlib.util.find_spec(name) is None]
        if missing:
            raise DescriberUnavailable(f"4-bit weights need {' and '.join(missing)}; install it with pip")
        return wanted
    if wanted is Precision.FP16 and device.type == "cpu":
        raise DescriberUnavailable("half precision needs a GPU; take bf16 or fp32 on this machine")
    if wanted is not Precision.AUTO:
        return wanted
    if device.type == "cuda":
        return Precision.BF16 if torch.cuda.is_bf16_supported(including_emulation=False) else Precision.FP16
    return Precision.BF16 if has_bf16(torch.cpu.get_capabilities()) else Precision.FP32


def has_bf16(capabilities: Mapping[str, Any]) -> bool:  # of torch: flags and sizes
    """Tell whether a processor multiplies bf16 itself; where it does not, fp32 is quicker."""
    return any(bool(capabilities.get(flag)) for flag in ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16"))


def _processor(folder: Path) -> ProcessorMixin:
    try:
        processor = _AUTO_PROCESSOR.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except ImportError as error:
        reason = str(error).strip().splitlines()[0]
        raise DescriberUnavailable(f"a library is missing ({reason}); install 'lookaloud[models]' again") from error
    except _THEIRS as error:
        raise DescriberUnavailable(f"the processor in {folder} cannot be read; {REMEDY}") from error
    if not isinstance(processor, ProcessorMixin) or getattr(processor, "image_processor", None) is None:
        raise DescriberUnavailable(f"the model in {folder} takes no pictures; take another")
    return processor


def _weights(
    folder: Path, network: Any, precision: Precision, device: torch.device, progress: Progress
) -> tuple[PreTrainedModel, dict[str, Any]]:  # a class of theirs; names, or names with shapes
    more: dict[str, Any] = {"dtype": _DTYPES.get(precision) or _DTYPES[chosen_precision(Precision.AUTO, device)]}
    if precision is Precision.INT4:
        more["quantization_config"] = _BITS_AND_BYTES(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
        more["device_map"] = {"": device.index}
    elif device.type == "cuda" and importlib.util.find_spec("accelerate"):
        more["device_map"] = {"": device.index}  # straight to the GPU, which may hold more than the machine does
    with _told(progress):
        try:
            model, report = network.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                output_loading_info=True,
                ignore_mismatched_sizes=True,  # they are in the report, which is judged below
                **more,
            )
        except _THEIRS as error:
            if is_out_of_memory(error):
                raise
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
            raise DescriberUnavailable(f"the model in {folder} cannot be loaded ({reason}); {REMEDY}") from error
    return model, report


def _class_for(folder: Path, kind: str) -> Any:  # classes that share no typed from_pretrained
    if kind in {OMNI, OMNI_THINKER}:
        return Qwen2_5OmniThinkerForConditionalGeneration
    if kind not in MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES:
        raise DescriberUnavailable(f"the model in {folder} is a {kind}, which does not tell of pictures; take another")
    return AutoModelForImageTextToText


def _check_report(folder: Path, report: dict[str, Any]) -> None:  # names, or names with shapes
    wrong = [f"{name} is missing" for name in sorted(report["missing_keys"])]
    wrong += [f"{name} has another shape" for name, *_ in sorted(report["mismatched_keys"])]
    wrong += [f"{name} belongs to another model" for name in sorted(report["unexpected_keys"])]
    wrong += list(report["error_msgs"])
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise DescriberUnavailable(f"the weights in {folder} do not fit ({wrong[0]}{more}); {REMEDY}")


def _check_numbers(folder: Path, model: PreTrainedModel) -> None:
    for name, weights in model.state_dict().items():
        if not weights.is_floating_point() or not weights.numel():
            continue
        least, most = (float(bound) for bound in torch.aminmax(weights))
        if not -LARGEST_WEIGHT < least <= most < LARGEST_WEIGHT:
            raise DescriberUnavailable(f"the weights in {folder} are damaged ({name} holds no numbers); {REMEDY}")


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except (MemoryError, RuntimeError, OSError) as error:
        if not is_out_of_memory(error):
            raise
        make_room()
        raise OutOfMemory("the model does not fit into the memory; take a smaller one") from error


@contextmanager
def _told(progress: Progress) -> Iterator[None]:
    """Within it, the bars that transformers would draw tell their progress instead."""

    def hook(factory: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # tqdm's own
        if kwargs.get("desc") != "Loading weights" or not args:
            return factory(*args, **kwargs)
        return _counted(args[0], progress)

    previous = their_logging.set_tqdm_hook(hook)
    try:
        yield
    finally:
        their_logging.set_tqdm_hook(previous)


def _counted(items: Collection[Any], progress: Progress) -> Iterator[Any]:  # whatever they count
    for number, item in enumerate(items):
        progress(0.1 + 0.8 * number / len(items), "loading the weights")
        yield item
