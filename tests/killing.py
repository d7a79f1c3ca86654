"""Saves settings in a loop and is killed at a random moment, again and again; prints how often the file was torn.

Run as a script by test_settings_file.py: it forks, which a process with threads must not.
Arguments: folder, number of kills, seed, and "whole" or "naive" for the way of writing.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from describe.settings_file import SettingsFile


def save_for_ever(path: Path, is_naive: bool, acknowledge: int) -> None:
    settings = SettingsFile(path)
    for number in range(80, 450):
        if is_naive:
            text = settings.snapshot().model_copy(update={"words_per_minute": number}).model_dump_json(indent=2)
            with path.open("w") as file:
                for character in text:
                    file.write(character)
                    file.flush()
        else:
            settings.change(words_per_minute=number)
        os.write(acknowledge, f"{number:4}".encode())


def is_torn(path: Path, acknowledged: int) -> bool:
    loaded = SettingsFile(path).loaded
    speed = loaded.settings.words_per_minute
    return bool(loaded.repairs) or speed not in (acknowledged, acknowledged + 1)


def main() -> None:
    folder, kills, rng = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    is_naive = sys.argv[4] == "naive"
    torn = 0
    for number in range(kills):
        path = folder / f"{number}" / "settings.json"
        path.parent.mkdir()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            save_for_ever(path, is_naive, writer)
            os._exit(0)
        os.close(writer)
        os.read(reader, 4)
        time.sleep(rng.random() * 0.004)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged = 80
        while number_read := os.read(reader, 4):
            acknowledged = int(number_read)
        os.close(reader)
        torn += is_torn(path, acknowledged)
    print(torn)


if __name__ == "__main__":
    main()
