"""Says a code in words."""

from describe.senses import words
from describe.senses.code_content import is_sayable
from describe.senses.observation import Code, Subject
from describe.senses.spoken import limited, sentence, spelled
from describe.sentences import as_one_sentence

MOST_QUOTED_WORDS = 12
NAMED = (Subject.SITE, Subject.WIFI)
"""Subjects whose content is a name that is said whenever the code is."""


def code_sentence(code: Code, *, in_full: bool) -> str:
    """Return one sentence of kind and content; `in_full` spells numbers and names what a description leaves out."""
    article = f"A {code.kind}"
    content = code.content if is_sayable(code.content) else ""
    if code.subject is Subject.DIGITS:
        if code.kind == "bar code":
            return f"{article}: {spelled(content)}." if in_full else f"{article}."
        return f"{article} {words.SUBJECTS[code.subject]}{': ' + spelled(content) if in_full else ''}."
    if code.subject is Subject.TEXT:
        return _quoted(article, content, in_full)
    if code.subject is Subject.SITE and content:
        return f"{article} for {content}."
    if not content or (code.subject not in NAMED and not in_full):
        return f"{article} {words.SUBJECTS[code.subject]}."
    if code.subject is Subject.PHONE:
        content = spelled(content.lstrip("+"))
    return sentence(f"{article} {words.SUBJECTS[code.subject]}: {as_one_sentence(content)}")


def _quoted(article: str, content: str, in_full: bool) -> str:
    if not content:
        return f"{article} {words.SUBJECTS[Subject.TEXT]}."
    text, is_cut = limited(content, 30 if in_full else MOST_QUOTED_WORDS)
    return sentence(f"{article} says: {as_one_sentence(text)}{', and more' if is_cut else ''}")
