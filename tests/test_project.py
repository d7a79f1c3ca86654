"""Keeps what surrounds the code true: the pins, the version, the pages, and no trace of anybody's machine."""

import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from camera.address import STREAM_SCHEMES

ROOT = Path(__file__).resolve().parents[1]
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:work|home|root|Users|workspace)/[\w.-]")


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in _tracked()
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8", errors="ignore").splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("place", ["work/main/x.py", "home/anna/clip.mp4", "root/.cache", "Users/anna"])
def test_a_path_of_a_machine_would_be_noticed(place: str) -> None:
    assert MACHINE_PATH.search(f"open('/{place}')")
    assert not MACHINE_PATH.search(f"https://example.org/{place}")


def test_every_dependency_is_pinned_with_all_that_it_brings_along() -> None:
    pins = _pins()
    declared = [
        *_project()["dependencies"],
        *(each for extra in _project()["optional-dependencies"].values() for each in extra),
    ]
    waiting, seen = [Requirement(text) for text in declared], set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        if name in seen:
            continue
        seen.add(name)
        assert name in pins, f"{name} has no line in constraints.txt"
        assert wanted.specifier.contains(pins[name]), f"{wanted} does not allow {pins[name]}"
        waiting += _brought_along(name)
    assert len(seen) > 30


def test_constraints_hold_nothing_but_pins() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+]*", line)] == []
    assert len(_pins()) == len(lines), "a name stands there twice"


def test_one_opencv_is_installed_and_it_still_has_the_cascades() -> None:
    # Two distributions that write into the same folder would make the newer one's absence of faces a matter of luck.
    names = {name for name in _pins() if name.startswith("opencv-")}
    assert names == {"opencv-python-headless"}
    assert _pins()["opencv-python-headless"].startswith("4.")


def test_the_version_is_the_same_in_the_project_the_installation_and_the_changelog() -> None:
    version = _project()["version"]
    assert metadata.version("lookaloud") == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in changelog
    assert "## [Unreleased]" in changelog


def test_decisions_are_numbered_and_say_what_was_rejected() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert [line for line in ("## Context", "## Decision", "## Rejected") if line not in text] == [], page.name
        assert len(text.splitlines()) < 40, page.name


WRITES_PICTURES = re.compile(r"\b(?:imwrite|imencode|tofile|savez?)\(|\bVideoWriter\(|\.save\(")
NETWORKS = re.compile(
    r"^\s*(?:import|from)\s+(?:http|socket|ssl|urllib\.request|requests|http(?:x|core)\d?|aiohttp|ftplib|smtplib)\b",
    re.M,
)
SERVERS = ["describe/servers/line.py", "describe/servers/names.py", "describe/servers/wire.py"]
PAGE = ["web/certificate.py", "web/hosts.py", "web/listening.py", "web/server.py"]


def test_the_page_on_security_is_true_of_pictures_and_of_the_network() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "writes no picture to a file and sends none anywhere, but to the\n  model server that you name" in page
    own = {path: (ROOT / path).read_text(encoding="utf-8") for path in _tracked() if _is_program(path)}
    assert len(own) > 50
    # messages.py makes a JPEG in memory; it opens no file.
    assert [path for path, text in own.items() if WRITES_PICTURES.search(text)] == ["describe/servers/messages.py"]
    assert "open(" not in own["describe/servers/messages.py"].replace("wave.open(written, ", "")
    networked = [path for path, text in own.items() if NETWORKS.search(text)]
    assert networked == ["camera/redirects.py", "describe/engines/hub.py", "describe/local_line.py", *SERVERS, *PAGE]


@pytest.mark.parametrize(
    "line", ["cv2.imwrite(name, image)", "Image.fromarray(x).save(name)", "cv2.VideoWriter(name)", "x.tofile(name)"]
)
def test_a_line_that_writes_a_picture_would_be_noticed(line: str) -> None:
    assert WRITES_PICTURES.search(line)
    assert not WRITES_PICTURES.search("cv2.VideoWriter.fourcc(*'MJPG')")


def test_the_page_on_security_names_the_addresses_that_are_accepted() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert {word for word in re.findall(r"`(\w+)`", page) if word != "clip"} == STREAM_SCHEMES


def _is_program(path: str) -> bool:
    return path.endswith(".py") and path.startswith(("camera/", "describe/", "web/", "lookaloud"))


def _project() -> Any:  # what TOML holds has no type of its own
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if "==" in line]
    return {canonicalize_name(name): version for name, version in pairs}


def _brought_along(name: str) -> list[Requirement]:
    """What an installed distribution requires; nothing for one that this environment was made without."""
    try:
        return [Requirement(text) for text in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []


def _tracked() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so there is no list of the project's own files")
    listed = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def test_every_test_that_the_documents_name_exists() -> None:
    for document in (ROOT / "docs").rglob("*.md"):
        file = ""
        for file_named, name in re.findall(r"`(test_\w+\.py)?::(\w+)", document.read_text(encoding="utf-8")):
            file = file_named or file
            assert f"def {name}" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{name}"
