"""The page Ask: a question, or a thing to be found; the answer is shown here, and spoken at the box if wanted."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from describe.commands import Ask, Command, Find
from web.answers import TooMuchAtOnce, ask, asked, questions, was_aloud
from web.notices import Notice, go_on_to

pages = Blueprint("ask", __name__)

LONGEST = 300
"""Letters of a question. More is not asked, but told or read out."""
QUESTION, THING = "question", "thing"
_ASKED = {
    True: "Asked. The answer is spoken at the box, too.",
    False: "Asked. The answer is shown only here. The listener hears that you ask something.",
}


@pages.get("/ask")
def page() -> str:
    """Show the two forms, the answer to what was just asked, and what was asked before."""
    this = asked(request.args.get("answer", ""))
    before = [one for one in questions() if one is not this]
    return render_template("ask.html", asked=this, before=before, given={}, errors={}, aloud=was_aloud())


@pages.post("/ask")
def put() -> ResponseReturnValue:
    """Ask; what was typed stays where it is no question."""
    question, thing = (" ".join(request.form.get(name, "").split()) for name in (QUESTION, THING))
    field = THING if THING in request.form else QUESTION
    typed, aloud = thing or question, f"{field}-aloud" in request.form
    if not typed or len(typed) > LONGEST:
        words = f"This is too long. Use at most {LONGEST} letters." if typed else _EMPTY[field]
        return _again(field, typed, words, aloud=aloud), 400
    command: Command = Find(typed, aloud) if field == THING else Ask(typed, is_aloud=aloud)
    try:
        word = ask(command, f"Where is: {typed}" if field == THING else typed, is_question=True)
    except TooMuchAtOnce as error:
        return _again(field, typed, str(error), aloud=aloud), 503
    return go_on_to("ask.page", Notice(_ASKED[aloud], "Asked"), answer=word)


def _again(field: str, typed: str, words: str, *, aloud: bool) -> str:
    return render_template(
        "ask.html",
        problems=[(field, words)],
        errors={field: words},
        given={field: typed},
        asked=None,
        before=questions(),
        aloud=aloud,
    )


_EMPTY = {QUESTION: "Type a question.", THING: "Type what is to be found."}


@pages.get("/answers/<word>")
def answer(word: str) -> Response:
    """Return what was asked with its answer, for a page that waits for it; nothing where it has not come yet."""
    this = asked(word)
    if this is not None and not this.future.done():
        return Response(status=204)
    return make_response(render_template("_answer.html", asked=this, again=""))
