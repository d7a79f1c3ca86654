"""The synthesizer and its child process: killed, stopped, crashed, badly fed; and what it leaves behind."""

import ctypes.util
import errno
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import av
import espeakng_loader
import numpy as np
import psutil
import pytest

from describe.speech.line_child import ChildGone, LineChild
from describe.speech.private_folder import PREFIX, PrivateFolder
from describe.speech.pyttsx3_ import Pyttsx3Synthesizer, SpeechVoice, chosen_voice
from describe.speech.rendering import sound_of
from describe.speech.sound import Style, SynthesizerError
from describe.speech.sound_file import read_sound
from describe.speech.voice import Voice
from describe.utterance import Fate, Utterance
from tests.fakes import TimedPlayer, ToneSynthesizer
from tests.test_spoken_text import odd_text
from tests.waiting import eventually

pytestmark = pytest.mark.slow

STYLE = Style()


@pytest.fixture
def synthesizer(tmp_path: Path) -> Iterator[Pyttsx3Synthesizer]:
    with closing(Pyttsx3Synthesizer(folder=tmp_path)) as made:
        made.synthesize("Warm.", STYLE)
        yield made


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "pyttsx3_child" in " ".join(one.cmdline())]


def hostile(tmp_path: Path, body: str) -> tuple[str, ...]:
    """A child that says it is ready, as the real one does, and then does something else."""
    script = tmp_path / "hostile.py"
    script.write_text(f"import os, signal, sys, time\nprint('{{\"voices\": []}}', flush=True)\n{body}\n")
    return (sys.executable, str(script))


def test_a_sentence_becomes_its_sound_without_silence_around_it(synthesizer: Pyttsx3Synthesizer) -> None:
    sound = synthesizer.synthesize("One face, near, slightly left.", STYLE)
    assert 1.0 < sound.length_s < 3.0
    assert np.abs(sound.samples).max() > 0.3
    loud = np.flatnonzero(np.abs(sound.samples) > 0.01)
    assert loud[0] / sound.rate_hz < 0.05
    assert 0.1 < sound.length_s - loud[-1] / sound.rate_hz < 0.25


def test_faster_is_shorter_and_a_pace_out_of_range_is_brought_into_it(synthesizer: Pyttsx3Synthesizer) -> None:
    text = "A sign says: Exit. Bright on the right."
    lengths = [synthesizer.synthesize(text, Style(words_per_minute=pace)).length_s for pace in (-5, 80, 180, 400, 9999)]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.1)
    assert lengths[1] > 1.5 * lengths[2] > 2.2 * lengths[3]
    assert lengths[4] <= lengths[3]


def test_no_sentence_is_lost_when_the_style_changes_all_the_time(synthesizer: Pyttsx3Synthesizer) -> None:
    for number in range(60):
        style = Style(words_per_minute=150 + number, language=("en", "de")[number % 2])
        assert synthesizer.synthesize(f"Number {number} on the left.", style).length_s > 0.8


def test_the_language_and_the_named_voice_are_used(synthesizer: Pyttsx3Synthesizer) -> None:
    voices = synthesizer.voices()
    assert len(voices) > 20
    german = synthesizer.synthesize("Guten Morgen.", Style(language="de"))
    english = synthesizer.synthesize("Guten Morgen.", Style(language="en"))
    named = synthesizer.synthesize("Guten Morgen.", Style(language="en", voice="German"))
    assert abs(german.length_s - english.length_s) > 0.02
    assert named.length_s == pytest.approx(german.length_s, abs=0.02)


def test_a_voice_is_chosen_by_name_then_by_language_then_by_its_nearest_form() -> None:
    voices = [
        SpeechVoice("gmw/en-029", "Caribbean", "en-029"),
        SpeechVoice("gmw/en", "British", "en-gb"),
        SpeechVoice("gmw/de", "German", "de"),
        SpeechVoice("sit/cmn", "Chinese", "cmn"),
        SpeechVoice("roa/pt-br", "Brazilian", "pt-br"),
    ]
    chosen = [
        chosen_voice(voices, style)
        for style in (
            Style(voice="GERMAN"),
            Style(voice="roa/pt-br"),
            Style(voice="unknown", language="en"),
            Style(language="en_GB"),
            Style(language="en-029"),
            Style(language="zh"),
            Style(language="pt"),
            Style(language="xx"),
        )
    ]
    assert chosen == ["gmw/de", "roa/pt-br", "gmw/en", "gmw/en", "gmw/en-029", "sit/cmn", "roa/pt-br", ""]
    assert chosen_voice([], STYLE) == ""


@pytest.mark.parametrize("text", ["", " ", "...", "\x00"])
def test_silence_is_never_given_for_a_text(synthesizer: Pyttsx3Synthesizer, text: str) -> None:
    with pytest.raises(SynthesizerError):
        synthesizer.synthesize(text, STYLE)
    assert synthesizer.synthesize("Well again.", STYLE).length_s > 0.3


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_child_that_died_between_sentences_is_replaced_unnoticed(
    synthesizer: Pyttsx3Synthesizer, fault: signal.Signals
) -> None:
    (old,) = children()
    old.send_signal(fault)
    eventually(lambda: not old.is_running() or (old.status() == psutil.STATUS_ZOMBIE and old.num_threads() <= 1), 5.0)
    began_at = time.monotonic()
    assert synthesizer.synthesize("Well again.", STYLE).length_s > 0.3
    assert time.monotonic() - began_at < 5.0
    assert [one.pid for one in children()] != [old.pid]
    assert len(children()) == 1


def test_a_child_that_hangs_is_killed_at_the_deadline_and_the_next_sentence_finds_a_new_one(tmp_path: Path) -> None:
    with closing(Pyttsx3Synthesizer(deadline_s=1.0, folder=tmp_path)) as synthesizer:
        synthesizer.synthesize("Warm.", STYLE)
        (old,) = children()
        old.suspend()
        began_at = time.monotonic()
        with pytest.raises(SynthesizerError, match="no answer"):
            synthesizer.synthesize("Lost.", STYLE)
        assert 0.9 < time.monotonic() - began_at < 4.0
        assert synthesizer.synthesize("Well again.", STYLE).length_s > 0.3
        assert not psutil.pid_exists(old.pid)


def test_a_sentence_during_which_the_child_is_killed_is_said_again_by_the_voice(tmp_path: Path) -> None:
    synthesizer = Pyttsx3Synthesizer(deadline_s=5.0, folder=tmp_path)
    voice = Voice(synthesizer, TimedPlayer(), time.monotonic, Style)
    with closing(voice):
        voice.say(Utterance("Warm."))
        assert voice.wait_quiet(10)
        (old,) = children()
        old.suspend()
        voice.say(Utterance("One face."))
        time.sleep(0.1)
        killed_at = time.monotonic()
        old.kill()
        assert voice.wait_quiet(10)
        events = voice.drain()
    assert [event.fate for event in events[-2:]] == [Fate.STARTED, Fate.HEARD]
    assert events[-2].at - killed_at < 4.0, "the deadline is 5 s"
    assert voice.trouble == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.stdin.readline(); sys.stderr.write('no data'); sys.exit(1)", "ended with 1: no data"),
        ("sys.stdin.readline(); os.kill(os.getpid(), signal.SIGSEGV)", "ended with -11"),
        ('sys.stdin.readline(); print(\'{"errors": ["no such voice"]}\', flush=True); time.sleep(9)', "no such voice"),
        ("time.sleep(60)", "no answer"),
        ("sys.stdin.readline(); sys.stdout.write('{\"err'); sys.stdout.flush(); os._exit(4)", "ended with 4"),
        ("sys.stdin.readline(); print('{\"err', flush=True); time.sleep(9)", "it answered"),
        ("sys.stdin.readline(); print('[]', flush=True); time.sleep(9)", "it answered"),
    ],
)
def test_whatever_a_child_does_wrong_is_told_in_time(tmp_path: Path, body: str, reason: str) -> None:
    command = hostile(tmp_path, body)
    synthesizer = Pyttsx3Synthesizer(command, deadline_s=2.0, folder=tmp_path)
    with closing(synthesizer), pytest.raises(SynthesizerError, match=reason):
        synthesizer.synthesize("Hello.", STYLE)


HALF_AN_ANSWER = """
import json, os, sys, wave
print('{"voices": []}', flush=True)
request = json.loads(sys.stdin.readline())
if not os.path.exists(MARK):
    open(MARK, "w").close()
    sys.stdout.write('{"err')
    sys.stdout.flush()
    os._exit(1)
with wave.open(request["path"], "wb") as file:
    file.setparams((1, 2, 22050, 0, "NONE", ""))
    file.writeframes(b"\\0\\x20" * 4410)
print('{"errors": []}', flush=True)
sys.stdin.read()
"""


def test_a_sentence_whose_answer_broke_off_is_said_again(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text(HALF_AN_ANSWER.replace("MARK", repr(str(tmp_path / "mark"))))
    synthesizer = Pyttsx3Synthesizer((sys.executable, str(script)), folder=tmp_path)
    with closing(Voice(synthesizer, TimedPlayer(), time.monotonic, Style)) as voice:
        voice.say(Utterance("One face."))
        assert voice.wait_quiet(10)
        assert [event.fate for event in voice.drain()] == [Fate.STARTED, Fate.HEARD]


def test_a_child_that_was_killed_is_gone_for_who_writes_to_it(tmp_path: Path) -> None:
    child = LineChild((sys.executable, "-c", "input()"), tmp_path / "errors.txt")
    child.kill()
    with pytest.raises(ChildGone, match="ended with"):
        child.send(b"hello")


def test_a_child_that_always_crashes_is_not_started_for_ever(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    command = hostile(tmp_path, f"open({str(marks)!r}, 'a').write('x'); sys.stdin.readline(); sys.exit(1)")
    with closing(Pyttsx3Synthesizer(command, folder=tmp_path)) as synthesizer:
        for _ in range(8):
            with pytest.raises(SynthesizerError):
                synthesizer.synthesize("Hello.", STYLE)
        with pytest.raises(SynthesizerError, match="rests"):
            synthesizer.synthesize("Hello.", STYLE)
    assert len(marks.read_text()) <= 6


def test_missing_data_of_the_library_is_told_with_what_the_library_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "modules" / "espeakng_loader"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text(
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
        f"def get_data_path(): return {str(tmp_path / 'nothing')!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(fake.parent))
    if ctypes.util.find_library("espeak-ng") or ctypes.util.find_library("espeak"):
        pytest.skip("this system has its own espeak, and so its data")
    synthesizer = Pyttsx3Synthesizer(folder=tmp_path)
    with closing(synthesizer), pytest.raises(SynthesizerError, match=r"does not start.*phontab"):
        synthesizer.synthesize("Hello.", STYLE)


def test_closing_ends_the_child_and_removes_the_folder_even_in_the_midst_of_a_sentence(tmp_path: Path) -> None:
    synthesizer = Pyttsx3Synthesizer(deadline_s=30.0, folder=tmp_path)
    synthesizer.synthesize("Warm.", STYLE)
    (child,) = children()
    child.suspend()
    errors: list[SynthesizerError] = []

    def work() -> None:
        try:
            synthesizer.synthesize("Lost.", STYLE)
        except SynthesizerError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    synthesizer.close()
    synthesizer.close()
    thread.join(10)
    assert not thread.is_alive()
    assert len(errors) == 1
    assert not psutil.pid_exists(child.pid)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_private_and_empty_between_sentences(synthesizer: Pyttsx3Synthesizer, tmp_path: Path) -> None:
    (folder,) = tmp_path.iterdir()
    synthesizer.synthesize("One face.", STYLE)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list(folder.glob("*.wav"))


def test_folders_of_the_dead_are_removed_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    living = PrivateFolder(tmp_path)
    code = "import sys, os, signal; from pathlib import Path; from describe.speech.private_folder import PrivateFolder;"
    code += "folder = PrivateFolder(Path(sys.argv[1])); (folder.path / '1.wav').write_bytes(b'said');"
    code += "os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    stranger = tmp_path / "something-else"
    stranger.mkdir()
    young = tmp_path / f"{PREFIX}young"
    young.mkdir()
    assert len(list(tmp_path.iterdir())) == 4
    mine = PrivateFolder(tmp_path)
    assert set(tmp_path.iterdir()) == {living.path, mine.path, stranger, young}
    living.close()
    mine.close()
    mine.close()
    assert set(tmp_path.iterdir()) == {stranger, young}


def test_a_sentence_that_is_still_being_written_does_not_keep_the_folder_of_the_dead(tmp_path: Path) -> None:
    dead = tmp_path / f"{PREFIX}dead"
    dead.mkdir()
    (dead / "in-use").touch()
    is_written = threading.Event()

    def write_on() -> None:
        while (dead / "in-use").exists():
            pass
        while not is_written.is_set():
            try:
                (dead / "2.wav").touch()
            except OSError:
                return
            is_written.set()

    writer = threading.Thread(target=write_on)
    writer.start()
    with closing(PrivateFolder(tmp_path)) as mine:
        writer.join(10)
        assert list(tmp_path.iterdir()) == [mine.path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_the_voice_does_without_a_lock_where_the_system_refuses_them_and_litters_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415  # Windows has none

    asked: list[int] = []

    def refuse(file: object, operation: int) -> None:
        asked.append(operation)
        assert len(asked) < 100, "it goes on for ever"
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with closing(Pyttsx3Synthesizer(folder=tmp_path)) as synthesizer:
        assert synthesizer.synthesize("Well.", STYLE).length_s > 0.3
        assert len(list(tmp_path.iterdir())) == 1
        other = PrivateFolder(tmp_path)
        assert len(list(tmp_path.iterdir())) == 2
        other.close()
        assert synthesizer.synthesize("Still well.", STYLE).length_s > 0.3
    assert list(tmp_path.iterdir()) == []


SPEAKING = """
import sys
import time
from pathlib import Path
from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
from describe.speech.sound import Style
synthesizer = Pyttsx3Synthesizer(folder=Path(sys.argv[1]))
print(synthesizer.synthesize("Warm.", Style()).rate_hz, flush=True)
while sys.argv[2] == "speaking" or time.sleep(60) is None:
    synthesizer.synthesize("A longer sentence about a door, a sign, and a window that is lit. " * 4, Style())
"""


def start_speaking(folder: Path, then: str = "speaking") -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", SPEAKING, str(folder), then], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline()
    return process


@pytest.mark.parametrize("then", ["speaking", "idle"])
def test_the_child_dies_with_its_parent_however_that_dies_and_is_deaf_to_ctrl_c(tmp_path: Path, then: str) -> None:
    with start_speaking(tmp_path, then) as process:
        (child,) = psutil.Process(process.pid).children()
        child.send_signal(signal.SIGINT)
        time.sleep(0.2)
        assert child.is_running()
        process.kill()
        eventually(lambda: not psutil.pid_exists(child.pid) or child.status() == psutil.STATUS_ZOMBIE, 10)


SPEAKERS = """
import os
import sys
from pathlib import Path
from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
from describe.speech.sound import Style
for _ in sys.stdin:
    speaker = os.fork()
    if speaker == 0:
        synthesizer = Pyttsx3Synthesizer(folder=Path(sys.argv[1]))
        synthesizer.synthesize("Warm.", Style())
        print(os.getpid(), flush=True)
        while True:
            synthesizer.synthesize("A longer sentence about a door, a sign, and a window that is lit. " * 4, Style())
    os.waitpid(speaker, 0)
    print("dead", flush=True)
"""
"""Loads its libraries once, and then for each line starts a process that speaks until it is killed."""


def test_a_hundred_kills_in_the_midst_of_a_sentence_leave_no_file_after_the_next_start(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    left = 0
    command = [sys.executable, "-c", SPEAKERS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as speakers:
        assert speakers.stdin
        assert speakers.stdout
        for _ in range(100):
            speakers.stdin.write("speak\n")
            speakers.stdin.flush()
            speaker = int(speakers.stdout.readline())
            time.sleep(rng.random() * 0.03)
            os.kill(speaker, signal.SIGKILL)
            assert speakers.stdout.readline() == "dead\n"
            left += len(list(tmp_path.rglob("*.wav")))
    with closing(Pyttsx3Synthesizer(folder=tmp_path)) as synthesizer:
        synthesizer.synthesize("Well again.", STYLE)
        assert not list(tmp_path.rglob("*.wav"))
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
    assert left > 0, "no kill left a file, so this has shown nothing"


def test_a_thousand_odd_texts_go_through_the_real_synthesizer(synthesizer: Pyttsx3Synthesizer) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    (child,) = children()
    spoken = 0
    errors: set[str] = set()
    for _ in range(1000):
        text = odd_text(rng)
        try:
            spoken += sound_of(Utterance(text), synthesizer, STYLE) is not None
        except SynthesizerError as error:
            errors.add(str(error))
    assert errors <= {"the speech synthesizer gave silence"}
    assert spoken > 500
    assert [one.pid for one in children()] == [child.pid]


def test_text_that_nobody_cleaned_does_not_end_the_child(synthesizer: Pyttsx3Synthesizer) -> None:
    (child,) = children()
    for text in (
        "a\x00b",
        "lone \ud800 surrogate",
        "<speak>x",
        "[[h@'loU]]",
        "-f /etc/passwd",
        "\u202eabc",
        "x" * 5000,
    ):
        assert synthesizer.synthesize(text, STYLE).length_s > 0.1
    assert [one.pid for one in children()] == [child.pid]
    assert all("passwd" not in part for part in child.cmdline())


def test_wav_and_aiff_files_are_read_as_another_program_writes_them(tmp_path: Path) -> None:
    numbers = (ToneSynthesizer(0.2).synthesize("x", STYLE).samples * 32767).astype(np.int16)
    for ending, codec in (("wav", "pcm_s16le"), ("aiff", "pcm_s16be")):
        path = tmp_path / f"tone.{ending}"
        with av.open(str(path), "w") as file:
            stream = file.add_stream(codec, rate=22050, layout="mono")
            assert isinstance(stream, av.AudioStream)
            frame = av.AudioFrame.from_ndarray(numbers.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = 22050
            file.mux([*stream.encode(frame), *stream.encode(None)])
        sound = read_sound(path.read_bytes())
        assert sound.rate_hz == 22050
        np.testing.assert_array_equal(np.round(sound.samples * 32768), numbers)


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"FORM\x00\x00\x00\x00AIFFCOMM", b"hello"]
)
def test_a_damaged_sound_file_is_an_error(data: bytes) -> None:
    with pytest.raises(SynthesizerError):
        read_sound(data)


def test_the_folder_lies_in_memory_where_the_system_has_such_a_place() -> None:
    with closing(PrivateFolder()) as folder:
        partitions = {part.mountpoint: part.fstype for part in psutil.disk_partitions(all=True)}
        if "tmpfs" not in (partitions.get("/dev/shm"), partitions.get(os.environ.get("XDG_RUNTIME_DIR", ""))):  # noqa: S108
            pytest.skip("this system offers no folder in memory")
        assert partitions[str(folder.path.parent)] == "tmpfs"
