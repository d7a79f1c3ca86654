"""How a setting is shown to people: on which page, in which steps, with which words. Goes with its declaration."""

from collections.abc import Mapping

from pydantic import JsonValue


def shown_on(
    page: str,
    *,
    steps: Mapping[float, str] | None = None,
    words: Mapping[str, str] | None = None,
    empty: str = "",
    less: str = "",
    more: str = "",
    asks_up_to: float | None = None,
    asks: str = "",
    values_of: str = "",
) -> dict[str, JsonValue]:
    """Return what a declaration carries as `json_schema_extra`.

    `steps` names the numbers that one chooses among, `words` the members of an enumeration, `empty` the empty text.
    `less` and `more` label two buttons that go one step down and up. A change down to `asks_up_to` (False counts as
    0) silences: it is made only once the question `asks` was answered with yes. `values_of` names what the box knows
    and a declaration cannot, such as the voices that are installed.
    """
    found: dict[str, JsonValue] = {
        "page": page,
        "steps": {str(step): label for step, label in (steps or {}).items()},
        "words": dict(words or {}),
        "empty": empty,
        "less": less,
        "more": more,
        "asks_up_to": asks_up_to,
        "asks": asks,
        "values_of": values_of,
    }
    return {name: value for name, value in found.items() if value not in ("", None, {})}


AT_THE_BOX: dict[str, JsonValue] = {"only_at_the_box": True}
"""For what no page and no program may change."""
