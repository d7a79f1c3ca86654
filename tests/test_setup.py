"""scripts/run and scripts/setup, with a Python whose venv and pip only write down what they were asked for."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]

PYTHON = r"""#!/usr/bin/env bash
case "$1 $2" in
  *calcsize*) exit "${HAS_32_BITS:-0}" ;;
  *Python.h*) [ -n "${CC:-}" ] || exit 0; exec "$REAL_PYTHON" "$@" ;;
  "-c import ${BROKEN_LIBRARY:-nothing}") echo "ModuleNotFoundError: No module named 'its half'" >&2; exit 1 ;;
  "-c import ${CRASHING_LIBRARY:-nothing}") kill -ILL $$ ;;
  "-c import "[a-z]*[a-z]) ;;
  "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo venv >>"$ASKED" ;;
  "-m pip")
    shift 2
    [ "$1" != --version ] || exit 0
    echo "pip $*" >>"$ASKED"
    sleep "${PIP_TAKES_S:-0}"
    case "$*" in *"${PIP_DIES_AT:-nothing}"*) kill -9 "$PPID"; exit 1 ;; esac
    case "$*" in *"${PIP_FAILS_AT:-nothing}"*) echo "ERROR: no such thing" >&2; exit 1 ;; esac
    echo 'printf "ran in %s with:" "$PWD"; printf " <%s>" "$@"; echo' >.venv/bin/lookaloud
    chmod +x .venv/bin/lookaloud ;;
  *) exec "$REAL_PYTHON" "$@" ;;
esac
"""


@dataclass(frozen=True)
class Box:
    """A computer with this project on it, nothing installed, and a folder whose programs come before the system's."""

    project: Path
    programs: Path
    asked: Path

    def command(self, *words: str) -> list[str]:
        return [str(self.project / "scripts" / words[0]), *words[1:]]

    def surroundings(self, **settings: str) -> dict[str, str]:
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        own = {
            "PATH": path,
            "PYTHON": "stand-in-python",
            "REAL_PYTHON": sys.executable,
            "ASKED": str(self.asked),
            "CC": "",
        }
        return {**os.environ, **own, **settings}

    def start(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts from a folder of the caller's own."""
        return subprocess.run(
            self.command(*words),
            cwd=self.programs,
            env=self.surroundings(**settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def has_room(self, kilobytes: int) -> None:
        self.program("df", f"#!/bin/sh\necho head\necho disk 1 1 {kilobytes} 1 /\n")

    def program(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def what_was_asked(self) -> list[str]:
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture
def box(tmp_path: Path) -> Box:
    project = tmp_path / "look aloud"
    programs = tmp_path / "programs"
    programs.mkdir()
    shutil.copytree(ROOT / "scripts", project / "scripts")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, project / name)
    box = Box(project, programs, tmp_path / "asked")
    box.program("stand-in-python", PYTHON)
    box.has_room(50_000_000)
    return box


def test_the_first_start_installs_with_the_pins_and_runs_where_the_caller_is(box: Box) -> None:
    done = box.start("run", "--camera", "my film.mp4")
    assert done.stdout == f"ran in {box.programs} with: <run> <--camera> <my film.mp4>\n"
    installed = [line for line in box.what_was_asked() if line.startswith("pip")]
    assert all("--constraint constraints.txt" in line for line in installed)
    assert [line.split()[-1].split("==")[0] for line in installed] == ["setuptools", ".", ".[models]"]
    assert installed[0].split()[-2].startswith("cffi=="), "miniaudio is built without its half where cffi is missing"


def test_the_second_start_installs_nothing_and_says_nothing(box: Box) -> None:
    box.start("run")
    before = box.what_was_asked()
    done = box.start("run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ran in")
    assert box.what_was_asked() == before


def test_the_tests_add_their_tools_and_a_later_run_is_content_with_it(box: Box) -> None:
    box.start("run")
    before = len(box.what_was_asked())
    box.start("setup", "models", "test")
    assert [line.split()[-1] for line in box.what_was_asked()[before:]] == [".[test]"]
    before = len(box.what_was_asked())
    box.start("run")
    assert len(box.what_was_asked()) == before


def test_a_set_up_that_was_killed_does_not_count_and_is_made_afresh(box: Box) -> None:
    killed = box.start("run", PIP_DIES_AT="--editable .")
    assert "ran in" not in killed.stdout
    assert box.what_was_asked().count("venv") == 1
    (box.project / ".venv" / "half a library").touch()
    assert box.start("run").stdout.startswith("ran in")
    assert box.what_was_asked().count("venv") == 2
    assert not (box.project / ".venv" / "half a library").exists()


def test_models_whose_installation_was_killed_are_fetched_anew_and_nothing_else_is(box: Box) -> None:
    box.start("run", PIP_DIES_AT=".[models]")
    before = len(box.what_was_asked())
    assert box.start("run").stdout.startswith("ran in")
    (again,) = box.what_was_asked()[before:]
    assert again.endswith("--force-reinstall --editable .[models]")


def test_two_starts_at_once_install_once_and_both_run(box: Box) -> None:
    starts = [
        subprocess.Popen(
            box.command("run"), env=box.surroundings(PIP_TAKES_S="0.2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [start.communicate(timeout=60) for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert all(out.startswith(b"ran in") for out, _ in said)
    assert sum(b"Waiting for it" in err for _, err in said) == 1
    assert len(box.what_was_asked()) == 4


def test_without_the_models_it_goes_on_and_does_not_try_at_every_start(box: Box) -> None:
    first = box.start("run", PIP_FAILS_AT=".[models]")
    assert (first.returncode, first.stdout.startswith("ran in")) == (0, True)
    assert "Going on without the libraries for describing models" in first.stderr
    before = box.what_was_asked()
    second = box.start("run", PIP_FAILS_AT=".[models]")
    assert (second.returncode, second.stderr) == (0, "")
    assert box.what_was_asked() == before


def test_the_models_can_be_asked_for_later_and_a_failure_leaves_the_rest_working(box: Box) -> None:
    box.start("run", PIP_FAILS_AT=".[models]")
    failed = box.start("setup", "models", PIP_FAILS_AT=".[models]")
    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr
    assert box.start("run").stdout.startswith("ran in")
    assert box.start("setup", "models").returncode == 0
    assert (box.project / ".venv" / "done" / "models").exists()


def test_a_small_disk_gets_all_but_the_models_and_a_full_one_a_sentence(box: Box) -> None:
    box.has_room(3_000_000)
    small = box.start("run")
    assert "they need 10 GB of free disk space" in small.stderr
    assert small.stdout.startswith("ran in")
    assert not any(line.endswith(".[models]") for line in box.what_was_asked())
    box.has_room(300_000)
    shutil.rmtree(box.project / ".venv")
    full = box.start("run")
    assert full.returncode == 1
    assert "needs 1 GB of disk space" in full.stderr
    assert full.stdout == ""


def test_a_small_disk_tests_what_it_has(box: Box) -> None:
    box.has_room(3_000_000)
    for _ in range(2):
        done = box.start("test", "--version")
        assert done.stdout.startswith("pytest") or done.stderr.splitlines()[-1].startswith("pytest")
        assert not any(line.endswith(".[models]") for line in box.what_was_asked())
    assert [line.split()[-1] for line in box.what_was_asked()].count(".[test]") == 1


def test_models_that_are_there_are_kept_up_to_date_on_a_disk_that_they_filled(box: Box) -> None:
    box.start("run")
    (box.project / ".venv" / "lib" / "python3.11" / "site-packages" / "torch-1.0.dist-info").mkdir(parents=True)
    box.has_room(300_000)
    pins = box.project / "constraints.txt"
    pins.write_text(pins.read_text() + "new-library==1.0\n")
    done = box.start("run")
    assert done.stdout.startswith("ran in")
    assert "Going on without" not in done.stderr


def test_new_pins_are_renewed_only_once_all_of_them_can_be_had(box: Box) -> None:
    box.start("run")
    pins = box.project / "constraints.txt"
    old = pins.read_text()
    pins.write_text(old + "new-library==1.0\n")
    failed = box.start("run", PIP_FAILS_AT="--dry-run")
    assert failed.returncode == 1
    assert "could not be fetched" in failed.stderr
    pins.write_text(old)
    before = box.what_was_asked()
    assert box.start("run").stdout.startswith("ran in")
    assert box.what_was_asked() == before
    pins.write_text(old + "new-library==1.0\n")
    assert box.start("run").returncode == 0
    assert box.what_was_asked().count("venv") == 1


def test_a_project_that_was_moved_is_set_up_afresh(box: Box) -> None:
    box.start("run")
    moved = Box(box.project.rename(box.project.with_name("moved")), box.programs, box.asked)
    assert moved.start("run").stdout.startswith("ran in")
    assert box.what_was_asked().count("venv") == 2


def test_without_a_fitting_python_it_says_which_and_how_to_get_it(box: Box) -> None:
    box.program("old-python", "#!/bin/sh\nexit 1\n")
    done = box.start("run", PYTHON="old-python")
    assert done.returncode == 3
    assert "Lookaloud needs Python 3.11 or newer" in done.stderr
    assert not (box.project / ".venv" / "done").exists()


@pytest.mark.parametrize("how", ["BROKEN_LIBRARY", "CRASHING_LIBRARY"])
def test_a_library_that_does_not_load_is_named_and_the_set_up_does_not_count(box: Box, how: str) -> None:
    failed = box.start("run", **{how: "miniaudio"})
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "The library miniaudio was installed and cannot be loaded" in failed.stderr
    assert ("No module named 'its half'" in failed.stderr) == (how == "BROKEN_LIBRARY")
    assert not (box.project / ".venv" / "done" / "base").exists()
    assert box.start("run").stdout.startswith("ran in")
    assert box.what_was_asked().count("venv") == 2


def test_every_library_that_has_to_load_is_there_and_loads() -> None:
    (line,) = [line for line in (ROOT / "scripts" / "setup").read_text().splitlines() if "LIBRARIES=" in line]
    names = line.split('"')[1].split()
    wanted = {"cv2", "av", "zxingcpp", "onnxruntime", "rapidocr.main", "miniaudio", "pyttsx3", "espeakng_loader"}
    assert wanted <= set(names)
    subprocess.run([sys.executable, "-c", f"import {', '.join(names)}"], check=True, timeout=60)


def test_without_a_compiler_it_is_named_only_where_one_is_needed(box: Box) -> None:
    needed = box.start("run", CC="no-such-compiler", PIP_FAILS_AT="--only-binary")
    assert needed.returncode == 1
    assert "miniaudio, has to be compiled" in needed.stderr
    assert needed.stderr.splitlines()[-1].startswith("Install ")
    assert not any(line.endswith("--editable .") for line in box.what_was_asked())
    assert box.start("run", CC="no-such-compiler").stdout.startswith("ran in")


def test_a_32_bit_python_is_refused_in_a_sentence_with_the_remedy(box: Box) -> None:
    done = box.start("run", HAS_32_BITS="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Lookaloud needs a 64-bit system" in done.stderr
    assert "64-bit Raspberry Pi OS" in done.stderr
    assert box.what_was_asked() == []


def test_it_can_be_started_through_a_link(box: Box) -> None:
    link = box.programs / "lookaloud"
    link.symlink_to(box.project / "scripts" / "run")
    done = subprocess.run([link], env=box.surroundings(), capture_output=True, text=True, check=False, cwd=box.programs)
    assert done.stdout.startswith(f"ran in {box.programs}")
