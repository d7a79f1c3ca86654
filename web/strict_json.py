"""Takes a JSON body apart, and refuses in words whatever is not exactly what was declared."""

import json
from typing import NoReturn, TypeVar

from flask import abort, jsonify, make_response, request
from pydantic import BaseModel, ConfigDict, ValidationError

LONGEST = 16 * 1024
"""Bytes. The guard refuses a longer body before it comes here."""
LONGEST_NUMBER = 30


class Declared(BaseModel):
    """A body or an answer of the API: nothing else may stand in it, and no value is made to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


Body = TypeVar("Body", bound=Declared)


def body(model: type[Body]) -> Body:
    """Return the body of the request at hand, or answer with status 415 or 400 and what is wrong with it."""
    if request.mimetype != "application/json":
        refuse(415, "Send it as JSON, with the header Content-Type: application/json.")
    try:
        found = json.loads(
            request.get_data().decode(),
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
            parse_int=_short_number,
        )
        # JSON has no enumerations: their names come as text, so the text is validated and not what json made of it.
        return model.model_validate_json(json.dumps(found))
    except UnicodeDecodeError:
        refuse(400, "That is no proper JSON: it is not written in UTF-8.")
    except RecursionError:
        refuse(400, "That is nested too deep.")
    except ValidationError as error:
        refuse(400, _words_of(error))
    except ValueError as error:  # of json itself too: its text names the place
        refuse(400, f"That is no proper JSON: {error}.")


def refuse(status: int, words: str, **headers: str) -> NoReturn:
    """Answer with this status and these words."""
    answer = make_response(jsonify(error=words), status)
    answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    abort(answer)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("a name stands in it twice")
    return dict(pairs)


def _no_constant(constant: str) -> object:
    raise ValueError(f"{constant} is no value")


def _short_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number in it is too long")
    return int(digits)


def _words_of(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part)[:40] for part in first["loc"])
    return f"{place}: {first['msg']}." if place else f"{first['msg']}."
