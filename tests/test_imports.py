"""Keeps the layers apart: who may import whom, and the one place of each heavy library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LAYERS = {
    "camera": {"camera"},
    "describe": {"camera", "describe"},
    "web": {"camera", "describe", "web"},
    "lookaloud": {"camera", "describe", "web"},
}
"""What each of ours may import of ours."""

HOMES = {
    "av": {"camera/reels.py", "camera/stream.py"},
    "cv2.VideoCapture": {"camera/webcam.py"},
    "espeakng_loader": {"describe/speech/pyttsx3_child.py"},
    "flask": {"web/"},
    "httpcore2": {"describe/servers/"},
    "httpx2": {"describe/engines/hub.py"},
    "huggingface_hub": {"describe/engines/hub.py"},
    "miniaudio": {"describe/speech/miniaudio_.py"},
    "pyttsx3": {"describe/speech/pyttsx3_child.py"},
    "rapidocr": {"describe/senses/text.py"},
    "rich": {"describe/terminal.py", "describe/cli/", "lookaloud.py"},
    "torch": {"describe/models/"},
    "torchvision": {"describe/models/"},
    "transformers": {"describe/models/"},
    "zxingcpp": {"describe/senses/codes.py"},
}
"""Where each heavy library lives; a folder ends in a slash. What is not named here may be imported anywhere."""


def test_imports_go_one_way_and_heavy_libraries_stay_at_home() -> None:
    modules = _modules()
    assert len(modules) > 15
    wrong = [fault for path in modules for fault in faults_of(path, (ROOT / path).read_text(encoding="utf-8"))]
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("camera/spy.py", "from describe.request import Request"),
        ("camera/spy.py", "import web"),
        ("camera/deep/spy.py", "def look():\n    import describe.phrases as p\n    return p"),
        ("describe/spy.py", "from web import create_app"),
        ("describe/spy.py", "import lookaloud"),
        ("web/spy.py", "from lookaloud import main"),
        ("describe/spy.py", "import numpy, torch"),
        ("describe/engines/senses.py", "from torch.nn import functional"),
        ("describe/senses/faces.py", "try:\n    import transformers\nexcept ImportError:\n    pass"),
        ("camera/webcam.py", "import av"),
        ("camera/recorded.py", "import cv2\n\nsource = cv2.VideoCapture(0)"),
        ("camera/recorded.py", "from cv2 import VideoCapture"),
        ("lookaloud.py", "import miniaudio"),
        ("lookaloud.py", "import importlib\n\nimportlib.import_module('av.container')"),
    ],
)
def test_a_planted_wrong_import_is_caught(path: str, source: str) -> None:
    assert len(faults_of(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("camera/change.py", "import cv2\n\nsmall = cv2.resize"),
        ("describe/models/loading.py", "import torch"),
        ("describe/narrator.py", "from camera.frame import Frame\nfrom . import phrases"),
        ("web/api.py", "from describe.settings import Settings"),
        ("lookaloud.py", "import camera, describe, web"),
        ("camera/webcam.py", "import cv2\n\nsource = cv2.VideoCapture(0)"),
        ("describe/spy.py", "import webbrowser, avro, richness"),
    ],
)
def test_a_right_import_is_let_through(path: str, source: str) -> None:
    assert faults_of(path, source) == []


def test_all_but_the_models_can_be_imported_without_torch() -> None:
    names = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in _modules()]
    quick = [name for name in names if not name.startswith("describe.models.")]
    program = (
        f"import importlib, sys\nfor name in {quick!r}: importlib.import_module(name)\n"
        "print(sorted({'torch', 'transformers', 'torchvision'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def faults_of(path: str, source: str) -> list[str]:
    """Return a sentence for each name that the module at this path must not import."""
    layer = path.split("/", maxsplit=1)[0].removesuffix(".py")
    wrong = []
    for name in sorted(set(_imported(ast.parse(source)))):
        top = name.split(".")[0]
        if top in LAYERS and top not in LAYERS[layer]:
            wrong.append(f"{path} imports {name}: {layer} may import {sorted(LAYERS[layer])}")
        home = HOMES.get(name, HOMES.get(top))
        if home is not None and not any(path.startswith(place) for place in home):
            wrong.append(f"{path} imports {name}, which lives in {sorted(home)}")
    return wrong


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            yield from (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "cv2" else [node.module]
            )
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cv2":
            yield f"cv2.{node.attr}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"importlib.import_module", "__import__"}:
            yield from (str(given.value) for given in node.args[:1] if isinstance(given, ast.Constant))


def _modules() -> list[str]:
    packages = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in [*packages, ROOT / "lookaloud.py"])
