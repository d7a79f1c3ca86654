"""The form of one setting, the question before a change that silences, and the way back from the last change."""

from dataclasses import replace

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from describe.choices import Choice, Kind, Option, WrongValue, choice_named
from describe.settings_file import SettingsChanged, SettingsError
from web.box import the_box
from web.changing import Changed, NotChanged, change, undo
from web.notices import Notice, go_on_to
from web.options import on_this_box

pages = Blueprint("setting", __name__)


@pages.get("/settings/<name>")
def page(name: str) -> str:
    """Show the form."""
    choice = _choice(name)
    return _form(choice, choice.text_of(_value(choice)))


@pages.post("/settings/<name>")
def put(name: str) -> ResponseReturnValue:
    """Change it and go back to its page; else show the form again, with what was chosen and why it was not done."""
    choice = _choice(name)
    given = _given(choice)
    try:
        value = choice.value_of(given)
        if choice.silences(_value(choice), value) and "sure" not in request.form:
            return go_on_to("setting.sure", name=name, value=given)
        changed = _change(choice, value)
    except WrongValue as error:
        return _form(choice, given, str(error)), 400
    except SettingsChanged:
        now, wished = choice.words_of(_value(choice)), choice.words_of(choice.value_of(given))
        words = f"Somebody else changed this meanwhile, to: {now}. You chose: {wished}. Save again to have yours."
        return _form(choice, given, words), 409
    except NotChanged as error:
        return _form(choice, given, str(error)), 503
    except SettingsError as error:
        return _form(choice, given, f"{error}."), 400
    return go_on_to(_page_of(choice), saved(changed))


@pages.get("/settings/<name>/sure")
def sure(name: str) -> ResponseReturnValue:
    """Ask, on a page of its own, before a change after which the listener may hear nothing."""
    choice = _choice(name)
    try:
        value = choice.value_of(request.args.get("value", ""))
    except WrongValue:
        abort(404)
    wished = Option(choice.text_of(value), choice.words_of(value))
    return render_template("sure.html", choice=choice, wished=wished, back=_page_of(choice))


@pages.post("/undo")
def take_back() -> ResponseReturnValue:
    """Take back the last change, and go back to where that was asked for."""
    back = request.form.get("back", "")
    if back not in current_app.view_functions or not back.endswith(".page") or back == "setting.page":
        back = "now.page"
    try:
        changed = undo(the_box(), request.form.get("version", ""))
    except (SettingsChanged, NotChanged) as error:
        return go_on_to(back, Notice(_sentence(str(error)), "Not done"))
    return go_on_to(back, saved(changed))


def saved(changed: Changed) -> Notice:
    """Return what to tell a helper of a change."""
    if not changed.words:
        return Notice("It is like that already.", "Done")
    told = f"Saved. The listener hears: “{changed.words}”"
    return Notice(f"{told} {changed.warning}".strip(), "Saved", undo=changed.version)


def _change(choice: Choice, value: object) -> Changed:
    """Change it unless somebody else changed the very same setting since this form was made; others do not matter."""
    box, version = the_box(), request.form.get("version")
    if request.form.get("was") == choice.text_of(_value(choice)):
        version = box.settings.version
    return change(box, {choice.name: value}, version or "none")


def _form(choice: Choice, chosen: str, error: str = "") -> str:
    value = _value(choice)
    options = choice.options
    if choice.kind is Kind.ONE_OF and chosen not in {option.value for option in options}:
        options = (*options, Option(chosen, f"As it is: {chosen}"))
    return render_template(
        "setting.html",
        choice=replace(choice, options=options),
        chosen=chosen,
        now=Option(choice.text_of(value), choice.words_of(value)),
        problems=[(choice.name, error)] if error else [],
        error=error,
        named=lambda options: [(option.value, option.label) for option in options],
        back=_page_of(choice),
    )


def _given(choice: Choice) -> str:
    if choice.kind is Kind.SOME_OF:
        return "\n".join(one.value for one in choice.options if f"{choice.name}.{one.value}" in request.form)
    return request.form.get(choice.name, "")


def _choice(name: str) -> Choice:
    box = the_box()
    choice = choice_named(name, type(box.settings.snapshot()))
    if choice is None:
        abort(404)
    return on_this_box(choice, box)


def _value(choice: Choice) -> object:
    return getattr(the_box().settings.snapshot(), choice.name)


def _page_of(choice: Choice) -> str:
    endpoint = f"{choice.page.replace('-', '_')}.page"
    return endpoint if endpoint in current_app.view_functions else "now.page"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
