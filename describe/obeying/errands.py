"""What an order can set going that lasts: it looks again and again until it is over, or until somebody ends it."""

from collections.abc import Callable
from typing import Protocol

from camera.frame import Frame
from describe.request import Request


class Errand(Protocol):
    """One that is under way; while it is, nothing is told unasked."""

    @property
    def reason(self) -> str:
        """Why nothing else is told, for the journal: "I look for something"."""
        ...

    def look(self, frame: Frame, request: Callable[[], Request]) -> bool:
        """Look at the newest frame, sound or say what there is, and return whether it goes on.

        `request` gives the frame with the looks before it. Raises DescriberError.
        """
        ...

    def end(self) -> None:
        """Let go of what is at work."""
        ...
