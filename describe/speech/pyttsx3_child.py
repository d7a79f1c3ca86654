"""Runs by itself in a process of its own: reads sentences, has pyttsx3 write each to a file, and answers.

espeak ends its process when its data are missing, and drivers hang; so none of this happens in the program that
sees and speaks. One line of JSON comes for each sentence, one line goes back. It imports nothing of this project,
so that it starts in a twentieth of a second.
"""

import contextlib
import ctypes
import json
import os
import queue
import signal
import sys
import threading
import time
from typing import IO, Any

SYSTEM_LIBRARIES = ("libespeak-ng.so.1", "libespeak.so.1")


def main() -> None:
    """Answer every line until the parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # pyttsx3 prints to where the answers go
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    is_espeak = sys.platform.startswith("linux")
    if is_espeak:
        _load_espeak()
    import pyttsx3  # noqa: PLC0415  # only now is there a library for it to find

    engine = pyttsx3.init()
    errors: list[str] = []
    finished = threading.Event()
    engine.connect("error", lambda name, exception: errors.append(f"{exception}"))  # noqa: ARG005  # by keyword
    # A cancelled sentence spoils the next one, too: better a new process, which takes 50 ms.
    engine.connect("finished-utterance", lambda name, completed: finished.set() if completed else os._exit(3))  # noqa: ARG005
    _settle(is_espeak)
    engine.runAndWait()  # with nothing to say: from now on, properties are set at once
    voices = [(voice.id, voice.name or "", _language(voice)) for voice in engine.getProperty("voices")]
    _answer(answers, {"voices": voices})
    style = ("", 0)
    while True:
        request = json.loads(requests.get())
        errors.clear()
        if style != (request["voice"], request["rate"]):
            style = (request["voice"], request["rate"])
            _set_style(engine, *style)
        _settle(is_espeak)
        finished.clear()
        engine.save_to_file(request["text"], request["path"])
        engine.runAndWait()
        if is_espeak:
            finished.wait()  # pyttsx3 does not wait for espeak, whatever it is called
        _answer(answers, {"errors": errors})


def _listen(requests: "queue.SimpleQueue[str]") -> None:
    """Pass on what the parent asks for; end the process with it, even in the midst of a sentence."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _load_espeak() -> None:
    """Load the library that came with the program where the system has none."""
    for name in SYSTEM_LIBRARIES:
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return
    import espeakng_loader  # noqa: PLC0415  # only where it is needed

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)


def _language(voice: Any) -> str:  # the library has no types, and gives str, bytes or nothing
    first = (voice.languages or [""])[0]
    return first.decode(errors="ignore").strip("\x05\x00") if isinstance(first, bytes) else str(first)


def _set_style(engine: Any, voice: str, rate: int) -> None:  # the library has no types
    if voice:
        engine.setProperty("voice", voice)
    engine.setProperty("rate", rate)


def _settle(is_espeak: bool) -> None:
    """Wait until espeak's own thread is idle: if it is not, pyttsx3 cancels it, and once more in the next sentence."""
    if is_espeak:
        from pyttsx3.drivers._espeak import IsPlaying  # noqa: PLC0415  # loads the library

        while IsPlaying():
            time.sleep(0.001)


def _answer(answers: IO[str], answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
