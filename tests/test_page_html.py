"""Every page in every state is HTML as the standard has it: browsers and screen readers guess nothing."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from describe.choices import choices
from describe.engines.sources import FolderSource
from describe.history.store import Sentence
from describe.journal import Kind
from tests.html_rules import html_faults
from tests.model_folders import write_model
from tests.page_server import IN_TROUBLE, STATUS, Listener
from tests.page_states import NO_PAGES
from tests.web_box import let_in, new_box
from web import create_app
from web.box import Box
from web.certificate import certificate_for
from web.door import door_of
from web.plain_http import plain_answers
from web.tokens import Scope

URL = "https://localhost"
GOOD = '<!doctype html><html lang="en"><head><title>A</title></head><body><main><h1>A</h1>{}</main></body></html>'
FAULTY = {
    '<p id="a"></p><p id="a"></p>': "2 of id a",
    '<p id=""></p>': "an id with a space or nothing in it: ''",
    '<label for="no">A</label>': "<label> has for to no, which is not there",
    '<p id="p"></p><label for="p">A</label>': "<label> for p, which is no field",
    '<input type="text" aria-describedby="no">': "<input> has aria-describedby to no, which is not there",
    '<div aria-labelledby="no"></div>': "<div> has aria-labelledby to no, which is not there",
    '<a href="#no">A</a>': "<a> leads to #no, which is not there",
    '<a href="/"><button type="submit">A</button></a>': "<button> in <a>",
    '<button type="submit"><a href="/">A</a></button>': "<a> in <button>",
    "<label>A<label>B</label></label>": "<label> in <label>",
    '<form action="/"><form action="/"></form></form>': "<form> in <form>",
    '<input type="text"></input>': "</input>: it is never closed",
    "<br/>": "<br/>: HTML knows no tag that closes itself",
    "<ul><p>A</p></ul>": "<p> in <ul>",
    "<ul>A</ul>": "bare text in <ul>: A",
    "<li>A</li>": "<li> outside of <ol>",
    "<dl><p>A</p></dl>": "<p> in <dl>",
    "<dt>A</dt>": "<dt> outside of <div>",
    "<table><p>A</p></table>": "<p> in <table>",
    "<table><tr><p>A</p></tr></table>": "<p> in <tr>",
    "<select><p>A</p></select>": "<p> in <select>",
    "<fieldset><p>A</p><legend>B</legend></fieldset>": "<legend> is not first in its <fieldset>",
    "<legend>A</legend>": "<legend> outside of <fieldset>",
    "<p><div>A</div></p>": "<div> in <p>",
    "<main></main>": "2 of main, not 1",
    "<h1>B</h1>": "2 of h1, not 1",
    "<div>": "</main> closes <div>",
    "<strong><em>A</strong></em>": "</strong> closes <em>",
    "<p class=a>A</p>": "<p> has class without quotes",
    '<p class="a" class="b">A</p>': "<p> has class 2 times",
    '<p class="a"">A</p>': '<p> has an attribute that is none: "',
    '<img src="a.png">': "<img> without alt",
    "<button>A</button>": "<button> without type",
    '<button type="submit"> </button>': "<button> says nothing",
    "<h2></h2>": "<h2> says nothing",
    "<a>A</a>": "<a> without href",
    '<input type="checkbox" checked="no">': "<input> has checked with a value",
}


@pytest.mark.parametrize(("planted", "fault"), FAULTY.items())
def test_each_rule_finds_the_fault_that_was_planted_for_it(planted: str, fault: str) -> None:
    found = html_faults(GOOD.format(planted))
    assert any(one == fault or one.endswith(f": {fault}") for one in found), found


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (GOOD.format("").replace(' lang="en"', ""), "<html> without lang"),
        (GOOD.format("").replace("<!doctype html>", ""), "no <!doctype html>"),
        (GOOD.format("").replace("</main>", ""), "</body> closes <main>"),
        (GOOD.format("").replace("</html>", ""), "<html> is never closed"),
        (GOOD.format("").replace("<main><h1>A</h1></main>", ""), "0 of main, not 1"),
        (GOOD.format("").replace("<title>A</title>", "<title></title>"), "<title> says nothing"),
        (GOOD.format("").replace("<title>", "<p>A</p><title>"), "<p> in <head>"),
    ],
)
def test_so_do_the_rules_for_a_page_as_a_whole(page: str, fault: str) -> None:
    found = html_faults(page)
    assert any(one == fault or one.endswith(f": {fault}") for one in found), found


def test_a_good_page_has_no_fault() -> None:
    fields = (
        '<form action="/"><label for="a">A</label><input type="text" id="a"><label>B<input type="radio"></label></form>'
    )
    assert html_faults(GOOD.format(f"<ul><li>A</li></ul><p>B<br>C</p>{fields}")) == []


@pytest.fixture
def box(tmp_path: Path) -> Box:
    box = new_box(tmp_path)
    box.board.put(STATUS)
    return box


@pytest.fixture
def helper(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def faults_at(client: FlaskClient, *paths: str) -> list[str]:
    """Return the faults of the pages at these addresses."""
    found = []
    for path in paths:
        answer = client.get(path, base_url=URL, follow_redirects=True)
        found += [f"{path}: {fault}" for fault in html_faults(answer.text)]
        assert answer.mimetype == "text/html", path
    return found


def faults_after(client: FlaskClient, path: str, **form: str) -> list[str]:
    """Return the faults of the page that comes after this form was sent."""
    answer = client.post(path, data=form, base_url=URL, follow_redirects=True)
    assert answer.mimetype == "text/html", path
    return [f"{path} {form}: {fault}" for fault in html_faults(answer.text)]


def every_page(client: FlaskClient) -> list[str]:
    """Return the addresses of all pages that need nothing but their address, and of all forms for a setting."""
    rules = client.application.url_map.iter_rules()
    plain = [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]
    return [path for path in plain if not path.startswith(NO_PAGES)] + [f"/settings/{one.name}" for one in choices()]


def test_every_page_is_good_html(helper: FlaskClient) -> None:
    paths = every_page(helper)
    assert len(paths) > 30
    assert faults_at(helper, *paths, "/no-such-page", "/out", "/settings/volume/sure?value=20") == []


def test_so_is_every_page_of_a_box_that_is_locked_in_trouble_and_full_of_things(box: Box, helper: FlaskClient) -> None:
    assert box.history is not None
    assert box.models is not None
    box.settings.change(
        history_hours=24, camera="rtsp://anna:secret@10.0.0.7/live", server="https://models.example.org"
    )
    box.history.add([Sentence(1000.0 + at, f"Thing <b>{at}</b> & more", "small", 1.2) for at in range(60)])
    for number in range(30):
        box.journal.note(Kind.LOOK, "the picture has changed", engine="small", took_s=0.5)
        box.journal.note(Kind.SAID, "routine", text=f'A "sign" & <{number}>.', frame_at=box.clock())
    box.models.store.get("small", FolderSource(write_model(box.folder / "stick")))
    certificate_for(box.folder / "certificate.pem", ["lookaloud.local"])
    door_of(helper.application).sessions.new('Fire"fox <1> & Co')
    helper.application.extensions["lookaloud.tokens.kept"].make("Radio & <Clock>", [Scope.READ])
    session = door_of(helper.application).sessions.list()[-1].id
    token = helper.application.extensions["lookaloud.tokens.kept"].all()[0].id
    more = [
        "/history?page=2",
        "/history?words=%3Cb%3E&wrong=on",
        "/about/journal?page=2",
        "/describer/models/small",
        "/describer/models/small/remove",
        "/describer/models/omni-3b",
        f"/people/phones/{session}/revoke",
        f"/people/tokens/{token}/revoke",
    ]
    for is_locked, status in ((False, IN_TROUBLE), (True, STATUS)):
        box.board.put(status)
        box.settings.change(is_locked=is_locked)
        assert faults_at(helper, *every_page(helper), *more) == []


def test_so_is_what_comes_after_a_form(box: Box, helper: FlaskClient) -> None:
    listener = Listener(box.inbox, is_slow=True)
    version = box.settings.version
    faults = faults_after(helper, "/ask", question="Is <b>he</b> & she here?")
    listener.is_slow = False
    listener.attend()
    forms: list[tuple[str, dict[str, str]]] = [
        ("/ask", {"question": "Who?", "question-aloud": "on"}),
        ("/ask", {"thing": ""}),
        ("/do/describe", {}),
        ("/do/pause", {}),
        ("/voice/try", {}),
        ("/keys", {"key": "", "act": "read", "version": version}),
        ("/keys", {"key": "f", "act": "read", "version": version}),
        ("/camera", {"which": "typed", "address": "file:///etc/passwd", "version": version}),
        ("/describer", {"engine": "server", "version": version}),
        ("/describer/models/omni-3b/get", {}),
        ("/describer/server", {"server": "ftp://a", "server_model": "", "version": version}),
        ("/describer/server/key", {"key": "two words"}),
        ("/people/tokens/new", {"name": ""}),
        ("/people/tokens/new", {"name": "Clock", "scopes.read": "on"}),
        ("/phone/picture", {}),
        ("/settings/words_per_minute", {"words_per_minute": "x", "version": version}),
        ("/settings/words_per_minute", {"words_per_minute": "140", "version": box.settings.version}),
        ("/settings/volume", {"volume": "10", "was": "1.0", "version": box.settings.version}),
        ("/history/hours", {"hours": "", "version": box.settings.version}),
        ("/history/look", {"words": "a"}),
        ("/no-such-page", {}),
        ("/about/erase", {}),
    ]
    for path, form in forms:
        faults += faults_after(helper, path, **form)
        listener.attend()
    assert faults == []


def test_so_are_the_pages_before_somebody_is_let_in(box: Box) -> None:
    app = create_app(box)
    stranger = app.test_client()
    assert faults_at(stranger, "/pair", "/voice") == []
    link = door_of(app).pairing.open().link
    assert faults_at(stranger, "/pair", f"/pair?link={link}") == []
    assert faults_after(stranger, "/pair", code="000000", next="/") == []
    assert faults_after(stranger, "/ask", question="Is he here?") == []


def test_so_are_the_parts_that_scripts_put_into_a_page(box: Box, helper: FlaskClient) -> None:
    asked = helper.post("/ask", data={"question": "Who?"}, base_url=URL).location
    Listener(box.inbox).attend()
    word = asked.split("answer=")[1].split("&")[0]
    for path in ("/now/part", "/describer/download/part", f"/answers/{word}"):
        answer = helper.get(path, base_url=URL)
        assert answer.status_code == 200
        if answer.mimetype == "text/html":
            assert html_faults(answer.text, is_part=True) == []


def test_so_is_the_page_for_whoever_comes_without_encryption(box: Box) -> None:
    answer = plain_answers(create_app(box), 8443)(b"GET / HTTP/1.1\r\nHost: lookaloud.local:8443\r\n\r\n").decode()
    assert html_faults(answer.partition("\r\n\r\n")[2]) == []
