"""The settings for programs: read, and changed only by whoever has seen what they are."""

import json
import re
from collections.abc import Collection
from typing import Annotated

from flask import Blueprint, Response, jsonify
from pydantic import Field, JsonValue, ValidationError

from camera.address import parse_live_address, without_credentials
from camera.errors import CameraAddressError
from describe.choices import only_at_the_box
from describe.describer import DescriberUnavailable
from describe.servers.address import parse_server_address
from describe.settings import Settings
from describe.settings_file import SettingsChanged, SettingsError
from web.access import needs
from web.api_values import Json, SettingsNow
from web.box import the_box
from web.changing import NotChanged, SettingsLocked, change
from web.strict_json import Declared, body, refuse
from web.tokens import Scope

WHO = "A program of your helper"
WITH_SECRETS = ("camera", "server")
"""What may hold a password: it is shown without, and what comes back as it was shown is no change."""
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)

pages = Blueprint("api_settings", __name__, url_prefix="/api/v1")


class Changes(Declared):
    """Settings that are to have other values, and the version of those that were seen."""

    version: Annotated[str, Field(min_length=1, max_length=64)]
    changes: Annotated[dict[str, JsonValue], Field(min_length=1, max_length=100)]


@pages.get("/settings")
@needs(Scope.READ)
def settings() -> Response:
    """Return the settings and their version."""
    now = the_box().settings
    return _shown(now.version, now.snapshot())


@pages.patch("/settings")
@needs(Scope.SETTINGS)
def change_settings() -> Response:
    """Change settings; the listener is told. Nothing is changed where somebody else was quicker."""
    wanted, box = body(Changes), the_box()
    now = box.settings.snapshot()
    given = {name: value for name, value in wanted.changes.items() if not _is_as_shown(name, value, now)}
    try:
        done = change(box, _values(given, now), wanted.version, WHO)
    except SettingsChanged:
        refuse(409, "Somebody else has changed the settings meanwhile. Read them again.")
    except SettingsError as error:
        refuse(400, str(error))
    except SettingsLocked as error:
        refuse(423, str(error))
    except NotChanged as error:
        refuse(503, str(error), Retry_After="2")
    return _shown(done.version, done.settings, done.words, done.warning)


def schema_of_changes() -> tuple[Json, Json]:
    """Return the JSON schema of what may be changed, from the declaration of the settings, and the parts it names."""
    declared = Settings.model_json_schema(ref_template="#/components/schemas/{model}")
    may = {name: schema for name, schema in declared["properties"].items() if name not in only_at_the_box()}
    for schema in may.values():
        schema.pop("default", None)
    changes = {"type": "object", "properties": may, "additionalProperties": False, "minProperties": 1}
    return changes, declared.get("$defs", {})


def _values(given: dict[str, JsonValue], now: Settings) -> dict[str, object]:
    """Return the values, of which none was made to fit; answer with what is wrong where one does not."""
    if unknown := given.keys() - Settings.model_fields.keys():
        refuse(400, f"There is no setting named {min(unknown)[:40]!r}.")
    try:
        checked = Settings.model_validate_json(json.dumps(now.model_dump(mode="json") | given), strict=True)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        refuse(400, f"{first['loc'][0]}: {first['msg']}.")
    try:
        _check_addresses(checked, given.keys())
    except (CameraAddressError, DescriberUnavailable) as error:  # their words never repeat what was sent
        refuse(400, str(error))
    return {name: getattr(checked, name) for name in given}


def _check_addresses(checked: Settings, given: Collection[str]) -> None:
    """Hold what a program sends to what the pages take: no file or folder of this machine, no password, no trick."""
    if checked.camera and "camera" in given:
        parse_live_address(checked.camera)
    if checked.server and "server" in given:
        parse_server_address(checked.server)
    if "engine" in given and not _NAME.fullmatch(checked.engine):
        raise DescriberUnavailable("Give the name of a describer. A folder is named only at the box.")


def _is_as_shown(name: str, value: JsonValue, now: Settings) -> bool:
    return name in WITH_SECRETS and value == without_credentials(getattr(now, name))


def _shown(version: str, shown: Settings, words: str = "", warning: str = "") -> Response:
    values = shown.model_dump(mode="json") | {name: without_credentials(getattr(shown, name)) for name in WITH_SECRETS}
    return jsonify(SettingsNow(version=version, settings=values, told=words, warning=warning).model_dump())
