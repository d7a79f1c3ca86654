"""The page Keys: which device's keys it obeys, what each key does, and another act for a key."""

from collections import defaultdict
from collections.abc import Mapping

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from describe.commands import Act
from describe.controls.key_map import ABOUT_LOOKING, HELPER, LEARN, NOTHING, KeyMapError, key_map, with_key, words_for
from web.box import the_box
from web.forms import Refusal, attempt, posted, saved

pages = Blueprint("keys", __name__)

SIGNS = {"+": "plus", "-": "minus", "*": "star", "/": "slash", ".": "full stop", "?": "question mark"}
"""A screen reader leaves signs out that stand alone: each gets its name beside it."""
_CHOICES = (*(act for act in Act if act not in ABOUT_LOOKING), LEARN, HELPER)


@pages.get("/keys")
def page() -> str:
    """Show the keys."""
    return _page({})


@pages.post("/keys")
def put() -> ResponseReturnValue:
    """Let a key do something else."""
    form = posted("key", "act", "version")
    try:
        changes = with_key(the_box().settings.snapshot().keys, form["key"], form["act"])
    except KeyMapError:
        return _page(form, ("key", "Type the name of one key, such as: f, 5, enter, volume up.")), 400
    if len(changes) > 1000:
        return _page(form, ("key", "So many keys cannot be kept. Let some do again what they did as delivered.")), 400
    return _put(form, changes)


@pages.post("/keys/as-delivered")
def as_delivered() -> ResponseReturnValue:
    """Let every key do what it did at first; Undo takes that back."""
    return _put(posted("version"), "")


def _put(form: Mapping[str, str], changes: str) -> ResponseReturnValue:
    done = attempt({"keys": changes}, form["version"])
    if isinstance(done, Refusal):
        return _page(form, ("key", done.words)), done.status
    return saved("keys.page", done)


def _page(form: Mapping[str, str], problem: tuple[str, str] | None = None) -> str:
    changes = the_box().settings.snapshot().keys
    keys_of: dict[str, list[str]] = defaultdict(list)
    for key, act in key_map(changes).items():
        keys_of[act].append(key)
    return render_template(
        "keys.html",
        acts=[
            (_sentence(words_for(act)), ", ".join(_named(key) for key in keys_of[act]))
            for act in (*Act, LEARN, HELPER)
            if keys_of[act]
        ],
        options=[*((str(act), _sentence(words_for(act))) for act in _CHOICES), (NOTHING, "Nothing")],
        form=form,
        is_changed=bool(changes),
        problems=[problem] if problem else [],
        errors=dict([problem] if problem else []),
    )


def _named(key: str) -> str:
    return f"{key} ({SIGNS[key]})" if key in SIGNS else key


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
