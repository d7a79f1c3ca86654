"""Says in plain words what a line of the journal tells: why it spoke, or why it stayed silent."""

from camera.address import without_credentials
from describe.journal import Entry, Kind


def words_of(entry: Entry) -> str:
    """Return one or two sentences, without jargon and without a secret in them."""
    return without_credentials(_words(entry))


def _words(entry: Entry) -> str:
    said = f"“{entry.text}”" if entry.text else "something"
    match entry.kind:
        case Kind.LOOK:
            engine = "the built-in senses" if entry.engine == "senses" else entry.engine or "nobody"
            took = f", in {entry.took_s:.1f} seconds" if entry.took_s is not None else ""
            return f"I looked, because {entry.reason}. It was described by {engine}{took}."
        case Kind.SAID:
            age = f" The picture was {entry.frame_age_s:.1f} seconds old." if entry.frame_age_s is not None else ""
            return f"I said: {said}{age}"
        case Kind.NOTICE:
            return f"I noticed, because {entry.reason}: {said}"
        case Kind.DROPPED:
            return f"I did not say {said}, because {entry.reason}."
        case Kind.SILENT:
            return f"I stayed silent, because {entry.reason}."
        case Kind.VIEW:
            return f"The view: {entry.reason}."
        case Kind.ASKED:
            return _sentence(entry.reason)
        case Kind.TROUBLE:
            return f"Trouble: {said if entry.text else _sentence(entry.reason)}{_reason(entry)}"
        case Kind.BETTER:
            return f"Well again: {said if entry.text else _sentence(entry.reason)}"
        case Kind.CORRECTION:
            return f"I corrected what I said first: {said}, because {entry.reason}"
        case Kind.ENGINE:
            return f"The describer: {entry.reason}"


def _reason(entry: Entry) -> str:
    return f" {_sentence(entry.reason)}" if entry.text and entry.reason else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('. ')}."
