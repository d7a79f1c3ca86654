"""Text is cleaned for speech, whatever it is."""

import random
import unicodedata

import pytest

from describe.speech.spoken_text import LONGEST, spoken_text


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("One face, near.", "One face, near."),
        ("  One\tface,\r\n near .", "One face, near."),
        ("<speak>Stop <break time='9s'/>now</speak>", "Stop now"),
        ("&lt;b&gt;Exit&lt;/b&gt;", "Exit"),
        ("2 < 3 is true", "2 3 is true"),
        ("[[h@'loU]] friend", "h@'loU friend"),
        ("**Bold** and `code` and # title", "Bold and code and title"),
        ("See [the menu](https://example.com/a?b=c).", "See the menu."),
        ("Go to https://www.Example.com/menu?x=1#top now", "Go to example.com now"),
        ("Go to http://user:secret@cafe.example.org:8080/.", "Go to cafe.example.org."),
        ("www.shop.example/offers today", "shop.example today"),
        ("A\x00B\x07C", "A B C"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("\u202egnp.exe\u202c sign", "gnp.exe sign"),
        ("Party \U0001f389\U0001f44d\U0001f3fd time \U0001f468\u200d\U0001f469\u200d\U0001f467", "Party time"),
        ("\U0001f600\U0001f600", ""),
        ("... !!! ---", ""),
        ("", ""),
        ("Wait!!!!!! What????", "Wait! What?"),
        ("-rf --version", "-rf -version"),
        ("20 \u00b0C, 5 \u20ac, 3 + 4 = 7", "20 \u00b0C, 5 \u20ac, 3 + 4 = 7"),
        ("z\u0300\u0301\u0302\u0303\u0304algo", "z\u0300\u0301algo"),
        (
            "Gru\u0308\u00dfe, \u4f60\u597d, \u0939\u093f\u0928\u094d\u0926\u0940",
            "Gr\u00fc\u00dfe, \u4f60\u597d, \u0939\u093f\u0928\u094d\u0926\u0940",
        ),
    ],
)
def test_only_what_can_be_spoken_is_left(text: str, spoken: str) -> None:
    assert spoken_text(text) == spoken


def test_a_long_text_ends_with_a_sentence_where_there_is_one() -> None:
    text = "A door is ahead of you. " * 40
    assert spoken_text(text) == ("A door is ahead of you. " * 12).strip()


def test_a_long_sentence_ends_with_a_word() -> None:
    spoken = spoken_text("wall " * 100_000)
    assert LONGEST - 5 <= len(spoken) <= LONGEST
    assert set(spoken.split()) == {"wall"}


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    assert len(spoken_text("a" * 100_000)) == LONGEST


PARTS = (
    *("<speak>", "</", "<", ">", "&lt;", "[[", "]]", "\x00", "\x1b[31m", "\ud800", "\udfff", "\u202e", "\u200f"),
    *("\ufeff", "\U0001f600", "\U0001f3fd", "\ufe0f", "\u20e3", "http://", "www.", "a.b/c", "://", "-", "--help", "%s"),
    *("{0}", "'", '"', "$(reboot)", "`id`", ";", "|", "\\", "\n", "\u2028", "e\u0301", "\u0300", "Exit", "One face"),
    *("12", ".", "!", " ", "\u4f60", "\u0627\u0644", "\U0010ffff", "\ue000"),
)


def odd_text(rng: random.Random) -> str:
    parts = [
        rng.choice(PARTS) if rng.random() < 0.8 else chr(rng.randrange(0x110000)) for _ in range(rng.randrange(30))
    ]
    return "".join(parts) * (rng.choice((1, 1, 1, 1, 400)) if rng.random() < 0.02 else 1)


def test_fifty_thousand_odd_texts_come_out_clean() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(50_000):
        text = odd_text(rng)
        spoken = spoken_text(text)
        assert len(spoken) <= LONGEST, repr(text)
        assert not set(spoken) & set("<>[]{}|\\`*_#^~\x00"), repr(text)
        assert not any(unicodedata.category(one)[0] == "C" for one in spoken), repr(text)
        assert spoken == " ".join(spoken.split()), repr(text)
        assert not spoken or any(map(str.isalnum, spoken)), repr(text)
        spoken.encode("utf-8")
