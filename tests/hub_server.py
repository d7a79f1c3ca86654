"""A small hub: answers what huggingface_hub asks of the real one, and fails as a bad line and a bad server do."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "a" * 40


@dataclass
class HubServer:
    """What it holds and does is set while it runs. `cut_after` closes the line after so many bytes of an answer, so
    many `cuts` times; `ignores_ranges` sends the whole file again; `status` is the answer to everything if it is set.
    """

    folder: Path
    repository: str = "owner/model"
    endpoint: str = ""
    cut_after: int = 0
    cuts: int = 0
    ignores_ranges: bool = False
    status: int = 0
    elsewhere: str = ""
    spoiled: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def listing(self) -> dict[str, object]:
        siblings = []
        for path in sorted(self.folder.iterdir()):
            content = path.read_bytes()
            entry: dict[str, object] = {
                "rfilename": path.name,
                "size": len(content),
                "blobId": hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest(),
            }
            if path.suffix == ".safetensors":
                entry["lfs"] = {
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "pointerSize": 130,
                }
            siblings.append(entry)
        return {"id": self.repository, "sha": COMMIT, "tags": ["license:apache-2.0"], "siblings": siblings}


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer

    def do_GET(self) -> None:
        hub, path = self.hub, unquote(urlsplit(self.path).path)
        hub.asked.append((path, self.headers.get("Range", "")))
        hub.keys.append(self.headers.get("Authorization", ""))
        if hub.status:
            self._answer(hub.status, b"")
        elif path.startswith(f"/api/models/{hub.repository}"):
            revision = path.rpartition("/revision/")[2] if "/revision/" in path else COMMIT
            if revision == COMMIT:
                self._answer(200, json.dumps(hub.listing()).encode())
            else:
                self._answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif path.startswith(f"/{hub.repository}/resolve/{COMMIT}/"):
            self._send(hub.folder / path.rpartition("/")[2])
        else:
            self._answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _send(self, path: Path) -> None:
        hub = self.hub
        if hub.elsewhere:
            self._answer(302, b"", {"Location": f"{hub.elsewhere}{self.path}"})
            return
        content = path.read_bytes()
        if path.name == hub.spoiled:
            content = content[:-1] + bytes([content[-1] ^ 1])
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(wanted[1]) if wanted and not hub.ignores_ranges else 0
        headers = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        body = content[start:]
        self.send_response(206 if start else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if hub.cuts and len(body) > hub.cut_after:
            hub.cuts -= 1
            self.wfile.write(body[: hub.cut_after])
            self.close_connection = True
            return
        self.wfile.write(body)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  theirs
        pass


@contextmanager
def hub_server(folder: Path) -> Iterator[HubServer]:
    """Serve the files of this folder as a model of the hub."""
    hub = HubServer(folder)
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="hub", daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5.0)
