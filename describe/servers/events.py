"""Takes a stream of server-sent events apart: bytes, cut anywhere, become the texts that they carry. Pure.

The form is that of https://html.spec.whatwg.org/multipage/server-sent-events.html, with one thing stricter: a line that
is none of its fields is not passed over. Words would be missing then, and one of them may have been "not".
"""

from collections.abc import Iterator

from describe.describer import DescriberFailed

LONGEST = 1 << 16
"""Bytes of one event; a word with what goes round it takes 300."""

_IGNORED = frozenset({b"event", b"id", b"retry"})
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventStream:
    """Collects bytes until an event is whole."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._event: list[bytes] = []
        self._size = 0
        self._is_first = True

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield what the events carry that became whole with these bytes; raise DescriberFailed at what is damaged."""
        self._line += data
        if b"\n" in data:
            *lines, rest = bytes(self._line).split(b"\n")
            self._line = bytearray(rest)
            for line in lines:
                event = self._take(line.removesuffix(b"\r"))
                if event is not None:
                    yield event
        self._check(self._size + len(self._line))

    def _take(self, line: bytes) -> str | None:
        if self._is_first:
            line = line.removeprefix(_BYTE_ORDER_MARK)
            self._is_first = False
        if not line:
            return self._whole()
        name, _, value = line.partition(b":")
        if name == b"data":
            self._event.append(value.removeprefix(b" "))
            self._size += len(value)
            self._check(self._size)
        elif name and name not in _IGNORED:
            raise DescriberFailed("it sent something damaged in between")
        return None

    def _whole(self) -> str | None:
        event, self._event, self._size = b"\n".join(self._event), [], 0
        if not event.strip():
            return None
        try:
            return event.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DescriberFailed("it sent letters that are damaged") from error

    @staticmethod
    def _check(size: int) -> None:
        if size > LONGEST:
            raise DescriberFailed(f"it sent more than {LONGEST} bytes in one piece")
