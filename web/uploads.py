"""Keeps what is uploaded in memory: a picture must not touch the disk, where Werkzeug would put a large one."""

import io
from typing import IO

from flask import Request


class RequestInMemory(Request):
    """A request whose files are held in memory. How much may come in all is limited by the guard.

    MAX_FORM_MEMORY_SIZE has to be above 128 kilobytes: Werkzeug counts what it holds of a file meanwhile, too.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002  Werkzeug's names
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return io.BytesIO()
