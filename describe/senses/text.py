"""Finds and recognises lines of text with RapidOCR, whose models are in its wheel: offline, one thread, loaded once."""

import logging
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from camera.frame import Image
from describe.describer import DescriberUnavailable
from describe.senses.pixels import shrunk

if TYPE_CHECKING:
    from rapidocr import RapidOCR

log = logging.getLogger(__name__)

SMALLEST_LINE_PX = 9
"""Lower lines are left alone: their letters have about six pixels, and recognition turns into invention."""
UPRIGHT_RATIO = 1.5
"""RapidOCR turns crops that are this much higher than wide by a quarter before it reads them."""
TURNED_FROM = 0.9
"""Sureness from which a line is taken to be upside down."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was recognised: corners in pixels of the whole picture, clockwise from its first letter's top.

    `confidence` is the mean over its characters, `weakest` that of its least certain one, both 0 to 1.
    """

    text: str
    confidence: float
    weakest: float
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines that were recognised, however doubtful; `is_cut` says that there were more than asked for."""

    lines: tuple[Line, ...] = ()
    is_cut: bool = False


class TextReader:
    """Reads lines of text; loading takes about a second and happens once, at warm_up() or at the first picture."""

    def __init__(self, models: Path | None = None) -> None:
        self._models = models
        self._lock = threading.Lock()
        self._engine: RapidOCR | None = None

    def warm_up(self) -> None:
        """Load the models and run them once; raise DescriberUnavailable where that fails. From any thread."""
        with self._lock:
            self._loaded()

    def read(self, image: Image, longest_px: int, most_lines: int) -> Lines:
        """Return the lines of the picture, looked at with its longer side at most longest_px, the tallest lines first.

        Raises DescriberUnavailable if the models cannot be loaded; RuntimeError if they fail on this picture.
        """
        small = shrunk(image, longest_px)
        with self._lock:
            engine = self._loaded()
            from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError  # noqa: PLC0415  see _load

            try:
                return _read(engine, small, image.shape[1] / small.shape[1], most_lines)
            except ONNXRuntimeError as error:
                raise RuntimeError(f"the text models failed: {error}") from error

    def _loaded(self) -> "RapidOCR":
        if self._engine is None:
            self._engine = _load(self._models)
        return self._engine


def _load(models: Path | None) -> "RapidOCR":
    folder = models or _models_of_the_wheel()
    paths = {part: sorted(folder.glob(f"*_{part.lower()}_*.onnx")) for part in ("Det", "Cls", "Rec")}
    missing = [part for part, found in paths.items() if not found]
    if missing:
        raise DescriberUnavailable(f"text models {missing} are missing in {folder}: reinstall the package rapidocr")
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415  half a second that only reading text needs

        engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_vertical_padding": False,
                "Global.return_word_box": True,
                # One thread: a second gained nothing on two busy cores, and voice and camera need the other.
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_type": "max",
                "Det.limit_side_len": 4096,
                # A path that is given is never looked up on the network.
                "Cls.cls_thresh": TURNED_FROM,
                **{f"{part}.model_path": str(found[0]) for part, found in paths.items()},
            }
        )
        # RapidOCR loads a model when it is first used.
        blank = np.full((64, 64, 3), 255, dtype=np.uint8)
        engine(blank)
        engine.cls_and_rotate([blank])
        engine.recognize_txt([blank])
    except Exception as error:  # a missing library of its own, or onnxruntime's errors
        raise DescriberUnavailable(f"the text models in {folder} cannot be loaded: reinstall rapidocr") from error
    log.debug("text models loaded from %s", folder)
    return engine


def _models_of_the_wheel() -> Path:
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise DescriberUnavailable("the package rapidocr is not installed")
    return Path(spec.origin).parent / "models"


def _read(engine: "RapidOCR", image: Image, scale: float, most_lines: int) -> Lines:
    from rapidocr.main import RapidOCRError  # noqa: PLC0415  loaded with the engine

    try:
        crops, found = engine.detect_and_crop(np.ascontiguousarray(image[:, :, ::-1]), {})
    except RapidOCRError:  # its way of saying that there is no text
        return Lines()
    boxes = [np.asarray(box, dtype=np.float64) for box in found.boxes] if found.boxes is not None else []
    heights = [_line_height(box) for box in boxes]
    tall = [int(i) for i in np.argsort(heights)[::-1] if heights[i] >= SMALLEST_LINE_PX]
    chosen = tall[:most_lines]
    if not chosen:
        return Lines()
    upright, turned = engine.cls_and_rotate([crops[i] for i in chosen])
    read = engine.recognize_txt(upright)
    if turned.cls_res is None or read.txts is None:
        raise RuntimeError("the text models gave no answer")
    lines = []
    for n, i in enumerate(chosen):
        certainties = [float(certainty) for certainty in getattr(read.word_results[n], "confs", ())]
        label, sureness = turned.cls_res[n]
        is_upside_down = "180" in label and sureness > TURNED_FROM
        corners = _from_first_letter(boxes[i] * scale, is_upside_down)
        lines.append(Line(read.txts[n], float(read.scores[n]), min(certainties, default=0.0), corners))
    return Lines(tuple(lines), is_cut=len(tall) > most_lines)


def _line_height(box_42: NDArray[np.float64]) -> float:
    return float(min(np.linalg.norm(box_42[0] - box_42[3]), np.linalg.norm(box_42[0] - box_42[1])))


def _from_first_letter(box_42: NDArray[np.float64], is_upside_down: bool) -> tuple[tuple[float, float], ...]:
    """Turn corners (top left, top right, bottom right, bottom left of the picture) to begin at the first letter."""
    across, down = np.linalg.norm(box_42[0] - box_42[1]), np.linalg.norm(box_42[0] - box_42[3])
    first = (1 if down >= UPRIGHT_RATIO * across else 0) + (2 if is_upside_down else 0)
    return tuple((float(x), float(y)) for x, y in np.roll(box_42, -first, axis=0))
