"""The page What to say: how much, how often, and what matters."""

from flask import Blueprint, render_template

pages = Blueprint("what_to_say", __name__)


@pages.get("/what-to-say")
def page() -> str:
    """Show what is said, and when."""
    return render_template("what_to_say.html")
