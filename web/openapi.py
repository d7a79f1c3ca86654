"""Describes the API as OpenAPI 3.1, made from the same declarations by which it takes and gives values."""

import importlib.metadata
from dataclasses import dataclass, field
from functools import cache

from web import api_values as values
from web.api_settings import schema_of_changes
from web.api_values import Json
from web.strict_json import Declared
from web.tokens import SCOPES, Scope

ABOUT = (
    "What a program can see of Lookaloud and ask of it. Every request carries a token, made on the page Who may come "
    "in, as Authorization: Bearer. Descriptions can be wrong or late: this is not a mobility aid."
)
ERRORS = {
    400: "Something in it is wrong; the words say what.",
    401: "The token is missing or no good.",
    403: "The token may not do this.",
    409: "Somebody else has changed the settings meanwhile; nothing was changed.",
    413: "It is too long.",
    415: "It is of another kind than this takes.",
    423: "The listener has locked the settings.",
    429: "Too many at once; try again after Retry-After seconds.",
    503: "The box is busy; try again after Retry-After seconds.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A route: what it is for, which token it needs, what goes in and what comes out."""

    method: str
    path: str
    scope: Scope
    summary: str
    answers: dict[int, type[Declared] | Json]
    body: type[Declared] | None = None
    errors: tuple[int, ...] = ()
    extra: Json = field(default_factory=dict)


_ANSWERS: dict[int, type[Declared] | Json] = {200: values.Answer, 202: values.Answer}
_BINARY: Json = {"schema": {}}
_OF_A_PHOTO: Json = {
    "parameters": [
        {
            "name": "task",
            "in": "query",
            "description": "What to do with the picture. The tasks ask and find take a question.",
            "schema": {"type": "string", "enum": ["describe", "read", "ask", "find"], "default": "describe"},
        },
        {
            "name": "question",
            "in": "query",
            "description": "The question, or the thing that is looked for.",
            "schema": {"type": "string", "minLength": 1, "maxLength": values.MOST_LETTERS},
        },
        {
            "name": "speech",
            "in": "query",
            "description": "Ask for a WAV file of all that is said, in place of lines of text.",
            "schema": {"type": "string", "enum": ["wav"]},
        },
    ],
    "requestBody": {
        "required": True,
        "description": "The picture, at most 8 MB and 50 million pixels.",
        "content": {"image/jpeg": _BINARY, "image/png": _BINARY},
    },
}
_PHOTO_ANSWER: Json = {
    "application/x-ndjson": {
        "schema": {
            "type": "string",
            "description": 'A line for each sentence, {"text": …}, and a last one, {"is_whole": …}.',
        }
    },
    "audio/wav": _BINARY,
}


_CHANGES, _PARTS_OF_CHANGES = schema_of_changes()
_OF_CHANGES: Json = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"version": {"type": "string", "minLength": 1, "maxLength": 64}, "changes": _CHANGES},
                    "required": ["version", "changes"],
                    "additionalProperties": False,
                }
            }
        },
    }
}

OPERATIONS = (
    Operation("get", "/openapi.json", Scope.READ, "This description", {200: {"application/json": _BINARY}}),
    Operation("get", "/state", Scope.READ, "What it is doing, what is wrong, what it said last", {200: values.State}),
    Operation("get", "/settings", Scope.READ, "The settings and their version", {200: values.SettingsNow}),
    Operation(
        "patch",
        "/settings",
        Scope.SETTINGS,
        "Change settings; the listener is told",
        {200: values.SettingsNow},
        errors=(400, 409, 413, 415, 423, 503),
        extra=_OF_CHANGES,
    ),
    Operation("post", "/commands", Scope.CONTROL, "Do one of the acts", _ANSWERS, values.Command, (503,)),
    Operation(
        "post", "/questions", Scope.CONTROL, "Answer a question about the view", _ANSWERS, values.Question, (503,)
    ),
    Operation("post", "/searches", Scope.CONTROL, "Say where a thing is", _ANSWERS, values.Search, (503,)),
    Operation(
        "post",
        "/photos",
        Scope.DESCRIBE,
        "Describe, read, search or answer a question about a picture",
        {200: _PHOTO_ANSWER},
        errors=(400, 413, 415, 429, 503),
        extra=_OF_A_PHOTO,
    ),
)


@cache
def document() -> Json:
    """Return the whole description."""
    schemas: Json = dict(_PARTS_OF_CHANGES)
    paths: dict[str, Json] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lookaloud",
            "version": importlib.metadata.version("lookaloud"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "\n".join(_scopes())}},
        },
    }


def _scopes() -> list[str]:
    return [f"{scope}: {words}." for scope, words in SCOPES.items()]


def _described(operation: Operation, schemas: Json) -> Json:
    errors = {401, 403, *operation.errors} | ({400, 413, 415} if operation.body else set())
    answers: Json = {
        str(status): {
            "description": "Done." if status == 200 else "Taken; the answer comes at the box.",
            "content": _content(answer, schemas),
        }
        for status, answer in operation.answers.items()
    }
    for status in sorted(errors):
        answers[str(status)] = {"description": ERRORS[status], "content": _content(values.Wrong, schemas)}
    described: Json = {
        "operationId": f"{operation.method} {operation.path}".replace("/", "").replace(" ", "_").replace(".", "_"),
        "summary": operation.summary,
        "description": f"Needs a token for: {operation.scope}.",
        "security": [{"token": []}],
        "responses": answers,
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": _content(operation.body, schemas)}
    return described | operation.extra


def _content(model: type[Declared] | Json, schemas: Json) -> Json:
    if isinstance(model, dict):
        return model
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
