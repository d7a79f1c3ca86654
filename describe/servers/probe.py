"""Finds out what a server can do: which model to ask, and whether it takes in pictures and sound at all."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from camera.frame import Image
from describe.describer import DescriberUnavailable
from describe.servers.answers import Reply, error_of, prompt_tokens_of, quoted
from describe.servers.messages import jpeg, picture, probe_body, sound
from describe.speech.sound import Sound

_log = logging.getLogger(__name__)

_SEES = re.compile(
    r"omni|vision|llava|smolvlm|pixtral|moondream|molmo|idefics|internvl|paligemma|minicpm-?[vo]|gemma-?[34]|llama-?4"
    r"|(?:^|[^a-z])vl(?:m|$|[^a-z])|qwen[0-9.]*-?vl|[0-9]v(?:$|[^a-z0-9])",
    re.IGNORECASE,
)
"""Names of models that take pictures. Only used to choose from several; whether one does is tried out."""
_REFUSED = frozenset({400, 404, 413, 415, 422, 500, 501})
"""What servers answer to a part that their model cannot take, when they have just answered without it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a server turned out to be. `sees` and `hears` are None where it does not tell what it has read."""

    model: str
    models: tuple[str, ...]
    sees: bool | None
    hears: bool | None

    @property
    def words(self) -> str:
        """What was found, for a log or a terminal."""
        senses = {True: "takes pictures", None: "may take pictures (it does not tell)", False: "takes no pictures"}
        ears = {True: "and sound", None: "but perhaps no sound", False: "but no sound"}
        return f"{quoted(self.model)} {senses[self.sees]} {ears[self.hears]}"


def chosen(models: tuple[str, ...], wanted: str) -> str:
    """Return the model to ask: the wanted one, the only one, or the first that is known to see.

    One whose name says omni goes first, as it hears, too. Raises DescriberUnavailable where none of several is known.
    """
    if wanted:
        if models and wanted not in models:
            _log.warning("the server does not list the model %s, it is asked for all the same", quoted(wanted))
        return wanted
    if len(models) == 1:
        return models[0]
    seeing = sorted((name for name in models if _SEES.search(name)), key=lambda name: "omni" not in name.lower())
    if seeing:
        return seeing[0]
    listed = quoted(", ".join(models)) if models else "it lists none"
    raise DescriberUnavailable(f"which of its models is to be asked has to be said by name ({listed})")


def try_out(model: str, models: tuple[str, ...], ask: Callable[[dict[str, object]], Reply]) -> Found:
    """Return what the model takes in. `ask` sends a request and returns the answer; raises DescriberError.

    Some servers leave out a picture that their model cannot take and answer all the same: a description of nothing.
    So it is tried: whoever takes a picture in has read more tokens with it than without.
    """
    bare = ask(probe_body(model, []))
    bare.raise_for_status()
    shown = ask(probe_body(model, [picture(jpeg(_test_picture(), 112, 80))]))
    if shown.status in _REFUSED:
        raise DescriberUnavailable(f"its model {quoted(model)} takes no pictures: {error_of(shown)}")
    sees = _is_more(shown, bare)
    if sees is False:
        raise DescriberUnavailable(
            f"its model {quoted(model)} answers without looking at the picture: choose one that sees"
        )
    played = ask(probe_body(model, [sound(_test_sound())]))
    hears = False if played.status in _REFUSED else _is_more(played, bare)
    return Found(model, models, sees, hears)


def _is_more(reply: Reply, bare: Reply) -> bool | None:
    reply.raise_for_status()
    tokens, without = prompt_tokens_of(reply.body), prompt_tokens_of(bare.body)
    return None if tokens is None or without is None else tokens > without


def _test_picture() -> Image:
    rows = np.linspace(0, 255, 112, dtype=np.uint8)
    return np.repeat(np.repeat(rows[:, None, None], 112, axis=1), 3, axis=2)


def _test_sound() -> Sound:
    moments_s = np.arange(8000) / 16000
    return Sound((0.3 * np.sin(2 * np.pi * 440 * moments_s)).astype(np.float32), 16000)
