"""Captions hold what was said and when, and break on no text."""

from describe.captions import webvtt
from describe.utterance import Utterance


def test_captions_are_webvtt_of_kind_descriptions() -> None:
    said = [(1.0, 2.5, Utterance("A sign says: <Exit> & more.")), (3661.25, 3662.0, Utterance("Dark."))]
    assert webvtt(said) == (
        "WEBVTT\nKind: descriptions\nLanguage: en\n\n"
        "1\n00:00:01.000 --> 00:00:02.500\nA sign says: &lt;Exit&gt; &amp; more.\n\n"
        "2\n01:01:01.250 --> 01:01:02.000\nDark.\n"
    )


def test_sounds_without_words_have_no_caption() -> None:
    assert "-->" not in webvtt([(1.0, 1.2, Utterance(""))])
