"""The pages in the order in which a helper needs them: each part adds its own line."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g

from web.box import Box, the_box


def always(_box: Box) -> bool:
    """Let a page be in the menu on every box that has it."""
    return True


@dataclass(frozen=True, slots=True)
class Page:
    """A line of the menu: the endpoint of its page, its name, and on which boxes it is there."""

    endpoint: str
    name: str
    is_there: Callable[[Box], bool] = always


PAGES = (
    Page("now.page", "Now"),
    Page("ask.page", "Ask"),
    Page("voice.page", "Voice"),
    Page("what_to_say.page", "What to say"),
    Page("camera.page", "Camera"),
    Page("describer.page", "Describer", lambda box: box.models is not None),
    Page("keys.page", "Keys"),
    Page("phone.page", "Use this phone as the camera", lambda box: box.phone is not None),
    Page("history.page", "History", lambda box: box.history is not None),
    Page("people.page", "Who may come in"),
    Page("about.page", "About"),
)


def menu() -> tuple[Page, ...]:
    """Return the pages of the app at hand that this box has; none for whoever was not let in yet."""
    if g.get("session") is None:
        return ()
    box, parts = the_box(), current_app.view_functions
    return tuple(page for page in PAGES if page.endpoint in parts and page.is_there(box))
