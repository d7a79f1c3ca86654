"""Makes the parts that several commands need: settings, voice, player, camera."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from describe.cli.errors import WRONG_USE, UserError

if TYPE_CHECKING:
    from camera.clock import Clock
    from camera.source import Camera
    from camera.turned import Turn
    from describe.settings import Settings
    from describe.settings_file import SettingsFile
    from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
    from describe.speech.sound import Player, Style

AnyCamera = TypeVar("AnyCamera", bound="Camera")


def settings_file() -> "SettingsFile":
    """Return the settings of this user."""
    from platformdirs import user_config_path

    from describe.settings_file import SettingsFile

    return SettingsFile(user_config_path("lookaloud", appauthor=False) / "settings.json")


def style_of(settings: "Callable[[], Settings]") -> "Callable[[], Style]":
    """Return what gives the style of speech that the settings ask for at the moment."""
    from describe.speech.sound import Style

    def style() -> Style:
        chosen = settings()
        return Style(chosen.words_per_minute, chosen.volume / 100, chosen.voice)

    return style


def turn_of(settings: "Callable[[], Settings]") -> "Callable[[], Turn]":
    """Return what gives the turn that the pictures need at the moment."""
    from camera.turned import Turn

    def turn() -> Turn:
        chosen = settings()
        return Turn(chosen.is_upside_down, chosen.is_mirrored)

    return turn


def new_synthesizer() -> "Pyttsx3Synthesizer":
    """Return the voice; raise UserError where there is none."""
    from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
    from describe.speech.sound import SynthesizerError

    try:
        return Pyttsx3Synthesizer()
    except SynthesizerError as error:
        raise UserError(f"there is no voice: {error}; try lookaloud doctor") from error


def player_for(sound: str) -> "Player":
    """Return what makes sound heard, by the words of --sound; raise UserError."""
    from describe.speech.auto_player import AutoPlayer
    from describe.speech.player import MiniaudioPlayer
    from describe.speech.sound import PlayerError
    from describe.speech.wav import NullPlayer, WavPlayer, free_path

    if sound == "none":
        return NullPlayer()
    if sound == "auto":
        return AutoPlayer(MiniaudioPlayer(), lambda: WavPlayer(free_path(Path("lookaloud.wav"))))
    if not sound.lower().endswith(".wav"):
        raise UserError("--sound takes auto, none, or the name of a file that ends in .wav", WRONG_USE)
    try:
        return WavPlayer(Path(sound))
    except PlayerError as error:
        raise UserError(f"{error}; name another file with --sound") from error


def address_or_first(named: str) -> str:
    """Return the camera that was named, or the first webcam, or nothing where there is none."""
    from camera.webcam import list_webcams

    if named:
        return named
    return next((webcam.address for webcam in list_webcams()), "")


def opened(opener: "Callable[[str, Clock], AnyCamera]", address: str, clock: "Clock") -> "AnyCamera":
    """Return the opened camera; raise UserError with what to do, which the camera's own errors say."""
    from camera.errors import CameraAddressError, CameraError

    try:
        return opener(address, clock)
    except CameraAddressError as error:
        raise UserError(str(error), WRONG_USE) from error
    except CameraError as error:
        raise UserError(str(error)) from error


def say_all(spoken: Sequence[str]) -> None:
    """Speak these sentences one after the other; raise UserError where no sound comes."""
    from camera.clock import SystemClock
    from describe import service
    from describe.speech.player import MiniaudioPlayer
    from describe.speech.voice import Voice

    style = style_of(settings_file().snapshot)
    with (
        closing(new_synthesizer()) as synthesizer,
        closing(MiniaudioPlayer()) as player,
        closing(Voice(synthesizer, player, SystemClock(), style)) as voice,
    ):
        service.speak_all(voice, spoken)
        if voice.trouble:
            raise UserError(f"it could not be spoken: {voice.trouble}; try lookaloud doctor")
