"""A setting as a line of a page: what it is, what it is now, and the buttons that change it at once."""

from dataclasses import dataclass

from flask import Flask

from describe.choices import Choice, Kind, Option, choices_on
from web.box import the_box
from web.options import on_this_box


@dataclass(frozen=True, slots=True)
class Row:
    """A setting, its value in words and as forms carry it, and the next steps down and up where it has buttons."""

    choice: Choice
    words: str
    text: str
    lower: Option | None = None
    higher: Option | None = None

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off, and nothing else."""
        return self.choice.kind is Kind.SWITCH


def rows_of(page: str) -> tuple[Row, ...]:
    """Return the settings of one page as they are now."""
    box = the_box()
    settings = box.settings.snapshot()
    return tuple(
        _row(on_this_box(choice, box), getattr(settings, choice.name)) for choice in choices_on(page, type(settings))
    )


def give_rows(app: Flask) -> None:
    """Let the templates of this app show rows, and forms the version that they are about."""
    app.jinja_env.globals.update(
        rows_of=rows_of,
        settings_version=lambda: the_box().settings.version,
        is_locked=lambda: the_box().settings.snapshot().is_locked,
    )


def _row(choice: Choice, value: object) -> Row:
    words, text = choice.words_of(value), choice.text_of(value)
    if not choice.less:
        return Row(choice, words, text)
    return Row(choice, words, text, choice.step(value, -1), choice.step(value, +1))
