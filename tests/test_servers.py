"""What goes to a model server and what comes back, without any network: addresses, keys, events, errors, pictures."""

import base64
import io
import json
import logging
import os
import random
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage

from camera.frame import Frame, frame_of
from describe.describer import DescriberError, DescriberFailed, DescriberUnavailable, OutOfMemory
from describe.request import Exchange, Request, Task
from describe.servers.address import is_near, parse_server_address
from describe.servers.answers import LONGEST_PAUSE_S, Reply, delta_of, error_of, models_of, pause_asked_s
from describe.servers.events import LONGEST, EventStream
from describe.servers.key import FILE_VARIABLE, KeptKeys, Key, key_from, read_key
from describe.servers.messages import body_for
from describe.servers.probe import chosen
from describe.servers.trouble import ServerTrouble
from tests.fakes import tone

Part = dict[str, Any]  # of a message: what JSON holds
SECRET = "sk-7hQ2-oranges-at-noon"  # noqa: S105  # of nothing


def frame(width: int = 1920, height: int = 1080) -> Frame:
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, : width // 2] = (200, 40, 40)
    return frame_of(picture, 0.0, 1)


@pytest.mark.parametrize(
    ("text", "scheme", "host", "port", "path"),
    [
        ("http://localhost:8000", "http", "localhost", 8000, "/v1"),
        ("http://localhost:8000/", "http", "localhost", 8000, "/v1"),
        (" https://Models.example.org/v1/ ", "https", "models.example.org", 443, "/v1"),
        ("https://example.org/house/v1", "https", "example.org", 443, "/house/v1"),
        ("https://example.org/house", "https", "example.org", 443, "/house/v1"),
        ("https://example.org/v1beta/openai", "https", "example.org", 443, "/v1beta/openai"),
        ("https://example.org/v1/chat/completions", "https", "example.org", 443, "/v1"),
        ("http://[::1]:11434/v1", "http", "::1", 11434, "/v1"),
        ("HTTP://192.168.1.20:8080", "http", "192.168.1.20", 8080, "/v1"),
    ],
)
def test_an_address_as_people_write_it_leads_to_the_right_place(
    text: str, scheme: str, host: str, port: int, path: str
) -> None:
    address = parse_server_address(text)
    assert (address.scheme, address.host, address.port, address.path) == (scheme, host, port, path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost:8000",
        "ftp://example.org",
        "file:///etc/passwd",
        "http:/example.org",
        "http://",
        "http://:8000",
        "http://example.org:99999",
        "http://example.org:0",
        "http://example.org/v1?key=ORANGES",
        "http://example.org/v1#ORANGES",
        "http://anna:ORANGES@example.org",
        "http://ORANGES@example.org",
        "http://example.org/@ORANGES",
        "http://exa mple.org",
        "http://example.org/a b",
        "http://example.org/../v1",
        "http://example.org/%2e%2e/v1",
        "http://example.org\r\nHost: ORANGES",
        "http://example.org\\@ORANGES",
        "http://exämple.org",
        "http://[fe80::1%25eth0]/",
        "http://example.org//evil/v1",
        "javascript://example.org",
        "http://" + "a" * 600,
    ],
)
def test_any_other_address_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(DescriberUnavailable, match="a model server is an address such as") as caught:
        parse_server_address(text)
    assert "ORANGES" not in str(caught.value)
    assert "ORANGES" not in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "172.20.0.2", "169.254.1.1", "fe80::1%2"]
)
def test_this_machine_and_private_networks_are_near(ip: str) -> None:
    assert is_near(ip)


@pytest.mark.parametrize("ip", ["fd12::1", "100.100.1.2", "::ffff:192.168.1.1"])
def test_virtual_private_networks_are_near(ip: str) -> None:
    assert is_near(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "224.0.0.1", "1.1.1.1"])
def test_the_internet_is_not_near(ip: str) -> None:
    assert not is_near(ip)


def test_the_key_comes_from_the_environment_or_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    authorized = [("Authorization", f"Bearer {SECRET}")]
    assert key_from({"LOOKALOUD_SERVER_KEY": f" {SECRET} "}).headers == authorized
    assert key_from({"LOOKALOUD_SERVER_KEY_FILE": str(file)}).headers == authorized
    assert key_from({}).headers == []
    assert key_from({"LOOKALOUD_SERVER_KEY": " "}).headers == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file has no such mode")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666, 0o601])
def test_a_key_file_that_others_can_open_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text(SECRET)
    file.chmod(mode)
    with pytest.raises(DescriberUnavailable, match=f"chmod 600 {file}") as caught:
        read_key(file)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("text", [SECRET + "\r\nX-Evil: 1", SECRET + " and more", SECRET + "\xe4", SECRET * 500, ""])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(DescriberUnavailable) as caught:
        read_key(file)
    assert SECRET not in str(caught.value)
    assert SECRET not in str(caught.value.__cause__)


def test_a_key_that_was_typed_is_kept_for_its_owner_alone_and_used_for_its_server(tmp_path: Path) -> None:
    keys = KeptKeys(tmp_path / "new")
    assert not keys.has("https://models.example.org")
    keys.keep("https://models.example.org", Key(SECRET))
    (file,) = (tmp_path / "new").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    environ = keys.for_server({}, "https://models.example.org/v1")
    assert key_from(environ) == Key(SECRET)
    assert key_from(keys.for_server({FILE_VARIABLE: str(file)}, "https://models.example.org")) == Key(SECRET)


@pytest.mark.parametrize(
    "server",
    ["https://evil.example", "http://models.example.org", "https://models.example.org:444", "no address", ""],
)
def test_a_kept_key_goes_to_no_other_server(tmp_path: Path, server: str) -> None:
    keys = KeptKeys(tmp_path)
    keys.keep("https://models.example.org", Key(SECRET))
    assert key_from(keys.for_server({}, server)) == Key()
    assert not keys.has(server)


def test_another_key_takes_the_place_of_the_kept_one_and_forgetting_leaves_nothing(tmp_path: Path) -> None:
    keys, before = KeptKeys(tmp_path), KeptKeys(tmp_path).state()
    keys.keep("https://one.example", Key(SECRET))
    kept = keys.state()
    keys.keep("https://two.example", Key("other"))
    assert len({before, kept, keys.state()}) == 3
    assert not keys.has("https://one.example")
    keys.forget()
    assert list(tmp_path.iterdir()) == []
    keys.forget()


def test_a_key_given_at_the_start_goes_before_the_kept_one(tmp_path: Path) -> None:
    keys = KeptKeys(tmp_path)
    keys.keep("https://one.example", Key(SECRET))
    assert key_from(keys.for_server({"LOOKALOUD_SERVER_KEY": "given"}, "https://one.example")) == Key("given")


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DescriberUnavailable, match="nowhere cannot be read: No such file"):
        read_key(tmp_path / "nowhere")


def test_a_key_shows_itself_nowhere_and_is_struck_out_of_what_a_server_says() -> None:
    key = Key(SECRET)
    assert SECRET not in f"{key} {key!r} {[key]}"
    assert key.hidden_in(f"Incorrect API key: {SECRET}.") == "Incorrect API key: …."
    assert Key().hidden_in("as it is") == "as it is"


STREAM = (
    b": a comment\n\nevent: message\r\nid: 1\r\nretry: 5\r\ndata: one\r\n\r\n"
    b'data: {"a":\ndata: 1}\n\ndata:\n\ndata: gr\xc3\xbc\xc3\x9fe \xf0\x9f\x9a\x8c\n\ndata: [DONE]\n\n'
)
TEXTS = ["one", '{"a":\n1}', "grüße 🚌", "[DONE]"]


@given(st.lists(st.integers(0, len(STREAM)), max_size=40))
def test_events_are_the_same_wherever_the_network_cuts_them(cuts: list[int]) -> None:
    stream, found = EventStream(), []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(STREAM)], strict=True):
        found += list(stream.feed(STREAM[start:end]))
    assert found == TEXTS


def test_a_mark_at_the_beginning_hides_no_word() -> None:
    assert list(EventStream().feed(b"\xef\xbb\xbfdata: one\n\n")) == ["one"]


@given(st.binary(max_size=300))
def test_any_bytes_are_events_or_refused(data: bytes) -> None:
    try:
        events = list(EventStream().feed(data))
    except DescriberFailed:
        return
    for event in events:
        event.encode("utf-8")


@pytest.mark.parametrize(
    "data", [b"dat: {}\n", b"\x00\xff\n", b"data: gr\xc3\n\n", b"<html>\n", b"data: " + b"a" * LONGEST + b"\n\n"]
)
def test_a_damaged_stream_is_refused_since_a_word_may_be_missing(data: bytes) -> None:
    with pytest.raises(DescriberFailed, match="it sent"):
        list(EventStream().feed(data))


def test_a_line_or_an_event_without_end_is_refused_before_it_fills_the_memory() -> None:
    for piece in (b"a" * 1000, b"data: " + b"a" * 1000 + b"\n"):
        stream = EventStream()
        for _ in range(LONGEST // 1001):
            assert list(stream.feed(piece)) == []
        with pytest.raises(DescriberFailed, match="in one piece"):
            list(stream.feed(piece * 2))


def test_a_long_line_that_comes_byte_by_byte_costs_no_time() -> None:
    def seconds(size: int) -> float:
        stream, began_at = EventStream(), time.perf_counter()
        for _ in range(size):
            list(stream.feed(b"a"))
        return time.perf_counter() - began_at

    seconds(1000)
    assert seconds(60_000) < 60 * max(seconds(5_000), 0.001)  # if every byte copied all before it, 144 times


@pytest.mark.parametrize(
    ("event", "text", "is_end"),
    [
        ('{"choices":[{"delta":{"content":"A bus"}}]}', "A bus", False),
        ('{"choices":[{"delta":{"role":"assistant","content":null}}]}', "", False),
        ('{"choices":[{"delta":{"reasoning_content":"The user wants"}}]}', "", False),
        ('{"choices":[{"delta":{"content":"."},"finish_reason":"stop"}]}', ".", True),
        ('{"choices":[{"delta":{},"finish_reason":"length"}]}', "", True),
        ('{"choices":[],"usage":{"prompt_tokens":5}}', "", False),
        ('{"type":"ping"}', "", False),
        ('{"choices":[{"delta":{"content":"\\ud83d bus"}}]}', " bus", False),
        ('{"choices":null,"error":null}', "", False),
        ('{"choices":[{"delta":[1]}]}', "", False),
        ("[DONE]", "", True),
    ],
)
def test_an_event_gives_its_words(event: str, text: str, is_end: bool) -> None:
    delta = delta_of(event)
    assert (delta.text, delta.is_end) == (text, is_end)


@pytest.mark.parametrize(
    "event", ["{", "null", '"words"', "[1]", "[" * 60_000, "9" * 60_000, "NaN", '{"choices":', "Internal Server Error"]
)
def test_an_event_that_is_none_is_refused(event: str) -> None:
    with pytest.raises(DescriberFailed, match="what is no answer"):
        delta_of(event)


def test_an_error_in_the_middle_of_a_stream_is_told_in_one_line() -> None:
    with pytest.raises(ServerTrouble, match=r"it gave up: CUDA error line two$"):
        delta_of('{"error":{"message":"CUDA error\\n\\u001b[2J line two"}}'.replace("\\u001b[2J", ""))
    with pytest.raises(ServerTrouble) as caught:
        delta_of(json.dumps({"error": "\x1b[2J\r\nINFO forged" + "x" * 900}))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300
    for reason in ("abort", "error", "content_filter"):
        with pytest.raises(DescriberFailed, match="ended its answer early"):
            delta_of(json.dumps({"choices": [{"delta": {}, "finish_reason": reason}]}))


def reply(status: int, body: object = None, **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (reply(401, {"error": {"message": "bad key"}}), DescriberUnavailable, "LOOKALOUD_SERVER_KEY"),
        (reply(403), DescriberUnavailable, "LOOKALOUD_SERVER_KEY"),
        (reply(404, {"detail": "Not Found"}), DescriberUnavailable, "no such model"),
        (reply(307, location="https://evil.example/v1?key=1"), DescriberUnavailable, "passes on to evil.example,"),
        (reply(302, location="file:///etc/passwd"), DescriberUnavailable, "passes on to an address with file:"),
        (reply(301, location="http://[bad"), DescriberUnavailable, "an address that is none"),
        (reply(308, location="/v1/models/"), DescriberUnavailable, "another path"),
        (reply(400, {"error": {"message": "no"}}), DescriberFailed, r"refused the request \(400: no\)"),
        (reply(413), OutOfMemory, "so large"),
        (reply(400, {"message": "maximum context length is 4096"}), OutOfMemory, "so large"),
        (reply(500, {"error": "CUDA out of memory"}), OutOfMemory, "so large"),
        (reply(429, retry_after="7"), ServerTrouble, "busy"),
        (reply(500), ServerTrouble, "ill"),
        (reply(503), ServerTrouble, "busy"),
    ],
)
def test_a_status_says_what_it_means_and_what_helps(answer: Reply, kind: type[DescriberError], words: str) -> None:
    error = error_of(answer)
    assert type(error) is kind
    with pytest.raises(kind, match=words):
        raise error


def test_a_page_for_a_browser_is_not_quoted() -> None:
    assert "html" not in str(error_of(Reply(502, {}, b"<html><h1>Bad Gateway</h1></html>")))


@pytest.mark.parametrize(
    ("headers", "pause_s"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "1e9"}, LONGEST_PAUSE_S),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Mon, 01 Jan 1990 00:00:20 GMT", "date": "Mon, 01 Jan 1990 00:00:00 GMT"}, 20.0),
        ({"retry-after": "Mon, 01 Jan 1990 00:00:20 GMT", "date": "Mon, 01 Jan 1990 00:01:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 01 Jan 1990 00:00:20 GMT", "date": "Mon, 01 Jan 1990 00:00:00"}, None),
        ({"retry-after": "Mon, 01 Jan 1990 00:00:20 GMT"}, None),
        ({}, None),
    ],
)
def test_the_pause_that_a_server_asks_for_is_read_without_trust_in_our_clock(
    headers: dict[str, str], pause_s: float | None
) -> None:
    assert pause_asked_s(headers) == pause_s


def test_models_are_read_from_the_list_and_from_nothing_else() -> None:
    listed = {"data": [{"id": "a"}, {"id": 5}, "b", {"id": "x\x1b[2J"}, {"id": ""}, {"id": "y" * 900}]}
    assert models_of(json.dumps(listed).encode()) == ("a",)
    for body in (b"<html>", b"[]", b'{"data": {}}', b"\xff"):
        with pytest.raises(DescriberFailed):
            models_of(body)


@pytest.mark.parametrize(
    ("models", "wanted", "model"),
    [
        (("anything",), "", "anything"),
        (("llama3.2:3b", "qwen2.5vl:7b"), "", "qwen2.5vl:7b"),
        (("nomic-embed-text", "llava:7b", "mistral"), "", "llava:7b"),
        (("Qwen/Qwen3-VL-2B-Instruct", "Qwen/Qwen2.5-Omni-7B"), "", "Qwen/Qwen2.5-Omni-7B"),
        (("HuggingFaceTB/SmolVLM2-500M-Video-Instruct", "gpt2"), "", "HuggingFaceTB/SmolVLM2-500M-Video-Instruct"),
        (("a", "b"), "b", "b"),
        (("a", "b"), "c", "c"),
        ((), "c", "c"),
    ],
)
def test_a_model_that_sees_is_chosen_and_a_wanted_one_before_all(
    models: tuple[str, ...], wanted: str, model: str
) -> None:
    assert chosen(models, wanted) == model


@pytest.mark.parametrize("models", [(), ("llama3.2:3b", "mistral"), ("evlogimenos", "gpt2")])
def test_where_no_model_is_known_to_see_one_has_to_be_named(models: tuple[str, ...]) -> None:
    with pytest.raises(DescriberUnavailable, match="by name"):
        chosen(models, "")


def parts_of(request: Request, *, hears: bool = True) -> tuple[str, list[Part], str]:
    """Return the fixed text, the pictures and sounds, and what is asked now; the order has to be this one."""
    body = json.loads(json.dumps(body_for(request, "m", hears=hears)))
    system, user = body["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    *seen, asked = user["content"]
    assert all(part["type"] in ("image_url", "input_audio") for part in seen)
    return system["content"], seen, asked["text"]


def picture_in(part: Part) -> PillowImage.Image:
    head, _, data = part["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    return PillowImage.open(io.BytesIO(base64.b64decode(data)))


def test_the_fixed_text_comes_first_and_is_the_same_for_every_picture_and_question() -> None:
    first = parts_of(Request((frame(),), Task.ASK, question="What is on the table?"))
    later = parts_of(
        Request((frame(640, 480),), Task.ASK, question="And beside it?", exchanges=(Exchange("What?", "A cup."),))
    )
    assert first[0] == later[0]
    assert "What is on the table?" in first[2]
    assert "A cup." in later[2]
    assert "beside it" in later[2]


@pytest.mark.parametrize(
    ("task", "tokens", "size"),
    [
        (Task.DESCRIBE, None, (768, 432)),
        (Task.READ, None, (1280, 720)),
        (Task.DESCRIBE, 256, (597, 336)),
        (Task.READ, 1000, (1180, 664)),
        (Task.DESCRIBE, 100_000, (1920, 1080)),
    ],
)
def test_a_picture_is_sent_as_large_as_the_task_needs_and_never_enlarged(
    task: Task, tokens: int | None, size: tuple[int, int]
) -> None:
    _, seen, _ = parts_of(Request((frame(),), task, picture_tokens=tokens))
    shown = picture_in(seen[0])
    assert shown.size == pytest.approx(size, abs=1)
    if tokens and tokens < 100_000:
        assert shown.width * shown.height <= tokens * 28 * 28 * 1.01
    colours = np.asarray(shown)
    assert colours[size[1] // 2, size[0] // 4] == pytest.approx((200, 40, 40), abs=12)
    assert colours[size[1] // 2, size[0] * 3 // 4] == pytest.approx((0, 0, 0), abs=12)


def test_only_the_newest_look_is_sent_and_a_clip_as_small_pictures_oldest_first() -> None:
    looks = tuple(frame_of(np.full((480, 640, 3), 60 * number, np.uint8), float(number), number) for number in range(4))
    _, seen, _ = parts_of(Request(looks))
    assert [round(float(np.asarray(picture_in(part)).mean())) for part in seen] == [180]
    _, seen, asked = parts_of(Request(looks[-1:], clip=looks))
    means = [round(float(np.asarray(picture_in(part)).mean())) for part in seen]
    assert means == pytest.approx([0, 60, 120, 180], abs=2)
    assert max(picture_in(part).width for part in seen) <= 448
    assert "half a second apart" in asked


def test_sound_is_sent_as_wav_of_the_rate_that_models_take_and_only_to_those_that_hear() -> None:
    request = Request((frame(),), Task.ASK, question_sound=tone(0.5))
    _, seen, asked = parts_of(request)
    heard = seen[-1]["input_audio"]
    assert heard["format"] == "wav"
    with wave.open(io.BytesIO(base64.b64decode(heard["data"]))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16000)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert len(samples) == pytest.approx(8000, abs=2)
    assert np.abs(samples).max() == pytest.approx(16384, rel=0.02)
    assert "spoken question" in asked
    _, seen, _ = parts_of(request, hears=False)
    assert [part["type"] for part in seen] == ["image_url"]


def test_hostile_words_of_a_server_stay_one_short_printable_line(caplog: pytest.LogCaptureFixture) -> None:
    rng = random.Random(7)
    letters = ["\x1b", "\n", "\r", "\0", "\u202e", "a", " ", '"', "ü", "\ud800"]
    for _ in range(300):
        words = "".join(rng.choice(letters) for _ in range(rng.randrange(400)))
        text = str(error_of(reply(400, {"error": {"message": words}})))
        assert text.isprintable()
        assert len(text) < 300
    with caplog.at_level(logging.WARNING):
        chosen(("a",), "b\nforged")
    assert "\n" not in caplog.messages[0]
