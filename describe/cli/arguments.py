"""What several commands take on the command line."""

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  the one name that its kind has
"""Where a command adds its own."""

CLIP = "clip"
ADDRESSES = "a number, a video file, a folder of pictures, an rtsp or http address, or 'clip' for the built-in clip"
ENGINES = "who describes: auto, senses, server, a server's address, a model's name, or its folder"


def words(text: str) -> str:
    """Return the words; raise ArgumentTypeError where there are none."""
    given = " ".join(text.split())
    if not given:
        raise argparse.ArgumentTypeError("that is empty: give a few words")
    return given
