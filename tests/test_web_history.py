"""The page about the history: off by default, searched, marked, taken along, removed; the listener hears it."""

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from describe import helper_acts
from describe.history.store import FILE, HistoryStore, Sentence
from tests.test_history import no_room
from tests.web_box import heard, let_in, new_box
from web import create_app
from web.box import Box

NOW = 1_800_000_000.0


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def client(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def store(box: Box) -> HistoryStore:
    assert box.history is not None
    return box.history


def post(client: FlaskClient, path: str, **fields: str) -> tuple[int, str]:
    answer = client.post(path, data=fields, base_url="https://localhost", follow_redirects=True)
    return answer.status_code, answer.text


def page(client: FlaskClient, path: str = "/history", **query: str) -> str:
    answer = client.get(path, query_string=query, base_url="https://localhost")
    assert answer.status_code == 200
    return answer.text


def fill(box: Box, *texts: str) -> None:
    box.settings.change(history_hours=24)
    store(box).add([Sentence(NOW, text, "small", 1.5) for text in texts])


def test_it_is_off_until_a_helper_switches_it_on_and_the_listener_hears_that(client: FlaskClient, box: Box) -> None:
    assert "It is off" in page(client)
    assert "Look for words" not in page(client)
    assert post(client, "/history/hours", hours="24", version=box.settings.version)[0] == 200
    assert box.settings.snapshot().history_hours == 24
    assert heard(box) == ["Your helper has me keep what I say about pictures, as text, for 24 hours."]
    assert "No picture is ever kept." in page(client)


@pytest.mark.parametrize("hours", ["2", "-1", "9999", "", "1e3", "0 "])
def test_only_one_of_the_spans_can_be_chosen(client: FlaskClient, box: Box, hours: str) -> None:
    assert post(client, "/history/hours", hours=hours, version=box.settings.version)[0] == 400
    assert box.settings.snapshot().history_hours == 0


def test_switching_it_off_asks_first_as_that_removes_what_was_kept(client: FlaskClient, box: Box) -> None:
    fill(box, "A red door.")
    _, text = post(client, "/history/hours", hours="0", version=box.settings.version)
    assert "Switch the history off?" in text
    assert box.settings.snapshot().history_hours == 24
    post(client, "/history/hours", hours="0", sure="on", version=box.settings.version)
    assert box.settings.snapshot().history_hours == 0
    assert heard(box) == ["Your helper lets me keep nothing of what I say."]


def test_what_was_said_is_found_by_its_words_and_what_it_read_is_only_text(client: FlaskClient, box: Box) -> None:
    fill(box, "A red door.", "A sign says <script>alert(1)</script>.", "A blue door.")
    assert "2 sentences" in page(client, words="door")
    text = page(client, words="script")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "Nothing is found." in page(client, words="%")
    assert "A blue door." in post(client, "/history/look", words="blue")[1]
    assert "A red door." not in post(client, "/history/look", words="blue")[1]
    assert "Nothing is found." in post(client, "/history/look", words="blue", wrong="on")[1]
    assert "By small, from a picture 1.5 seconds old." in page(client)


@pytest.mark.parametrize("number", ["0", "-3", "99999999", "x", "1e9", "٣"])
def test_a_page_that_there_is_not_is_no_fault(client: FlaskClient, box: Box, number: str) -> None:
    fill(box, "A red door.")
    page(client, page=number)


def test_a_sentence_is_marked_as_wrong_found_by_that_and_the_mark_is_taken_back(client: FlaskClient, box: Box) -> None:
    fill(box, "A dog.", "A cat.")
    dog = store(box).all()[0]
    status, text = post(client, f"/history/{dog.id}/mark", is_wrong="on", words="dog", page="1", wrong="")
    assert status == 200
    assert "Marked as wrong." in text
    assert "A cat." not in text, "the search goes on"
    assert "1 sentence" in page(client, wrong="on")
    post(client, f"/history/{dog.id}/mark", is_wrong="", words="", page="1", wrong="")
    assert "Nothing is found." in page(client, wrong="on")
    assert "no longer kept" in post(client, "/history/999/mark", is_wrong="on", words="", page="", wrong="")[1]
    assert "no longer kept" in post(client, f"/history/{10**30}/mark", is_wrong="on", words="", page="", wrong="")[1]


def test_it_can_be_taken_along_as_a_table_and_as_json_and_no_text_becomes_a_formula(
    client: FlaskClient, box: Box
) -> None:
    fill(box, "A red door.", "=HYPERLINK(1)", 'It reads "A, B".')
    answer = client.get("/history/lookaloud-history.csv", base_url="https://localhost")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["text"] for row in rows] == ["A red door.", "'=HYPERLINK(1)", 'It reads "A, B".']
    assert "attachment" in answer.headers["Content-Disposition"]
    found = json.loads(client.get("/history/lookaloud-history.json", base_url="https://localhost").text)
    assert found[0] == {
        "said_at": "2027-01-15T08:00:00+00:00",
        "text": "A red door.",
        "engine": "small",
        "frame_age_s": 1.5,
        "is_wrong": False,
    }
    assert client.get("/history/lookaloud-history.exe", base_url="https://localhost").status_code == 404


def test_removing_it_asks_first_and_the_listener_hears_it(client: FlaskClient, box: Box) -> None:
    fill(box, "A red door.")
    assert "Remove the history?" in page(client, "/history/wipe")
    assert store(box).find().total == 1
    post(client, "/history/wipe")
    assert not (box.folder / FILE).exists()
    assert heard(box) == [helper_acts.WIPES_HISTORY]


def test_a_damaged_file_is_told_on_the_page_once_and_then_a_new_one_begins(client: FlaskClient, box: Box) -> None:
    fill(box, "A red door.")
    (box.folder / FILE).write_bytes(b"no database at all" * 500)
    assert "The history could not be read; it was put aside, and a new one begins." in page(client)
    assert "There is a problem" not in page(client)


def test_a_full_disk_is_told_in_words_and_nothing_is_lost(client: FlaskClient, box: Box) -> None:
    fill(box, "A dog.")
    dog = store(box).all()[0]
    with no_room():
        status, text = post(client, f"/history/{dog.id}/mark", is_wrong="on", words="", page="", wrong="")
        _, saved = post(client, "/history/hours", hours="72", version=box.settings.version)
    assert status == 200
    assert "The history cannot be kept" in text
    assert [one.text for one in store(box).all()] == ["A dog."]
    assert "only until the next start" in saved
    assert box.settings.snapshot().history_hours == 72
