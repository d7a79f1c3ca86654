"""What was said as WebVTT, the form in which players take timed descriptions."""

from collections.abc import Iterable

from describe.utterance import Utterance


def webvtt(spoken: Iterable[tuple[float, float, Utterance]]) -> str:
    """Return a WebVTT file of kind descriptions: one cue a sentence, from the moment it starts until it ends.

    `spoken` holds start and end in seconds. Source: W3C WebVTT, https://www.w3.org/TR/webvtt1/.
    """
    cues = [
        f"{number}\n{_moment(start_s)} --> {_moment(end_s)}\n{_text(utterance.text)}\n"
        for number, (start_s, end_s, utterance) in enumerate((cue for cue in spoken if cue[2].text), start=1)
    ]
    return "\n".join(["WEBVTT\nKind: descriptions\nLanguage: en\n", *cues])


def _moment(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _text(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(escaped.split())
