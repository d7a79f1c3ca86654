"""Describes with a model on any server that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, Ollama, ...

It sends the newest picture, or the clip, of each request and nothing else; every request stands alone, so that any
replica of a server can answer it.
"""

import json
import logging
import math
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from camera.clock import boot_clock
from camera.restarts import Restarts
from describe.describer import AskedToWait, DescriberError, DescriberFailed, DescriberUnavailable
from describe.request import Piece, Request, Task
from describe.servers.address import parse_server_address
from describe.servers.answers import Delta, delta_of, error_of, models_of
from describe.servers.events import EventStream
from describe.servers.key import Key, key_from
from describe.servers.messages import body_for
from describe.servers.probe import Found, chosen, try_out
from describe.servers.trouble import Deadlines, Patience, ServerTrouble
from describe.servers.wire import Answer, Wire

MOST_BYTES = 1 << 20
"""Of one answer: a page of text, each word in 300 bytes of wrapping, takes a quarter of it."""
PROBE_S = 60.0
"""A server that loads its model at the first request, as Ollama does, takes this long."""

_UNLISTED = frozenset({404, 405, 500, 501})
"""What servers answer that cannot list their models and serve a named one all the same; 500 is that of
`transformers serve` while nothing was ever downloaded.
"""

_log = logging.getLogger(__name__)


class ServerDescriber:
    """A Describer whose model is elsewhere. May be called from any thread.

    Waits no longer than its deadlines, and not at all while the server is to be left alone: AskedToWait says how long.
    """

    def __init__(
        self,
        address: str,
        model: str = "",
        *,
        key: Key = Key(),  # noqa: B008  # frozen
        certificate: Path | None = None,
        plain_hosts: frozenset[str] = frozenset(),
        deadlines: Deadlines = Deadlines(),  # noqa: B008  # frozen
        max_age_s: float = math.inf,
        clock: Callable[[], float] = boot_clock,
        rng: random.Random | None = None,
    ) -> None:
        """Ask no network yet; raise DescriberUnavailable if the address or the certificate cannot be used.

        `key` comes from key_from(). `certificate` is trusted instead of the system's. http:// is for this machine and
        private networks, and for the hosts that `plain_hosts` names. A description is given up when its picture, by
        `clock`, is older than `max_age_s`; an answer, a search or a reading is wanted also when it comes later.
        """
        self._address = parse_server_address(address)
        self._wanted = model
        self._key = key
        self._deadlines = deadlines
        self._max_age_s = max_age_s
        self._clock = clock
        self._rng = rng or random.Random()  # noqa: S311  # pauses are no secret
        self._pauses = Restarts(self._rng)
        self._free_at = -math.inf
        self._found: Found | None = None
        self._closing = threading.Event()
        self._cancels = 0
        self._wire = Wire(self._address, certificate, plain_hosts)
        if not self._address.is_encrypted and self._address.host in plain_hosts:
            _log.warning("pictures go to %s without encryption", self._address.name)

    @property
    def name(self) -> str:
        """Which server: "server models.example.org"."""
        return f"server {self._address.name}"

    def probe(self, within_s: float = PROBE_S) -> Found:
        """Ask what the server has, choose the model and try whether it sees and hears; raise DescriberError.

        Best called from the background: the server may have to load its model first.
        """
        with self._told():
            limits = replace(self._deadlines, first_s=within_s, total_s=within_s)
            return self._probe(Patience(limits, time.monotonic, self._closing))

    def describe(self, request: Request) -> Generator[Piece]:
        """Yield the words as the server sends them; raise DescriberError. Closing this ends the request there, too."""
        with self._told():
            left_s = self._free_at - time.monotonic()
            if left_s > 0.0:
                raise ServerTrouble(f"it is left alone for another {left_s:.0f} s", left_s)
            patience = Patience(self._deadlines, time.monotonic, self._closing, self._freshness(request))
            found = self._found or self._probe(patience)
            if request.question_sound is not None and not found.hears:
                raise DescriberFailed(f"its model {found.model} takes no sound, so it cannot hear the question")
            body = body_for(request, found.model, hears=bool(found.hears))
            answer = self._post(body, "text/event-stream", patience)
            try:
                yield from self._pieces(answer, patience)
            finally:
                answer.close()
            self._pauses, self._free_at = Restarts(self._rng), -math.inf

    def cancel(self) -> None:
        """End the present requests, from any thread, also one that is waited for; the next one is asked as before."""
        self._cancels += 1
        self._wire.cut()

    def close(self) -> None:
        """End all requests at once, also one that another thread waits for; may be called twice."""
        self._closing.set()
        self._wire.cut()

    def _probe(self, patience: Patience) -> Found:
        path = f"{self._address.path}/models"
        listing = self._wire.ask("GET", path, self._key.headers, b"", patience).whole(MOST_BYTES)
        if not (self._wanted and listing.status in _UNLISTED):
            listing.raise_for_status()
        models = models_of(listing.body) if listing.status == 200 else ()
        found = try_out(
            chosen(models, self._wanted),
            models,
            lambda body: self._post(body, "application/json", patience).whole(MOST_BYTES),
        )
        self._found = found
        _log.info("%s: %s", self.name, self._key.hidden_in(found.words))
        return found

    def _post(self, body: dict[str, object], accepted: str, patience: Patience) -> Answer:
        headers = [("Content-Type", "application/json"), ("Accept", accepted), *self._key.headers]
        path = f"{self._address.path}/chat/completions"
        return self._wire.ask("POST", path, headers, json.dumps(body).encode("ascii"), patience)

    def _pieces(self, answer: Answer, patience: Patience) -> Iterator[Piece]:
        if answer.status != 200:
            raise error_of(answer.whole(MOST_BYTES))
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "text/event-stream":
            raise DescriberFailed(f"it answered with {kind[:40] or 'something unnamed'} and not with a stream of words")
        chunks, has_written = answer.chunks(MOST_BYTES), False
        for delta in _deltas(chunks):
            if delta.text:
                patience.note_word()
                has_written = True
                yield Piece(delta.text)
            if delta.is_end:
                break
        else:
            raise ServerTrouble("it broke off in the middle of its answer")
        if not has_written:
            raise DescriberFailed("it wrote nothing; a model that thinks first has no words left for the answer")
        patience.note_end()
        with suppress(DescriberError):  # all was said; if the stream does not end in order, the connection is given up
            deque(chunks, maxlen=0)

    def _freshness(self, request: Request) -> Callable[[], float] | None:
        if request.task is not Task.DESCRIBE or math.isinf(self._max_age_s):
            return None
        return lambda: self._max_age_s - request.frame.age_s(self._clock())

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise every error with the server's name before it and the key struck out, and count what is trouble."""
        cancels = self._cancels
        try:
            yield
        except ServerTrouble as error:
            if self._cancels != cancels:
                raise DescriberFailed(f"the {self.name}: nobody wants its answer any more") from None
            now = time.monotonic()
            if error.retry_after_s is None:
                self._free_at = max(self._free_at, self._pauses.ended(now, 0.0, crashed=False))
            else:
                self._free_at = max(self._free_at, now + error.retry_after_s)
            raise AskedToWait(self._named(error), max(0.0, self._free_at - now)) from error.__cause__
        except (DescriberFailed, DescriberUnavailable) as error:
            if isinstance(error, DescriberUnavailable):
                self._found = None  # it may have another model by now
            raise type(error)(self._named(error)) from error.__cause__  # not from itself: it may quote the key

    def _named(self, error: DescriberError) -> str:
        return self._key.hidden_in(f"the {self.name}: {error}")


def server_from(
    environ: Mapping[str, str], address: str, model: str = "", *, max_age_s: float = math.inf
) -> ServerDescriber:
    """Return the describer with what the environment says of key, certificate and hosts; raise DescriberUnavailable.

    LOOKALOUD_SERVER_KEY or LOOKALOUD_SERVER_KEY_FILE, LOOKALOUD_SERVER_CERTIFICATE (a PEM file that is trusted instead
    of the system's) and LOOKALOUD_SERVER_PLAIN (hosts on the internet, with commas between, that may be spoken to
    without encryption).
    """
    certificate = environ.get("LOOKALOUD_SERVER_CERTIFICATE", "").strip()
    plain = environ.get("LOOKALOUD_SERVER_PLAIN", "").lower().replace(",", " ").split()
    return ServerDescriber(
        address,
        model,
        key=key_from(environ),
        certificate=Path(certificate).expanduser() if certificate else None,
        plain_hosts=frozenset(plain),
        max_age_s=max_age_s,
    )


def _deltas(chunks: Iterator[bytes]) -> Iterator[Delta]:
    events = EventStream()
    for chunk in chunks:
        for event in events.feed(chunk):
            yield delta_of(event)
