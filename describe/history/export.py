"""Writes the history as JSON or CSV, for whoever looks at it elsewhere."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from describe.history.store import Sentence

_COLUMNS = ("said_at", "text", "engine", "frame_age_s", "is_wrong")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula in spreadsheets: a sign in front of the camera must not become one."""


def as_json(sentences: Iterable[Sentence]) -> str:
    """Return a list of objects, oldest first."""
    return json.dumps([_row(one) for one in sentences], ensure_ascii=False, indent=1)


def as_csv(sentences: Iterable[Sentence]) -> str:
    """Return lines with a heading, oldest first; no text is a formula."""
    written = io.StringIO()
    table = csv.DictWriter(written, _COLUMNS)
    table.writeheader()
    for one in sentences:
        row = _row(one)
        table.writerow(row | {name: _harmless(str(row[name])) for name in ("text", "engine")})
    return written.getvalue()


def _row(sentence: Sentence) -> dict[str, object]:
    values = {name: value for name, value in asdict(sentence).items() if name in _COLUMNS}
    return {"said_at": datetime.fromtimestamp(sentence.at, UTC).isoformat(timespec="seconds"), **values}


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
