"""Does to a server at a port of this machine whatever a hostile client may do, from a process of its own.

python -m tests.hostile_client PORT SECONDS KIND...   prints one line of JSON: how many of what came back.
"""

import asyncio
import json
import ssl
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable

ATTACKER = "127.0.0.66"
HOST = b"Host: 127.0.0.1:%d\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Attack:
    """What is done to one server until a moment; `seen` counts what came of it."""

    def __init__(self, port: int, ends_at: float) -> None:
        self.port = port
        self.ends_at = ends_at
        self.seen: Counter[str] = Counter()
        self._tls = ssl.create_default_context()
        self._tls.check_hostname = False
        self._tls.verify_mode = ssl.CERT_NONE
        self.host = HOST % port

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self.ends_at

    async def connect(self, *, tls: bool = True) -> Pair:
        return await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=self._tls if tls else None, local_addr=(ATTACKER, 0)
        )

    async def silent_tcp(self) -> None:
        await self._be_silent(tls=False)

    async def silent_tls(self) -> None:
        await self._be_silent(tls=True)

    async def _be_silent(self, *, tls: bool) -> None:
        while self.is_on:
            reader, writer = await self.connect(tls=tls)
            await self._until_closed(reader)
            writer.close()
            self.seen["closed"] += 1

    async def slow_headers(self) -> None:
        await self._trickle(b"GET /pair HTTP/1.1\r\n" + self.host + b"X-Slow: " + b"x" * 4000)

    async def slow_body(self) -> None:
        await self._trickle(
            b"POST /pair HTTP/1.1\r\n" + self.host + FORM + b"Content-Length: 9000\r\n\r\n" + b"x" * 4000, at_once=120
        )

    async def _trickle(self, request: bytes, at_once: int = 30) -> None:
        while self.is_on:
            reader, writer = await self.connect()
            waiting = asyncio.create_task(reader.read())
            writer.write(request[:at_once])
            for byte in request[at_once:]:
                if not self.is_on or waiting.done():
                    break
                writer.write(bytes([byte]))
                await asyncio.sleep(0.2)
            waiting.cancel()
            writer.close()
            self.seen["closed"] += 1

    async def bad_chunks(self) -> None:
        chunked = b"Transfer-Encoding: chunked\r\n\r\n"
        bad = [
            b"zz\r\nx\r\n",
            b"-5\r\nxxxxx\r\n0\r\n\r\n",
            b"ffffffffffffffff\r\nx",
            b"5\r\nabc\r\n0\r\n\r\n",
            b"\0\0\0",
        ]
        while self.is_on:
            for chunk in bad:
                await self._send(b"POST /pair HTTP/1.1\r\n" + self.host + FORM + chunked + chunk)

    async def many_fields(self) -> None:
        body = b"&".join(b"f%d=1" % number for number in range(10_000))
        await self._post(body)

    async def huge_body(self) -> None:
        await self._post(b"code=" + b"1" * 10_000_000)

    async def _post(self, body: bytes) -> None:
        head = b"POST /pair HTTP/1.1\r\n" + self.host + FORM + b"Content-Length: %d\r\n\r\n" % len(body)
        while self.is_on:
            await self._send(head + body)

    async def garbage(self) -> None:
        while self.is_on:
            for line in (
                b"\xff\xfe\r\n\r\n",
                b"GET /\xe4 HTTP/1.1\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"PRI * HTTP/2.0\r\n\r\n",
            ):
                await self._send(line)
            await self._send(b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: %b\r\n" % (n, b"y" * 500) for n in range(100)))

    async def flood(self) -> None:
        request = b"GET /pair HTTP/1.1\r\n" + self.host + b"\r\n"
        while self.is_on:
            reader, writer = await self.connect()
            while self.is_on and not reader.at_eof():
                writer.write(request * 5)
                for _ in range(5):
                    if not await self._answer(reader):
                        break
            writer.close()

    async def _send(self, request: bytes) -> None:
        reader, writer = await self.connect()
        try:
            writer.write(request)
            await writer.drain()
            await self._answer(reader)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> bool:
        """Read an answer and count its status."""
        async with asyncio.timeout(max(1.0, self.ends_at - time.monotonic())):
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            self.seen[head.split(b" ", 2)[1].decode()] += 1
            if b"content-length: " in head:
                await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r")[0]))
                return True
            if b"transfer-encoding: chunked" in head:
                while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
                    await reader.readexactly(size + 2)
                await reader.readexactly(2)
                return True
        return False

    async def _until_closed(self, reader: asyncio.StreamReader) -> None:
        try:
            async with asyncio.timeout(max(0.1, self.ends_at - time.monotonic())):
                await reader.read()
        except TimeoutError:
            self.seen["still open"] += 1

    async def again(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it until it is time to end, whatever comes of it."""
        while self.is_on:
            try:
                await act()
            except (OSError, EOFError, TimeoutError, ssl.SSLError, asyncio.LimitOverrunError) as error:
                self.seen[type(error).__name__] += 1
                await asyncio.sleep(0.01)


HOW_MANY = {
    "silent_tcp": 200,
    "silent_tls": 200,
    "slow_headers": 50,
    "slow_body": 50,
    "bad_chunks": 2,
    "many_fields": 2,
    "huge_body": 2,
    "garbage": 2,
    "flood": 20,
}


async def _main(port: int, seconds: float, kinds: list[str]) -> None:
    attack = Attack(port, time.monotonic() + seconds)
    acts = [attack.again(getattr(attack, kind)) for kind in kinds for _ in range(HOW_MANY[kind])]
    await asyncio.gather(*acts)
    print(json.dumps(attack.seen))


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
