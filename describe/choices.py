"""What a form has to know of each setting, read from its declaration: nothing about a setting stands anywhere else.

WrongValue   what was typed or chosen is no value for this setting; its words are for whoever typed it
"""

import math
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from describe.settings import Settings

ON = "on"
"""What a switch that is on posts."""


class WrongValue(Exception):
    """This is no value for that setting."""


class Kind(StrEnum):
    """How a setting is put to people."""

    SWITCH = "switch"
    ONE_OF = "one of"
    SOME_OF = "some of"
    NUMBER = "number"
    TEXT = "text"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values that can be chosen, as text, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting as it is put to people. `less` and `more` label steps down and up, where there are such."""

    name: str
    title: str
    help: str
    kind: Kind
    page: str
    options: tuple[Option, ...] = ()
    least: float = -math.inf
    most: float = math.inf
    longest: int = 10_000
    is_whole: bool = False
    less: str = ""
    more: str = ""
    asks_up_to: float = -math.inf
    asks: str = ""
    values_of: str = ""

    def text_of(self, value: object) -> str:
        """Return a value as forms carry it."""
        if isinstance(value, bool):
            return ON if value else ""
        if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
            return "\n".join(sorted(value) if isinstance(value, frozenset) else value)
        return f"{value:g}" if isinstance(value, float) else str(value)

    def words_of(self, value: object) -> str:
        """Return what people call a value."""
        if self.kind is Kind.SWITCH:
            return "On" if value else "Off"
        labels = {option.value: option.label for option in self.options}
        if self.kind in (Kind.SOME_OF, Kind.LINES):
            parts = self.text_of(value).splitlines()
            return ", ".join(labels.get(part, part) for part in parts) or "Nothing"
        text = self.text_of(value)
        return labels.get(text, text) or "Nothing"

    def value_of(self, text: str) -> object:
        """Return the value that a text from a form means; raise WrongValue in words that say what would be right."""
        if self.kind is Kind.SWITCH:
            return text == ON
        if self.kind in (Kind.SOME_OF, Kind.LINES):
            return tuple(line.strip() for line in text.splitlines() if line.strip())
        if self.kind is Kind.NUMBER or (self.options and math.isfinite(self.least)):
            return self._number(text)
        if self.kind is Kind.ONE_OF and not self.values_of and text not in {option.value for option in self.options}:
            raise WrongValue(f"{self.title}: choose one of these.")
        if len(text) > self.longest:
            raise WrongValue(f"{self.title}: this is too long. Use at most {self.longest} letters.")
        return text.strip()

    def step(self, value: object, by: int) -> Option | None:
        """Return the option that is so many steps on from a value, None where there is no such step."""
        if not isinstance(value, int | float):
            return None
        numbers = [float(option.value) for option in self.options]
        further = [at for at, number in enumerate(numbers) if (number > value if by > 0 else number < value)]
        if not further:
            return None
        return self.options[further[0] if by > 0 else further[-1]]

    def silences(self, before: object, after: object) -> bool:
        """Say whether a change has to be asked about first: it goes down to where the listener may hear no more."""
        if not isinstance(before, int | float) or not isinstance(after, int | float):
            return False
        return after < before and after <= self.asks_up_to

    def _number(self, text: str) -> object:
        try:
            number = float(text.strip().replace(",", "."))
        except ValueError:
            number = math.nan
        if not self.least <= number <= self.most or (self.is_whole and not number.is_integer()):
            kind = "a whole number" if self.is_whole else "a number"
            raise WrongValue(f"{self.title}: use {kind} from {self.least:g} to {self.most:g}.")
        return int(number) if self.is_whole else number


def choices(model: type[BaseModel] = Settings) -> tuple[Choice, ...]:
    """Return every setting that a page shows, in the order in which they are declared."""
    return tuple(_choice(name, field) for name, field in model.model_fields.items() if _extra(field).get("page"))


def choices_on(page: str, model: type[BaseModel] = Settings) -> tuple[Choice, ...]:
    """Return the settings of one page."""
    return tuple(choice for choice in choices(model) if choice.page == page)


def choice_named(name: str, model: type[BaseModel] = Settings) -> Choice | None:
    """Return the setting of this name, None where no page shows one."""
    return next((choice for choice in choices(model) if choice.name == name), None)


def only_at_the_box(model: type[BaseModel] = Settings) -> frozenset[str]:
    """Return the names of the settings that no page and no program may change."""
    return frozenset(name for name, field in model.model_fields.items() if _extra(field).get("only_at_the_box"))


def _extra(field: FieldInfo) -> Mapping[str, object]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _choice(name: str, field: FieldInfo) -> Choice:
    extra = _extra(field)
    kind, options = _kind(field, extra)
    limits = {
        key: getattr(limit, key)
        for limit in field.metadata
        for key in ("ge", "le", "max_length")
        if hasattr(limit, key)
    }
    asks_up_to = extra.get("asks_up_to")
    return Choice(
        name=name,
        title=field.title or name,
        help=field.description or "",
        kind=kind,
        page=str(extra["page"]),
        options=options,
        least=limits.get("ge", -math.inf),
        most=limits.get("le", math.inf),
        longest=limits.get("max_length", 10_000),
        is_whole=field.annotation is int,
        less=str(extra.get("less", "")),
        more=str(extra.get("more", "")),
        asks_up_to=asks_up_to if isinstance(asks_up_to, int | float) else -math.inf,
        asks=str(extra.get("asks", "")),
        values_of=str(extra.get("values_of", "")),
    )


def _kind(field: FieldInfo, extra: Mapping[str, object]) -> tuple[Kind, tuple[Option, ...]]:
    kind = field.annotation
    if kind is bool:
        return Kind.SWITCH, ()
    if kind in (int, float):
        options = _options(extra.get("steps"), lambda text: f"{float(text):g}")
        return (Kind.ONE_OF if options else Kind.NUMBER), options
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Kind.ONE_OF, _members(kind, extra)
    parts = typing.get_args(kind)
    if parts:
        first = parts[0]
        if isinstance(first, type) and issubclass(first, StrEnum):
            return Kind.SOME_OF, _members(first, extra)
        return Kind.LINES, ()
    empty = str(extra.get("empty", ""))
    return (Kind.ONE_OF if extra.get("values_of") else Kind.TEXT), (Option("", empty),) if empty else ()


def _members(kind: type[StrEnum], extra: Mapping[str, object]) -> tuple[Option, ...]:
    words = extra.get("words")
    labels = words if isinstance(words, dict) else {}
    return tuple(Option(str(member), str(labels.get(str(member), str(member).capitalize()))) for member in kind)


def _options(named: object, text_of: Callable[[str], str]) -> tuple[Option, ...]:
    if not isinstance(named, dict):
        return ()
    return tuple(Option(text_of(str(value)), str(label)) for value, label in named.items())
