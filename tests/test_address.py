"""What may be opened as a camera, and that no secret in an address is ever shown."""

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera.address import (
    ACCEPTED,
    ACCEPTED_LIVE,
    Address,
    Kind,
    parse_address,
    parse_live_address,
    without_credentials,
)
from camera.errors import CameraAddressError

EVIL = (
    "",
    " ",
    "-1",
    "-2",
    "-0",
    "+1",
    "1.0",
    "0x0",
    "1e1",
    "9999",
    "٣",
    "-i",
    "--help",
    "-f lavfi",
    "/dev/video",
    "/dev/video-1",
    "/dev/video0/../../etc/passwd",
    "/dev/v4l/by-id/../../../etc/passwd",
    "/dev/v4l/by-id/..",
    "/dev/mem",
    "/dev/stdin",
    "/dev/zero",
    "/dev",
    "/proc/self/environ",
    "/proc",
    "/sys",
    "/no/such/file.mp4",
    "file:/etc/passwd",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "concat:/etc/passwd|/etc/group",
    "concatf:list.txt",
    "pipe:0",
    "pipe:",
    "data:image/png;base64,AAAA",
    "subfile,,start,0,end,9,,:/etc/passwd",
    "subfile:/etc/passwd",
    "crypto:file:///etc/passwd",
    "crypto+http://host/x",
    "async:file:/etc/passwd",
    "cache:http://host/x",
    "tee:out.mp4",
    "lavfi:testsrc",
    "fd:0",
    "unix:/run/socket",
    "ftp://host/x",
    "sftp://host/x",
    "smb://host/x",
    "gopher://host/x",
    "tcp://host:80",
    "udp://239.0.0.1:1234",
    "rtp://host:5000",
    "rtmp://host/x",
    "srt://host:1",
    "httpproxy://host/x",
    "javascript:alert(1)",
    "http:/host/x",
    "http:host/x",
    "http://",
    "http:///x",
    "http://host:99999/x",
    "http://host:0/x",
    "http://host:port/x",
    "http://[::1/x",
    "http://-host/x",
    "http://ho st/x",
    "http://host\\@other/x",
    "http://host/x y",
    "http://host/x|file:/etc/passwd",
    "http://host/\nHost: other",
    "http://host/\r\nX: y",
    "rtsp://host/\x00",
    "rtsp://host/\x1b[31m",
    "rtsp://ho\u202est/",
    "rtsp://h\u00f6st/",
    "http://host/" + "x" * 3000,
    "0\n",
    "video.mp4\n",
    "a" * 5000,
    "a\x00b",
    "host:8080/video",
    "192.168.1.2:554",
)


@pytest.mark.parametrize("text", EVIL)
def test_an_address_of_another_form_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(CameraAddressError) as refused:
        parse_address(text)
    assert str(refused.value).endswith(f": {ACCEPTED}.")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", EVIL)
def test_from_far_away_the_same_is_refused_in_the_same_words(text: str) -> None:
    with pytest.raises(CameraAddressError) as refused:
        parse_live_address(text)
    assert str(refused.value) == f"That is no camera that can be opened from here: {ACCEPTED_LIVE}."


def test_from_far_away_no_file_is_opened_and_its_being_there_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "street.mp4").write_bytes(b"")
    told = set()
    for text in (str(tmp_path / "street.mp4"), str(tmp_path / "none.mp4"), str(tmp_path), "~", "/etc/passwd"):
        with pytest.raises(CameraAddressError) as refused:
            parse_live_address(text)
        told.add(str(refused.value))
    assert len(told) == 1


def test_from_far_away_the_disk_is_not_even_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("somebody far away had the disk asked")

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", asked)
        patch.setattr(os, "lstat", asked)
        with pytest.raises(CameraAddressError):
            parse_live_address("/net/other/street.mp4")


@pytest.mark.parametrize("text", ["0", "/dev/video3", "clip", "rtsp://me:pw@10.0.0.7/live", "https://cam/v"])
def test_from_far_away_webcams_and_streams_are_understood_as_ever(text: str) -> None:
    assert parse_live_address(text) == parse_address(text)


@pytest.mark.parametrize(
    ("text", "kind", "target", "name"),
    [
        ("0", Kind.WEBCAM, "0", "webcam 0"),
        (" 2 ", Kind.WEBCAM, "2", "webcam 2"),
        ("/dev/video3", Kind.WEBCAM, "/dev/video3", "webcam 3"),
        (
            "/dev/v4l/by-id/usb-046d_HD_Pro-video-index0",
            Kind.WEBCAM,
            "/dev/v4l/by-id/usb-046d_HD_Pro-video-index0",
            "webcam usb-046d_HD_Pro",
        ),
        ("clip", Kind.CLIP, "clip", "the built-in clip"),
        ("rtsp://10.0.0.7:554/live", Kind.STREAM, "rtsp://10.0.0.7:554/live", "the stream from 10.0.0.7"),
        ("RTSPS://cam.local/1", Kind.STREAM, "rtsps://cam.local/1", "the stream from cam.local"),
        ("http://[fe80::1]:81/v?q=1", Kind.STREAM, "http://[fe80::1]:81/v?q=1", "the stream from fe80::1"),
        ("https://me:pw@cam/v", Kind.STREAM, "https://me:pw@cam/v", "the stream from cam"),
    ],
)
def test_each_accepted_form_is_understood(text: str, kind: Kind, target: str, name: str) -> None:
    address = parse_address(text)
    assert (address.kind, address.target, address.name) == (kind, target, name)


def test_a_file_is_a_video_and_a_folder_a_folder(tmp_path: Path) -> None:
    video = tmp_path / "Bildschirm 10.30\u202fAM.mp4"
    video.write_bytes(b"")
    assert parse_address(str(video)) == Address(Kind.VIDEO, str(video.resolve()))
    assert parse_address(str(tmp_path)) == Address(Kind.FOLDER, str(tmp_path.resolve()))


def test_a_file_whose_name_looks_like_a_scheme_is_opened_only_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("concat:a.mp4").write_bytes(b"")
    with pytest.raises(CameraAddressError):
        parse_address("concat:a.mp4")
    assert parse_address("./concat:a.mp4").target.startswith("/")


SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=12).map(
    lambda text: f"Zq{text}Zq"
)


@given(SECRETS, st.sampled_from(["rtsp", "http", "https"]))
def test_a_password_is_in_no_name_no_repr_and_no_cleaned_text(secret: str, scheme: str) -> None:
    for text in (
        f"{scheme}://user:{secret}@host:554/live",
        f"{scheme}://{secret}@host/live",
        f"{scheme}://host/live?password={secret}",
        f"{scheme}://host/live?a=1&token={secret}&key={secret}",
        f"{scheme}://host/user=admin_password={secret}_channel=1.sdp",
        f"{scheme}://host/user=admin&password={secret}",
        f"{scheme}://host/live#{secret}",
    ):
        assert secret not in without_credentials(f"cannot open '{text}': refused")
        assert "Zq" not in without_credentials(text)
        assert "Zq" not in what_is_shown_of(text)


def what_is_shown_of(text: str) -> str:
    try:
        address = parse_address(text)
    except CameraAddressError as error:
        return f"{error!r} {error.__cause__!r}"
    return f"{address!r} {address} {address.name}"


def test_an_address_reaches_a_child_process_whole() -> None:
    address = parse_address("rtsp://user:secret@cam/1")
    assert pickle.loads(pickle.dumps(address)).target == "rtsp://user:secret@cam/1"  # noqa: S301


def test_what_is_no_secret_stays_readable() -> None:
    assert without_credentials("no answer from rtsp://u:p@10.0.0.7:554/live/main now") == (
        "no answer from rtsp://10.0.0.7:554/live/main now"
    )
    assert without_credentials("http://cam/v?pw=1 and ./street.mp4") == "http://cam/v?… and ./street.mp4"
