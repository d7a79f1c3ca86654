"""The page Help: what each page is for, and what each choice does."""

from flask import Blueprint, render_template

from describe import phrases
from describe.choices import choices_on

pages = Blueprint("help", __name__)

PURPOSES = {
    "now.page": "What the box does, what it said last, and big buttons: describe, read, say again, stop, pause.",
    "ask.page": "Ask about what the camera sees, or have a thing found. You read the answer, and the box says it, too.",
    "voice.page": "How the voice sounds.",
    "what_to_say.page": "How much is said, and when.",
    "camera.page": "Which camera is used, and whether its picture is good. Ask the listener here to let you see it.",
    "describer.page": "What finds the words: the built-in senses, a model on the box, or a server.",
    "keys.page": "What each key at the box does.",
    "phone.page": "Hold this phone up: the box describes what the phone sees.",
    "history.page": "What was said in the last hours, if it is kept.",
    "people.page": "Which phones and programs may come in. Take one out, or let another in.",
    "about.page": "What is in the box, whether each part works, and how to erase everything.",
}


@pages.get("/help")
def page() -> str:
    """Explain the pages that there are."""
    return render_template("help.html", purposes=PURPOSES, safety=phrases.SAFETY, choices_on=choices_on)
