import pytest

from describe import phrases
from describe.plain import claim_words, claim_words_elsewhere
from describe.plain.claims import Claim, claim_of, judged
from describe.plain.wording import ways
from tests.model_sentences import (
    CLAIMS,
    CLAIMS_ELSEWHERE,
    OBSERVATIONS,
    OBSERVATIONS_ELSEWHERE,
    sentences_of,
)


def test_more_than_sixty_ways_to_claim_are_known() -> None:
    assert len(ways(claim_words.ASSURANCES)) >= 60
    assert len(ways(claim_words.ORDERS)) >= 30
    for begin in ("de", "es", "fr"):
        assert sum(f"<{begin}_" in way for way in ways(claim_words_elsewhere.ASSURANCES)) >= 5


@pytest.mark.parametrize("sentence", sentences_of(CLAIMS) + sentences_of(CLAIMS_ELSEWHERE))
def test_a_claim_or_an_order_is_not_spoken(sentence: str) -> None:
    assert claim_of(sentence) is not None
    what = judged(sentence)
    assert what.text != sentence
    assert what.text == "" or claim_of(what.text) is None


@pytest.mark.parametrize("sentence", sentences_of(OBSERVATIONS) + sentences_of(OBSERVATIONS_ELSEWHERE))
def test_what_was_seen_is_spoken_as_it_is(sentence: str) -> None:
    assert judged(sentence).text == sentence


@pytest.mark.parametrize("sentence", sentences_of(CLAIMS)[:120])
def test_case_doubled_spaces_and_another_apostrophe_hide_no_claim(sentence: str) -> None:
    assert claim_of(sentence.upper()) is not None
    assert claim_of("  ".join(sentence.split())) is not None
    assert claim_of(sentence.replace("'", "\u2019")) is not None
    assert claim_of(sentence.rstrip(".!")) is not None


@pytest.mark.parametrize("sentence", sentences_of(CLAIMS)[:120])
def test_a_claim_does_not_come_through_on_the_back_of_what_was_seen(sentence: str) -> None:
    inner = sentence.rstrip(".!")
    inner = inner[:1].lower() + inner[1:]
    for join in (", so ", "; ", ", "):
        whole = f"A bus is at the stop{join}{inner}."
        left = judged(whole).text
        assert claim_of(left) is None
        assert left in ("", phrases.COULD_BE_DANGEROUS) or left.startswith("A bus is at the stop"), left


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("The light is green, so you can cross now.", "The light is green."),
        ("Since the light is green, you can cross.", "The light is green."),
        ("If the light is green, you can cross.", ""),
        ("The path is clear, but a bicycle comes from the left.", "A bicycle comes from the left."),
        ("The path is clear except for a chair on the left.", "A chair on the left."),
        ("The street is empty, however a car approaches.", "A car approaches."),
        ("The door is open and you can go in.", "The door is open."),
        ("Watch out for the low branch on the left.", "The low branch on the left."),
        ("Be careful, there are steps ahead.", "There are steps ahead."),
        ("Mind the gap.", "The gap."),
        ("Caution: wet floor.", "Wet floor."),
        ("A wet floor, be careful.", "A wet floor."),
        ("There is a car on the left; keep right.", "There is a car on the left."),
    ],
)
def test_of_a_sentence_with_a_claim_what_was_seen_is_left(written: str, spoken: str) -> None:
    assert judged(written).text == spoken


@pytest.mark.parametrize(
    "warning",
    [
        "It is not safe to cross.",
        "It isn't safe.",
        "Do not cross.",
        "Don't go.",
        "You should not cross here.",
        "You cannot cross.",
        "Stop!",
        "Wait.",
        "Careful.",
        "Watch your step.",
        "The road is not clear.",
        "The way is no longer free, do not walk.",
        "This is not a good time to cross.",
        "Es ist nicht sicher zu gehen.",
        "No es seguro cruzar.",
        "Ce n'est pas sûr de traverser.",
    ],
)
def test_a_warning_is_neither_withheld_nor_said_so_that_it_can_be_misheard(warning: str) -> None:
    assert judged(warning).text == phrases.COULD_BE_DANGEROUS


@pytest.mark.parametrize(
    "denied", ["It is not dangerous.", "It is not unsafe to cross.", "Do not hesitate to cross.", "Don't worry."]
)
def test_a_denied_danger_is_an_assurance_and_no_warning(denied: str) -> None:
    assert judged(denied).text == ""


def test_danger_that_is_seen_is_said_in_the_models_words() -> None:
    for sentence in ("It is dangerous to cross.", "A car comes fast from the left.", "This could be dangerous."):
        assert judged(sentence) == type(judged(sentence))(sentence)


def test_medicine_is_not_told_of() -> None:
    for sentence in ("The dose is two tablets a day.", "This is aspirin.", "The pill is for pain."):
        assert claim_of(sentence) in (Claim.MEDICINE, Claim.ASSURANCE, Claim.ORDER)
    assert claim_of("Three white pills on the table.") is None


def test_our_own_fixed_sentences_are_no_claims() -> None:
    ours = [value for name, value in vars(phrases).items() if name.isupper()]
    told_once_at_the_start = {phrases.SAFETY}
    steering = {phrases.BLURRED, phrases.MOVING_FAST}
    of_itself = {
        phrases.CAMERA_REFUSED,
        phrases.QUIET_STOPPED,
        phrases.QUIET_LIGHT,
        phrases.QUIET_FEW_WORDS,
        phrases.QUIET_NO_REASON,
        phrases.LEARN_KEYS,
        phrases.SAMPLE,
    }
    known = told_once_at_the_start | steering | of_itself
    wrong = [one for one in ours if claim_of(one) is not None and one not in known]
    assert [one for one in wrong if "safe ones" not in one] == []
