"""Sends pictures to a page of this machine as slowly as it can, or bombs as fast, from a process of its own.

python -m tests.slow_uploads PORT SECONDS TOKEN slow|bombs   prints one line of JSON: how many of which status came.
"""

import asyncio
import json
import ssl
import sys
import time
from collections import Counter

from tests.jpegs import bomb

HOW_MANY = {"slow": 50, "bombs": 4}
ATTACKER = "127.0.0.77"


class Uploads:
    """What is sent until a moment; `seen` counts what came of it."""

    def __init__(self, port: int, ends_at: float, token: str) -> None:
        self._port = port
        self._ends_at = ends_at
        self._head = f"POST /api/v1/photos HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        self._bomb = bomb(8_000)
        self.seen: Counter[str] = Counter()
        self._tls = ssl.create_default_context()
        self._tls.check_hostname = False
        self._tls.verify_mode = ssl.CERT_NONE

    async def slow(self) -> None:
        """Claim a large picture, and send a byte of it every fifth of a second."""
        reader, writer = await self._connect()
        answer = asyncio.create_task(reader.read())
        writer.write(f"{self._head}Content-Type: image/jpeg\r\nContent-Length: 4000000\r\n\r\n".encode())
        while self._is_on and not answer.done():
            writer.write(b"\xff")
            await asyncio.sleep(0.2)
        self.seen[_status(await answer) if answer.done() else "still open"] += 1
        answer.cancel()
        writer.close()

    async def bombs(self) -> None:
        """Send one that needs far more memory than it has bytes."""
        reader, writer = await self._connect()
        length = len(self._bomb)
        writer.write(f"{self._head}Content-Type: image/png\r\nContent-Length: {length}\r\n\r\n".encode() + self._bomb)
        async with asyncio.timeout(15.0):
            self.seen[_status(await reader.readuntil(b"\r\n"))] += 1
        writer.close()

    async def again(self, kind: str) -> None:
        while self._is_on:
            try:
                await getattr(self, kind)()
            except (OSError, EOFError, TimeoutError) as error:
                self.seen[type(error).__name__] += 1
                await asyncio.sleep(0.05)

    @property
    def _is_on(self) -> bool:
        return time.monotonic() < self._ends_at

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._port, ssl=self._tls, local_addr=(ATTACKER, 0))


def _status(answer: bytes) -> str:
    return answer.split(b" ", 2)[1].decode() if answer.startswith(b"HTTP/") else "closed"


async def _main(port: int, seconds: float, token: str, kind: str) -> None:
    uploads = Uploads(port, time.monotonic() + seconds, token)
    await asyncio.gather(*(uploads.again(kind) for _ in range(HOW_MANY[kind])))
    print(json.dumps(uploads.seen))


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]))
