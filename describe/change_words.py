"""The sentence by which the listener hears what a helper changed in the settings."""

from describe.settings import Settings

HELPER = "Your helper"
TAKES_BACK = "took the last change back and"

_DIRECTIONS = {
    "words_per_minute": ("made the voice slower", "made the voice faster"),
    "volume": ("made the voice softer", "made the voice louder"),
    "sounds": ("turned my sounds off", "turned my sounds on"),
    "looks_per_s": ("lets me look less often", "lets me look more often"),
    "dwell_s": ("lets me speak more often while everything moves", "lets me speak less often while everything moves"),
    "fresh_s": ("lets me leave out old pictures sooner", "lets me tell of older pictures"),
    "utterances_per_minute": ("lets me speak less often", "lets me speak more often"),
    "repeat_s": ("lets me say things again sooner", "lets me say things again later"),
}
"""What was done when the value went down, and when it went up."""
_SWITCHES = {
    "is_upside_down": ("says that the camera hangs the right way up", "says that the camera hangs upside down"),
    "lens_pauses": ("lets no hand over the lens pause me", "lets a hand over the lens pause me"),
    "is_mirrored": ("says that the camera shows no mirror image", "says that the camera shows a mirror image"),
}
_VALUES = {
    ("detail", "brief"): "asked me for few words",
    ("detail", "normal"): "asked me for a sentence or two",
    ("detail", "rich"): "asked me for many words",
    ("directions", "sides"): "asked me to say left, ahead and right",
    ("directions", "clock"): "asked me to give directions by the clock",
}
_OTHERS = {
    "camera": "chose another camera",
    "voice": "chose another voice",
    "engine": "chose another describer",
    "server": "changed the server that describes",
    "server_model": "chose another model on the server",
    "keys": "let a key do something else",
    "control_device": "chose another remote control",
}


def change_sentence(before: Settings, after: Settings, who: str = HELPER, *, is_undo: bool = False) -> str:
    """Return one sentence about everything that differs; nothing where nothing does."""
    done = [
        _done(name, getattr(before, name), getattr(after, name))
        for name in Settings.model_fields
        if getattr(before, name) != getattr(after, name)
    ]
    if not done:
        return ""
    *most, last = done
    told = f"{', '.join(most)} and {last}" if most else last
    return f"{who} {TAKES_BACK} {told}." if is_undo else f"{who} {told}."


def _done(name: str, before: object, after: object) -> str:
    if isinstance(before, int | float) and isinstance(after, int | float):
        if name in _DIRECTIONS:
            return _DIRECTIONS[name][after > before]
        if name in _SWITCHES:
            return _SWITCHES[name][bool(after)]
        if name == "history_hours":
            return _history(int(after))
        if isinstance(after, bool):
            return f"turned {'on' if after else 'off'} the setting {_title(name)}"
    return _VALUES.get((name, str(after))) or _OTHERS.get(name) or f"changed the setting {_title(name)}"


def _history(hours: int) -> str:
    if not hours:
        return "lets me keep nothing of what I say"
    words = f"{hours // 24} days" if hours > 24 and hours % 24 == 0 else f"{hours} hours"
    return f"has me keep what I say about pictures, as text, for {'1 hour' if hours == 1 else words}"


def _title(name: str) -> str:
    return (Settings.model_fields[name].title or name).lower()
