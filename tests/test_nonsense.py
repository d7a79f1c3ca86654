import pytest

from describe.plain.nonsense import is_nonsense
from tests.model_habits import EVERYDAY, OTHER_LANGUAGES, nonsense, ordinary
from tests.model_sentences import OBSERVATIONS_ELSEWHERE, sentences_of

SEED = 20240


def test_of_500_lost_descriptions_every_one_is_noticed() -> None:
    missed = [text for text in nonsense(500, SEED) if is_nonsense(text) is None]
    assert missed == [], f"seed {SEED}"


def test_no_ordinary_description_is_taken_for_nonsense_however_far_it_is_written() -> None:
    for text in ordinary(400, SEED):
        for end in range(1, len(text) + 1, 3):
            assert is_nonsense(text[:end]) is None, (SEED, text[:end])


@pytest.mark.parametrize("sentence", sentences_of(EVERYDAY))
def test_everyday_oddities_are_language(sentence: str) -> None:
    assert is_nonsense(sentence) is None


def test_other_languages_are_language_when_they_were_asked_for() -> None:
    for language, text in OTHER_LANGUAGES.items():
        assert is_nonsense(text, language) is None
    for sentence in sentences_of(OBSERVATIONS_ELSEWHERE):
        language = (
            "zh" if "\u4e00" <= sentence[0] <= "\u9fff" else "hi" if "\u0900" <= sentence[0] <= "\u097f" else "de"
        )
        assert is_nonsense(sentence, language) is None


def test_another_script_in_an_english_answer_is_nonsense_unless_it_is_quoted() -> None:
    assert is_nonsense("A man 站在 the left.") is not None
    assert is_nonsense("Мужчина слева.") is not None
    assert is_nonsense('A sign reads: "站在".') is None
    assert is_nonsense("左边有一个人。", "zh") is None


@pytest.mark.parametrize(
    "text",
    [
        "A man in the the the",
        "a red car and a red car and a red car and",
        "A dog on the left. A dog on the left.",
        "A dog here. A cat there. A dog here. A cat there. A dog here. A cat there.",
        "A dog!!!!",
        "A dog \ufffd\ufffd is",
        "%%%%%%%%%",
        "chair chair chair chair chair",
        "xqzrt plkjh wrtzq bcdfg hjklm npqrs",
        "A sign with ################################################",
        "A mañ \ufffd on the",
        "A dog on on on the left",
    ],
)
def test_what_has_lost_its_way_is_nonsense(text: str) -> None:
    assert is_nonsense(text) is not None


def test_the_reason_names_the_loop() -> None:
    assert is_nonsense("A dog and a cat and a cat and a cat and a cat") == "a loop: and a cat"
