"""Digits that are good once, for one browser, for ten minutes and five tries, in a window that is opened by hand."""

import re
import statistics
import time
from pathlib import Path
from typing import Any  # whatever an object holds

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from camera.clock import SimulatedClock
from web.pairing import CODE_S, TRIES_OF_A_CODE, TRIES_OF_A_WINDOW, WINDOW_S, Asked, Pairing, Verdict
from web.tries import Tries

HERE = "192.168.1.7"


class FreeTries(Tries):
    """Counts nothing: what the window itself bounds is to be seen."""

    def wait_s(self, address: str) -> float:
        return 0.0

    def forget(self) -> None:
        pass


class Ears:
    """Hears what the box says."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.is_open = True

    def hear(self, words: str) -> bool:
        self.words.append(words)
        return self.is_open

    @property
    def digits(self) -> str:
        return str(re.findall(r"\d{6}", self.words[-1])[0])


class Box:
    def __init__(self, folder: Path, *, counts: bool = False) -> None:
        self.clock, self.ears = SimulatedClock(1000.0), Ears()
        tries = (Tries if counts else FreeTries)(folder / "tries.json", self.clock)
        self.pairing = Pairing(self.clock, tries, self.ears.hear)

    def ask(self, browser: str) -> Asked:
        self.clock.wait(5.0)
        return self.pairing.ask(browser, lambda digits: f"The code is {digits}")

    def code_for(self, browser: str) -> str:
        assert self.ask(browser) is Asked.SAID
        return self.ears.digits


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_nobody_comes_in_while_nobody_at_the_box_wants_it(box: Box) -> None:
    assert not box.pairing.is_open
    assert box.ask("anna") is Asked.CLOSED
    assert box.ears.words == []
    assert box.pairing.try_code("anna", "123456", HERE) is Verdict.WRONG


def test_the_spoken_digits_let_the_browser_in_that_asked_for_them_once(box: Box) -> None:
    box.pairing.open()
    code = box.code_for("anna")
    assert box.pairing.try_code("anna", code, HERE) is Verdict.IN
    assert box.pairing.try_code("anna", code, HERE) is Verdict.WRONG
    assert not box.pairing.is_open


def test_the_digits_of_one_browser_are_no_good_for_another(box: Box) -> None:
    box.pairing.open()
    code = box.code_for("anna")
    box.code_for("eve")
    assert box.pairing.try_code("eve", code, HERE) is Verdict.WRONG
    assert box.pairing.try_code("nobody", code, HERE) is Verdict.WRONG
    assert box.pairing.try_code("anna", code, HERE) is Verdict.IN


def test_the_digits_said_at_the_opening_belong_to_the_first_browser_that_looks(box: Box) -> None:
    code = box.pairing.open().code
    assert box.pairing.look("anna")
    assert box.pairing.look("eve")
    assert box.pairing.try_code("eve", code, HERE) is Verdict.WRONG
    assert box.pairing.try_code("anna", code, HERE) is Verdict.IN


def test_the_digits_may_be_typed_as_they_are_said(box: Box) -> None:
    box.pairing.open()
    code = box.code_for("anna")
    assert box.pairing.try_code("anna", f" {code[:3]} {code[3:]} ", HERE) is Verdict.IN


def test_the_button_says_the_same_digits_again(box: Box) -> None:
    box.pairing.open()
    assert box.code_for("anna") == box.code_for("anna")


def test_who_asks_twice_at_once_is_told_to_wait_and_the_listener_is_left_in_peace(box: Box) -> None:
    box.pairing.open()
    box.code_for("anna")
    assert box.pairing.ask("anna", str) is Asked.TOO_SOON
    said = [box.ask(f"browser {number}") for number in range(20)]
    assert said.count(Asked.SAID) == 11
    assert len(box.ears.words) == 12


def test_where_the_box_cannot_say_them_the_page_knows(box: Box) -> None:
    box.pairing.open()
    box.ears.is_open = False
    assert box.ask("anna") is Asked.UNHEARD


def test_the_sixth_try_is_too_many_even_with_the_right_digits(box: Box) -> None:
    box.pairing.open()
    code = box.code_for("anna")
    for _ in range(TRIES_OF_A_CODE):
        assert box.pairing.try_code("anna", wrong(code), HERE) is Verdict.WRONG
    assert box.pairing.try_code("anna", code, HERE) is Verdict.TOO_MANY


def test_who_used_up_the_tries_gets_new_digits(box: Box) -> None:
    box.pairing.open()
    code = box.code_for("anna")
    for _ in range(TRIES_OF_A_CODE):
        box.pairing.try_code("anna", wrong(code), HERE)
    new = box.code_for("anna")
    assert new != code
    assert box.pairing.try_code("anna", new, HERE) is Verdict.IN


def test_a_window_bears_twenty_tries_however_many_browsers_make_them(box: Box) -> None:
    box.pairing.open()
    verdicts = []
    for browser in ("a", "b", "c", "d", "e"):
        code = box.code_for(browser)
        verdicts += [box.pairing.try_code(browser, wrong(code), HERE) for _ in range(5)]
    assert verdicts.count(Verdict.WRONG) == TRIES_OF_A_WINDOW
    code = box.code_for("anna")
    assert box.pairing.try_code("anna", code, HERE) is Verdict.TOO_MANY
    box.pairing.open()
    assert box.pairing.try_code("anna", box.code_for("anna"), HERE) is Verdict.IN


def test_digits_and_window_last_ten_minutes(box: Box) -> None:
    opened = box.pairing.open()
    code = box.code_for("anna")
    box.clock.wait(WINDOW_S - 5.0 - 0.1)
    assert box.pairing.look("eve")
    box.clock.wait(0.2)
    assert not box.pairing.look("eve")
    assert box.pairing.try_code("anna", code, HERE) is Verdict.WRONG
    assert box.pairing.try_link(opened.link, HERE) is Verdict.WRONG
    assert CODE_S <= 600


def test_a_new_opening_makes_the_digits_of_the_old_one_void(box: Box) -> None:
    box.pairing.open()
    code = box.code_for("anna")
    box.pairing.open()
    assert box.pairing.try_code("anna", code, HERE) is Verdict.WRONG


def test_the_link_lets_in_once(box: Box) -> None:
    link = box.pairing.open().link
    assert box.pairing.try_link("x" + link[1:], HERE) is Verdict.WRONG
    assert box.pairing.try_link(link, HERE) is Verdict.IN
    assert box.pairing.try_link(link, HERE) is Verdict.WRONG


def test_digits_are_everywhere_in_their_range_and_never_kept(box: Box) -> None:
    codes = []
    for number in range(300):
        box.pairing.open()
        codes.append(box.code_for(f"browser {number}"))
    assert len(set(codes)) > 295
    assert {code[0] for code in codes} == set("0123456789")
    box.ears.words.clear()
    assert codes[-1] not in repr(_everything_in(box.pairing))


def _everything_in(thing: Any, depth: int = 6) -> Any:
    if depth == 0 or thing is None or isinstance(thing, str | bytes | int | float):
        return thing
    if isinstance(thing, dict):
        return {key: _everything_in(value, depth - 1) for key, value in thing.items()}
    names = getattr(thing, "__slots__", None) or getattr(thing, "__dict__", {})
    return {name: _everything_in(getattr(thing, name), depth - 1) for name in names if hasattr(thing, name)}


def test_one_address_is_slowed_and_a_key_press_lets_the_owner_in_all_the_same(tmp_path: Path) -> None:
    box = Box(tmp_path, counts=True)
    box.pairing.open()
    code = box.code_for("anna")
    verdicts = []
    for _ in range(8):
        verdicts.append(box.pairing.try_code("eve", "000000", HERE))
        box.clock.wait(1.0)
    assert verdicts == [Verdict.WRONG] * 5 + [Verdict.TOO_MANY] * 3
    assert box.pairing.try_code("anna", code, HERE) is Verdict.TOO_MANY
    box.pairing.open()
    assert box.pairing.try_code("anna", box.code_for("anna"), HERE) is Verdict.IN


def test_guessing_from_a_thousand_addresses_gets_twenty_guesses_at_most(tmp_path: Path) -> None:
    box = Box(tmp_path, counts=True)
    box.pairing.open()
    guesses = 0
    for number in range(1000):
        browser = f"eve {number // 5}"
        if number % 5 == 0:
            box.ask(browser)
        verdict = box.pairing.try_code(browser, f"{number:06}", f"10.0.{number // 250}.{number % 250}")
        guesses += verdict is Verdict.WRONG
        box.clock.wait(0.5)
    assert guesses <= 60
    assert box.pairing._window is None or box.pairing._window.tries <= 61


def test_no_wrong_answer_takes_longer_than_another(tmp_path: Path) -> None:
    box = Box(tmp_path)
    took: dict[str, list[float]] = {"unknown": [], "shut": [], "wrong": [], "nearly right": []}

    def measure(kind: str, browser: str, digits: str) -> None:
        began_at = time.perf_counter()
        box.pairing.try_code(browser, digits, HERE)
        took[kind].append(time.perf_counter() - began_at)

    for _ in range(400):
        measure("shut", "anna", "123456")
        box.pairing.open()
        code = box.code_for("anna")
        measure("unknown", "eve", code)
        measure("wrong", "anna", "x")
        measure("nearly right", "anna", code[:5])
        box.pairing.close()
    middles = {kind: statistics.median(times) for kind, times in took.items()}
    assert max(middles.values()) < 2 * min(middles.values()), middles


class PairingMachine(RuleBasedStateMachine):
    """Any order of acts by two browsers: only who heard digits that are still good comes in, and only once."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.ears = SimulatedClock(), Ears()
        self.pairing = Pairing(self.clock, FreeTries(Path("nowhere/tries.json"), self.clock), self.ears.hear)
        self.until = 0.0
        self.good: dict[str, str] = {}
        self.tries: dict[str, int] = {}
        self.all_tries = 0

    @rule()
    def open(self) -> None:
        self.pairing.open()
        self.until, self.good, self.tries, self.all_tries = self.clock() + WINDOW_S, {}, {}, 0

    @rule(browser=st.sampled_from(["anna", "eve"]))
    def ask(self, browser: str) -> None:
        if self.pairing.ask(browser, lambda digits: f"The code is {digits}") is Asked.SAID:
            if self.ears.digits != self.good.get(browser):
                self.tries[browser] = 0
            self.good[browser] = self.ears.digits

    @rule(seconds=st.sampled_from([1.0, 4.0, 60.0, 599.0]))
    def wait(self, seconds: float) -> None:
        self.clock.wait(seconds)

    @precondition(lambda self: self.good)
    @rule(
        data=st.data(), browser=st.sampled_from(["anna", "eve", "nobody"]), is_right=st.booleans(), whose=st.booleans()
    )
    def try_code(self, data: st.DataObject, browser: str, is_right: bool, whose: bool) -> None:
        owner = browser if whose and browser in self.good else data.draw(st.sampled_from(sorted(self.good)))
        code = self.good[owner] if is_right else wrong(self.good[owner])
        is_open, was_tried = self.clock() < self.until, self.tries.get(browser, 0)
        verdict = self.pairing.try_code(browser, code, HERE)
        if is_open and browser in self.good:
            self.tries[browser] = was_tried + 1
            self.all_tries += 1
        is_good = is_open and self.good.get(browser) == code and was_tried < TRIES_OF_A_CODE
        assert (verdict is Verdict.IN) == (is_good and self.all_tries <= TRIES_OF_A_WINDOW)
        if verdict is Verdict.IN:
            self.until, self.good = 0.0, {}

    @invariant()
    def is_open_as_long_as_it_should_be(self) -> None:
        assert self.pairing.is_open == (self.clock() < self.until)


PairingMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestPairingMachine = PairingMachine.TestCase
