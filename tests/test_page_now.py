"""The page Now says what happens, what is wrong and what to do, and has done what its buttons say."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from describe import phrases
from describe.commands import Act, Ask, Do, Find
from describe.inbox import MOST
from describe.status import Caption, State, Status
from tests.page_server import IN_TROUBLE, STATUS
from tests.web_box import let_in, new_box
from web import create_app
from web.ago import ago
from web.box import Box
from web.now import ACTS
from web.state_words import doing, troubles_of

URL = "https://localhost"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    box = new_box(tmp_path)
    box.board.put(STATUS)
    return box


@pytest.fixture
def helper(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def answer_with(box: Box, words: str) -> object:
    order = box.inbox.take()
    assert order is not None
    order.reply(words)
    return order.command


def test_it_says_what_was_said_how_long_ago_and_by_what_it_was_seen(helper: FlaskClient) -> None:
    text = helper.get("/", base_url=URL).text
    assert "It is looking, and quiet." in text
    assert "A sign. It reads: Exit." in text
    assert "seen by the built-in senses" in text
    assert "seen by smolvlm2-500m" in text
    assert text.index("A table with a cup") < text.index("Lookaloud has started."), "newest first"


def test_a_trouble_stands_on_top_with_what_to_do(box: Box, helper: FlaskClient) -> None:
    box.board.put(IN_TROUBLE)
    text = helper.get("/", base_url=URL).text
    assert "<title>Now: trouble" in text
    assert phrases.CAMERA_LOST in text
    assert "Look at the cable" in text
    assert "nothing came for 2 seconds" in text
    assert "The voice does not work." in text
    assert text.index(phrases.CAMERA_LOST) < text.index("Describe now")


def test_there_are_words_for_every_state_and_a_remedy_for_every_trouble_of_a_part() -> None:
    for state in State:
        assert doing(Status(state)).endswith(".")
    for words in (phrases.CAMERA_NOT_FOUND, phrases.CAMERA_LOST, phrases.CAMERA_FROZEN):
        assert troubles_of(Status(camera_trouble=words))[0].remedy, words
    for words in (phrases.COVERED, phrases.DARK, phrases.OVEREXPOSED, phrases.BLURRED, phrases.MOVING_FAST):
        assert troubles_of(Status(picture_trouble=words))[0].remedy, words
    for words in (phrases.DESCRIBER_LOST, phrases.DESCRIBER_SLOW):
        assert troubles_of(Status(describer_trouble=words))[0].remedy, words


@pytest.mark.parametrize("act", list(ACTS))
def test_a_button_has_done_what_it_says_and_the_answer_is_shown(box: Box, helper: FlaskClient, act: Act) -> None:
    gone = helper.post(f"/do/{act}", base_url=URL)
    assert gone.status_code == 303
    assert "The answer is on its way." in helper.get(gone.location, base_url=URL).text
    assert answer_with(box, "A <door> is ahead.") == Do(act)
    text = helper.get(gone.location, base_url=URL).text
    assert "A &lt;door&gt; is ahead." in text
    assert f"<h2>{ACTS[act]}</h2>" in text


def test_what_is_no_act_of_this_page_is_not_done(box: Box, helper: FlaskClient) -> None:
    assert helper.post("/do/forget", base_url=URL).status_code == 404
    assert helper.post("/do/..%2fundo", base_url=URL).status_code == 404
    assert box.inbox.take() is None


def test_whoever_asks_for_too_much_is_told(box: Box, helper: FlaskClient) -> None:
    for _ in range(MOST):
        box.inbox.put(Do(Act.READ))
    text = helper.post("/do/describe", base_url=URL, follow_redirects=True).text
    assert "<title>Not done: Now" in text
    assert "still busy" in text


def test_pause_asks_first_and_go_on_stands_there_while_it_is_paused(box: Box, helper: FlaskClient) -> None:
    assert 'href="/pause"' in helper.get("/", base_url=URL).text
    asked = helper.get("/pause", base_url=URL).text
    assert 'action="/do/pause"' in asked
    assert box.inbox.take() is None
    box.board.put(replace(STATUS, state=State.PAUSED, is_paused=True))
    text = helper.get("/", base_url=URL).text
    assert "<title>Now: paused" in text
    assert 'action="/do/go-on"' in text
    assert 'href="/pause"' not in text


def test_an_open_page_is_told_only_what_has_changed(box: Box, helper: FlaskClient) -> None:
    first = helper.get("/now/part", base_url=URL)
    box.clock.wait(1000.0)  # type: ignore[attr-defined]  # the box of a test has a clock that can be moved
    again = helper.get("/now/part", headers={"If-None-Match": first.headers["ETag"]}, base_url=URL)
    assert (again.status_code, again.data) == (304, b"")
    box.board.put(replace(STATUS, captions=(*STATUS.captions, Caption(600.0, "A door."))))
    third = helper.get("/now/part", headers={"If-None-Match": first.headers["ETag"]}, base_url=URL)
    assert third.status_code == 200
    assert "A door." in third.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "Just now"),
        (10, "Less than a minute ago"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (7200, "2 hours ago"),
        (86400 * 3, "3 days ago"),
    ],
)
def test_how_long_ago_is_said_as_a_person_would(seconds: float, words: str) -> None:
    assert ago(seconds) == words


def test_a_question_is_asked_answered_and_kept_with_those_before(box: Box, helper: FlaskClient) -> None:
    gone = helper.post("/ask", data={"question": " Is the  door open? ", "question-aloud": "on"}, base_url=URL)
    assert "The answer is on its way." in helper.get(gone.location, base_url=URL).text
    word = gone.location.split("answer=")[1].split("&")[0]
    assert helper.get(f"/answers/{word}", base_url=URL).status_code == 204
    assert answer_with(box, "It is open.") == Ask("Is the door open?")
    assert "It is open." in helper.get(f"/answers/{word}", base_url=URL).text
    second = helper.post("/ask", data={"thing": "my keys", "thing-aloud": "on"}, base_url=URL)
    assert answer_with(box, "On the left.") == Find("my keys")
    text = helper.get(second.location, base_url=URL).text
    assert text.index("On the left.") < text.index("Asked before") < text.index("It is open.")


def test_an_answer_is_only_shown_where_that_is_chosen_and_so_is_the_next_one_of_that_helper(
    box: Box, helper: FlaskClient
) -> None:
    chosen = '<input type="checkbox" role="switch" name="question-aloud" value="on" id="question-aloud" checked'
    assert chosen in helper.get("/ask", base_url=URL).text
    gone = helper.post("/ask", data={"question": "Is he asleep?"}, base_url=URL)
    assert answer_with(box, "Yes.") == Ask("Is he asleep?", is_aloud=False)
    text = helper.get(gone.location, base_url=URL).text
    assert "The answer is shown only here. The listener hears that you ask something." in text
    assert "Yes." in text
    assert chosen not in text
    assert chosen not in helper.post("/ask", data={"question": ""}, base_url=URL).text
    assert chosen in let_in(helper.application).get("/ask", base_url=URL).text
    helper.post("/ask", data={"thing": "my keys"}, base_url=URL)
    assert answer_with(box, "On the left.") == Find("my keys", is_aloud=False)
    helper.post("/ask", data={"question": "And now?", "question-aloud": "on"}, base_url=URL)
    assert answer_with(box, "Yes.") == Ask("And now?")
    assert chosen in helper.get("/ask", base_url=URL).text


@pytest.mark.parametrize(("field", "text"), [("question", ""), ("thing", "  "), ("question", "x" * 301)])
def test_what_is_no_question_is_not_asked_and_stays_where_it_was_typed(
    box: Box, helper: FlaskClient, field: str, text: str
) -> None:
    answer = helper.post("/ask", data={field: text}, base_url=URL)
    assert answer.status_code == 400
    assert "<title>Error: Ask" in answer.text
    assert f'href="#{field}"' in answer.text
    assert text.strip() in answer.text
    assert box.inbox.take() is None


def test_a_question_that_comes_too_soon_is_not_lost(box: Box, helper: FlaskClient) -> None:
    for _ in range(MOST):
        box.inbox.put(Do(Act.READ))
    answer = helper.post("/ask", data={"question": "Is the door open?"}, base_url=URL)
    assert answer.status_code == 503
    assert "Is the door open?</textarea>" in answer.text


def test_an_answer_that_is_no_longer_kept_says_so(helper: FlaskClient) -> None:
    assert "too long ago" in helper.get("/answers/unknown", base_url=URL).text
    assert helper.get("/ask?answer=unknown&notice=unknown", base_url=URL).status_code == 200


def test_help_explains_every_page_of_the_menu_and_every_choice(helper: FlaskClient) -> None:
    text = helper.get("/help", base_url=URL).text
    for words in ("Now", "Ask", "Voice", "What to say", "Loudness", "Freshness", "This is not a mobility aid."):
        assert words in text
