"""The files under deploy/: they say what docs/servers.md says, and show the key to nobody."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEY = "oranges-at-noon"


def started(tmp_path: Path, program: str, command: list[str], **environ: str) -> tuple[list[str], str]:
    """Return the arguments that a script starts this program with, and the program's environment."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    fake = tmp_path / program
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\necho ----\nenv\n')
    fake.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [bash, *command], cwd=ROOT, env={"PATH": path, **environ}, capture_output=True, text=True, check=True
    )
    arguments, _, environment = done.stdout.partition("----\n")
    return arguments.splitlines(), environment


def test_vllm_listens_on_this_machine_only_and_gets_the_key_where_nobody_sees_it(tmp_path: Path) -> None:
    arguments, environment = started(tmp_path, "vllm", ["deploy/vllm-one-gpu.sh"], LOOKALOUD_SERVER_KEY=KEY)
    assert arguments[:2] == ["serve", "Qwen/Qwen2.5-Omni-7B"]
    assert arguments[arguments.index("--host") + 1] == "127.0.0.1"
    assert not any(KEY in argument for argument in arguments)
    assert f"VLLM_API_KEY={KEY}" in environment.splitlines()


def test_several_gpus_are_so_many_copies_and_further_options_are_passed_on(tmp_path: Path) -> None:
    command = ["deploy/vllm-many-gpus.sh", "4", "--dtype", "float16"]
    arguments, _ = started(tmp_path, "vllm", command, LOOKALOUD_SERVER_KEY=KEY, LOOKALOUD_MODEL="mine")
    assert arguments[1] == "mine"
    assert arguments[-4:] == ["--data-parallel-size", "4", "--dtype", "float16"]


def test_llama_cpp_listens_on_this_machine_only(tmp_path: Path) -> None:
    arguments, environment = started(tmp_path, "llama-server", ["deploy/llama-server.sh"], LOOKALOUD_SERVER_KEY=KEY)
    assert arguments[arguments.index("--host") + 1] == "127.0.0.1"
    assert f"LLAMA_API_KEY={KEY}" in environment.splitlines()


@pytest.mark.parametrize("script", ["vllm-one-gpu.sh", "llama-server.sh"])
def test_no_server_is_started_without_a_key(tmp_path: Path, script: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        started(tmp_path, "vllm", [f"deploy/{script}"])
    assert "set LOOKALOUD_SERVER_KEY" in caught.value.stderr


def test_every_file_of_deploy_is_explained_and_every_explained_one_is_there() -> None:
    page = (ROOT / "docs" / "servers.md").read_text(encoding="utf-8")
    assert set(re.findall(r"deploy/([\w.-]+[\w])", page)) == {path.name for path in (ROOT / "deploy").iterdir()}


def test_the_variables_that_the_page_names_are_those_that_are_read() -> None:
    page = (ROOT / "docs" / "servers.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "describe").rglob("*.py"))
    named = set(re.findall(r"^\| `(LOOKALOUD_\w+)`", page, re.MULTILINE))
    assert named == set(re.findall(r"LOOKALOUD_SERVER_[A-Z_]+", sources))
