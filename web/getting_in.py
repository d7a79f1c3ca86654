"""The pages by which a browser comes in, and goes out."""

from flask import Blueprint, render_template

from web.access import open_to_all

pages = Blueprint("getting_in", __name__)


@pages.get("/healthz")
@open_to_all
def healthz() -> tuple[str, dict[str, str]]:
    """Say that the page is alive, and nothing else."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/pair")
@open_to_all
def pair() -> str:
    """Ask for the code."""
    return render_template("pair.html")
