"""Whatever a hostile client does to the page, others get theirs within a second, and the narrator misses no beat."""

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile_client import HOW_MANY
from tests.page_at_work import at_work, looking
from tests.waiting import best_of

pytestmark = pytest.mark.slow

LASTS_S = 4.0
JITTER_S = 0.05
ANSWER_S = 1.0
GROWTH = 150 * 1024
"""Kilobytes that the process may grow by meanwhile: 256 connections with their buffers."""

ATTACKS = [
    ("silent_tcp", "silent_tls"),
    ("slow_headers", "slow_body"),
    ("bad_chunks", "many_fields", "huge_body", "garbage"),
    ("flood",),
]


@pytest.mark.parametrize("kinds", ATTACKS, ids="+".join)
def test_an_attack_harms_neither_other_clients_nor_the_loop(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    answers_s: list[float] = []

    def jitter_s() -> float:
        with at_work(tmp_path / str(len(answers_s))) as page:
            page.get("/pair")
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            command = [sys.executable, "-m", "tests.hostile_client", str(page.server.port), str(LASTS_S), *kinds]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as attack:
                time.sleep(1.5)
                with looking() as loop:
                    answers_s.append(best_of(3, lambda: _slowest(page.get), ANSWER_S))
                    time.sleep(1.0)
                seen, _ = attack.communicate(timeout=60.0)
            print(kinds, f"{1000 * loop.jitter_s:.1f} ms late, {answers_s[-1]:.2f} s to answer", seen.decode().strip())
            assert json.loads(seen), "the attacker did nothing"
            assert page.server.trouble == ""
            assert page.server.is_alive
            assert page.get("/healthz")[0] == 200
            assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
        return loop.jitter_s

    assert best_of(3, jitter_s, JITTER_S) < JITTER_S
    assert min(answers_s) < ANSWER_S


def _slowest(get: Callable[[str], tuple[int, float]]) -> float:
    took_s = []
    for path in ("/pair", "/healthz", "/static/page.css"):
        status, seconds = get(path)
        if status != 200:  # refused for the moment, and to be asked for again
            return math.inf
        took_s.append(seconds)
    return max(took_s)


def test_every_attack_is_tried() -> None:
    assert {kind for kinds in ATTACKS for kind in kinds} == set(HOW_MANY)


def test_the_loop_beside_it_would_notice_somebody_who_holds_the_interpreter() -> None:
    with looking() as loop:
        time.sleep(0.3)
        before = sys.getswitchinterval()
        sys.setswitchinterval(10.0)
        try:
            end = time.monotonic() + 0.6
            while time.monotonic() < end:
                pass
        finally:
            sys.setswitchinterval(before)
        time.sleep(0.3)
    assert loop.jitter_s > JITTER_S
