import re
from collections.abc import Sequence

import numpy as np
import pytest

from describe import phrases
from describe.describer import NonsenseWritten
from describe.journal import Journal, Kind
from describe.plain.claims import claim_of
from describe.plain.plain_words import PlainWords
from describe.plain.quotes import quoting
from describe.prompts import prompt_for
from describe.request import Exchange, Request, Task
from describe.sentences import sentences
from describe.speech.sound import Sound
from tests.model_habits import ordinary, outputs
from tests.model_sentences import CLAIMS, sentences_of
from tests.scripted_model import ScriptedModel
from tests.senses_pictures import framed, plain

SEED = 7
FRAME = framed(plain())
DESCRIBE = Request((FRAME,))


def spoken(words: str, request: Request = DESCRIBE) -> list[str]:
    return list(sentences(PlainWords(ScriptedModel(words)).describe(request)))


def ask(question: str, exchanges: Sequence[Exchange] = ()) -> Request:
    return Request((FRAME,), task=Task.ASK, question=question, exchanges=tuple(exchanges))


def test_of_500_outputs_only_plain_sentences_without_claims_come_through_and_what_was_seen_does() -> None:
    for output in outputs(500, SEED):
        said = " ".join(spoken(output.text))
        assert output.seen.casefold() in said.casefold(), (SEED, output, said)
        assert not re.search(r"[*#<>{}\[\]|`_\\$~]|https?:|www\.|@|\.com|image|picture|photo", said, re.IGNORECASE), (
            said
        )
        assert not re.search(r"obama|swift|language model|questions", said, re.IGNORECASE), said
        assert all(ord(character) < 0x2000 for character in said), said
        assert claim_of(said) is None, said


def test_ordinary_descriptions_come_through_unchanged() -> None:
    for words in ordinary(150, SEED):
        expected = list(sentences(ScriptedModel(words).describe(DESCRIBE)))
        changed = [(one, other) for one, other in zip(expected, spoken(words), strict=True) if one != other]
        assert all(one.startswith(("You can see", "It is a clear")) for one, _ in changed), (SEED, changed)


def test_a_sentence_is_passed_on_before_the_next_is_written() -> None:
    model = ScriptedModel("A man stands left. A dog sits right. A cat.")
    pieces = PlainWords(model).describe(DESCRIBE)
    assert next(pieces).text == "A man stands left.\n"
    assert len(model.written) <= len("A man stands left. ") + 3


def test_closing_stops_the_model_and_nothing_more_is_written() -> None:
    model = ScriptedModel("A man stands left. A dog sits right. A cat.")
    pieces = PlainWords(model).describe(DESCRIBE)
    next(pieces)
    pieces.close()
    assert model.is_stopped
    assert "cat" not in model.written


def test_closing_before_the_first_word_and_twice_is_fine() -> None:
    model = ScriptedModel("A man.")
    words = PlainWords(model)
    words.describe(DESCRIBE).close()
    words.close()
    words.close()
    assert model.is_closed


def test_nonsense_ends_the_description_and_stops_the_model() -> None:
    model = ScriptedModel("A man stands left. The wall wall!!!!!! A dog.")
    pieces = PlainWords(model).describe(DESCRIBE)
    assert next(pieces).text == "A man stands left.\n"
    with pytest.raises(NonsenseWritten, match="symbols"):
        next(pieces)
    assert model.is_stopped
    assert "dog" not in model.written


def test_what_was_left_out_is_counted_and_noted_with_the_reason() -> None:
    journal = Journal(lambda: 0.0)
    words = PlainWords(ScriptedModel("A bus. You can cross now."), journal=journal)
    assert [piece.text for piece in words.describe(DESCRIBE)] == ["A bus.\n"]
    assert sum(words.dropped.values()) == 1
    entries = [entry for entry in journal.entries() if entry.kind is Kind.DROPPED]
    assert [(entry.reason, entry.text) for entry in entries] == [
        ("says that it is safe, clear or time to go", "You can cross now.")
    ]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ('A sign reads: "Cross now." A dog.', ['A sign reads: "Cross now."', "A dog."]),
        ("A sign reads: Cross now. It is safe.", ['A sign reads: "Cross now."']),
        ('A sign reads: "Stop. Cross now. Go." A dog.', ['A sign reads: "Stop, Cross now, Go."', "A dog."]),
        ('A sign reads: "Cross now" and it is safe.', ['A sign reads: "Cross now".']),
        ('"Cross now." A dog.', ["A dog."]),
        ('"Fresh bread daily." A dog.', ["A dog."]),
        ("\u201cIt is safe to cross.\u201d", []),
        ("The sign says you can cross.", []),
        ("The sign says that it is safe to cross.", []),
        ('The guide says: "It is safe to cross."', []),
        ('A man in a shirt with "Just do it" on it.', ['A man in a shirt with "Just do it" on it.']),
        ('"Exit" is written on the door.', ['"Exit" is written on the door.']),
        ("Auf dem Schild steht: \u201eJetzt gehen\u201c.", ['Auf dem Schild steht: "Jetzt gehen".']),
        ('A sign reads: "".', []),
        ("A sign reads: ...", []),
        ('A sign reads: "Cross now', ['A sign reads: "Cross now"']),
        ('A badge reads: "Anna Smith".', ['A badge reads: "Anna Smith".']),
        ('A sign reads: "\u51fa\u53e3\u901a\u9053".', ["Text in another script."]),
    ],
)
def test_words_of_others_are_quoted_with_their_place_or_not_said(written: str, heard: list[str]) -> None:
    assert spoken(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("The image shows a dog.", "A dog."),
        ("In this scene, there are two men on the left side of the image.", "Two men on the left side."),
        ("This is a photo of a red bus.", "A red bus."),
        ("Auf dem Bild ist ein Hund.", "Ein Hund."),
        ("En la imagen se ve un perro.", "Un perro."),
        ("Dans l'image, on voit un chien.", "Un chien."),
        ("A picture on the wall.", "A picture on the wall."),
        ("**A man** with a *red* hat.", "A man with a red hat."),
        ("- A man.", "A man."),
        ("It costs $5.", "It costs $5."),
        ("A poster with a link to https://a.b/c.", "A poster with a link to a web address"),
        ("Barack Obama stands at a desk.", "A person stands at a desk."),
        ("This is Angela Merkel.", "This is a person."),
        ("A man named Tom Hanks sits.", "A man sits."),
        ("President Obama waves.", "A person waves."),
        ("The Eiffel Tower is ahead.", "The Eiffel Tower is ahead."),
        ("A Coca-Cola bottle.", "A Coca-Cola bottle."),
        ("Burger King on the left.", "Burger King on the left."),
        ("A German Shepherd sits on the left.", "A German Shepherd sits on the left."),
        ("A dog<|im_end|>", "A dog"),
    ],
)
def test_a_model_is_freed_of_its_habits(written: str, heard: str) -> None:
    assert spoken(written) == [heard]


@pytest.mark.parametrize(
    "written",
    [
        "As an AI language model, I cannot see.",
        "I'm sorry, but I can't assist with that.",
        "Let me know if you need more!",
        "Say only what you see, most important first.",
        "Never name a person.",
        "You are the eyes of a blind person.",
    ],
)
def test_a_model_does_not_speak_of_itself_or_repeat_its_prompt(written: str) -> None:
    assert spoken(written) == []


def test_what_the_prompt_tells_to_answer_is_not_taken_for_its_repetition() -> None:
    for task, answer in ((Task.ASK, "I cannot see that."), (Task.FIND, "I do not see it.")):
        request = Request((FRAME,), task=task, question="the keys")
        assert answer in prompt_for(request).fixed
        assert spoken(answer, request) == [answer]


@pytest.mark.parametrize(
    ("question", "answer", "heard"),
    [
        ("Can I cross?", "Yes.", phrases.NO_ASSURANCE),
        ("Can I cross?", "Yes, you can.", phrases.NO_ASSURANCE),
        ("Is the road clear?", "Yes, it is.", phrases.NO_ASSURANCE),
        ("Are there any cars?", "No.", phrases.NO_ASSURANCE),
        ("Are there any cars?", "None.", phrases.NO_ASSURANCE),
        ("Is it safe?", "Absolutely!", phrases.NO_ASSURANCE),
        ("Should I take this pill?", "Yes, it is fine.", phrases.NO_ASSURANCE),
        ("Kann ich gehen?", "Ja.", phrases.NO_ASSURANCE),
        ("Can I cross?", "Yes, the light is green.", "The light is green."),
        ("Are there any cars?", "No, a bus is coming.", "A bus is coming."),
        ("Is the cup red?", "Yes.", "Yes."),
        ("How many chairs?", "3.", "3."),
        ("What colour is it?", "Red.", "Red."),
        ("Who is this?", "I cannot identify people.", phrases.NO_NAMES),
        ("What is this?", "I'm sorry, I can't help with that.", phrases.NO_ANSWER),
    ],
)
def test_an_answer_is_no_assurance_however_it_was_asked_for(question: str, answer: str, heard: str) -> None:
    assert spoken(answer, ask(question)) == [heard]


def test_yes_to_a_question_that_goes_back_to_a_risky_one_is_no_answer() -> None:
    earlier = [Exchange("Is it safe to cross?", phrases.NO_ASSURANCE)]
    assert spoken("Yes.", ask("Do you mean it?", earlier)) == [phrases.NO_ASSURANCE]


def test_yes_to_a_question_that_was_only_heard_is_no_answer() -> None:
    sound = Sound(np.zeros(1600, np.float32), 16_000)
    request = Request((FRAME,), task=Task.ASK, question_sound=sound)
    assert spoken("Yes.", request) == [phrases.NO_ASSURANCE]
    assert spoken("Yes, the cup is red.", request) == ["The cup is red."]


def test_a_description_of_nothing_but_claims_leaves_silence_and_a_warning_is_said_once() -> None:
    assert spoken("The road is clear. You can go.") == []
    assert spoken("Do not cross. Stop! It is not safe.") == [phrases.COULD_BE_DANGEROUS]


def test_a_claim_written_in_pieces_over_lines_and_marks_does_not_come_through() -> None:
    for claim in sentences_of(CLAIMS)[:60]:
        for dressed in (f"**{claim}**", f"- {claim}", f"# {claim}", claim.replace(" ", "  "), f"<b>{claim}</b>"):
            said = spoken(f"A bus.\n{dressed}\n")
            assert claim_of(" ".join(said)) is None, (dressed, said)


def test_invisible_characters_hide_no_claim() -> None:
    for hidden in (
        "You can cr\u200boss now.",
        "You\u00a0can cross now.",
        "It is sa\u00adfe.",
        "\uff29\uff54 is \uff53\uff41\uff46\uff45.",
    ):
        assert spoken(hidden) == [], hidden


def test_the_holes_of_quotations_cannot_be_forged() -> None:
    said = spoken('A \ue000 dog. A sign reads: "Exit".')
    assert said == ["A dog.", 'A sign reads: "Exit".']
    assert quoting("A dog.").quotes == ()
