"""Gets the files of a model from the Hugging Face hub: the one place that uses the network for models.

huggingface_hub lists and signs; the bytes are got here, because from version 1.18 on its own downloads begin anew
after a cut (https://github.com/huggingface/huggingface_hub/issues/4196).
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from describe.engines.model_errors import NoNetwork, SourceError, SourceMissing
from describe.engines.model_files import SourceFile
from describe.engines.sources import Listing

TRIES = 5
"""So often in a row a file is asked for that brings nothing new."""
SILENT_S = 30.0
"""A server that sends nothing for so long is asked again."""
_NO_NETWORK = "Connect to the network, or copy the model from a stick: lookaloud models get NAME --from FOLDER"


class HubSource:
    """A Source: one repository of the hub at one commit, or at its newest."""

    def __init__(
        self,
        repository: str,
        revision: str = "",
        endpoint: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._repository = repository
        self._revision = revision
        self._endpoint = endpoint
        self._pause = pause
        # Read at its import. What the person has set stays.
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

    def listing(self) -> Listing:
        """Ask the hub what the repository holds, and fix the commit; raise SourceError."""
        try:
            from huggingface_hub import HfApi  # noqa: PLC0415  the rest of the program runs without it
        except ImportError as error:
            raise SourceError("The libraries for models are not installed.", "Run: scripts/setup models") from error

        with self._in_words():
            found = HfApi(endpoint=self._endpoint).model_info(
                self._repository, revision=self._revision or None, files_metadata=True, timeout=SILENT_S
            )
        self._revision = found.sha or self._revision
        files = tuple(
            SourceFile(
                each.rfilename,
                each.size or 0,
                sha256=each.lfs.sha256 if each.lfs else "",
                git_blob="" if each.lfs else each.blob_id or "",
            )
            for each in found.siblings or ()
        )
        named = (tag.removeprefix("license:") for tag in found.tags or () if tag.startswith("license:"))
        return Listing(files, self._repository, self._revision, next(named, ""))

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        """Download the file under another name until it is whole, going on where an earlier try ended."""
        part = path.with_name(f"{path.name}.part")
        got(_size(part))
        tries = 0
        while True:
            before = _size(part)
            if before > file.size:
                part.unlink()
                got(-before)
                continue
            if before == file.size:
                break
            try:
                self._download(file, part, got)
            except NoNetwork:
                tries = 0 if _size(part) > before else tries + 1
                if tries >= TRIES:
                    raise
                self._pause(min(2.0**tries, 30.0))
                continue
            if _size(part) < file.size:  # ended early, and said nothing
                tries = 0 if _size(part) > before else tries + 1
                if tries >= TRIES:
                    raise NoNetwork(f"The hub sent only a part of {file.name}.", "Run the same command again.")
        part.touch()
        part.replace(path)
        return file.sha256

    def _download(self, file: SourceFile, part: Path, got: Callable[[int], None]) -> None:
        from huggingface_hub import hf_hub_url  # noqa: PLC0415  see above
        from huggingface_hub.utils import (  # type: ignore[attr-defined]  # noqa: PLC0415  theirs for all, but unlisted
            build_hf_headers,
            get_session,
            hf_raise_for_status,
        )

        have = _size(part)
        url = hf_hub_url(self._repository, file.name, revision=self._revision, endpoint=self._endpoint)
        headers = build_hf_headers() | {"Range": f"bytes={have}-", "Accept-Encoding": "identity"}
        with (
            self._in_words(),
            get_session().stream("GET", url, headers=headers, timeout=SILENT_S, follow_redirects=True) as answer,
        ):
            hf_raise_for_status(answer)
            goes_on = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            if have and not goes_on:
                got(-have)
            with part.open("ab" if goes_on else "wb") as copy:
                for chunk in answer.iter_bytes():  # as it comes: of a size, what is begun is lost with the line
                    copy.write(chunk)
                    got(len(chunk))
                    if copy.tell() > file.size:
                        raise SourceError(f"The hub sent more of {file.name} than there is.", "Try again later.")

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Turn what the library raises into one sentence."""
        import httpx2  # noqa: PLC0415  comes with huggingface_hub
        from huggingface_hub import errors  # noqa: PLC0415

        try:
            yield
        except errors.OfflineModeIsEnabled as error:
            raise NoNetwork(
                "The network is switched off for models: HF_HUB_OFFLINE is set.", f"Unset it. {_NO_NETWORK}"
            ) from error
        except errors.GatedRepoError as error:
            raise SourceMissing(
                f"{self._repository} is only for those who asked its owner.",
                f"Ask at https://huggingface.co/{self._repository}, then set HF_TOKEN to your key.",
            ) from error
        except errors.RevisionNotFoundError as error:
            raise SourceMissing(
                f"The hub no longer has {self._repository} as it was when this program was made.",
                f"Take its newest: lookaloud models get {self._repository}",
            ) from error
        except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
            raise SourceMissing(
                f"The hub has no model named {self._repository}.", "See lookaloud models for those that I know."
            ) from error
        except errors.HfHubHTTPError as error:
            status = error.response.status_code if error.response is not None else "nothing"
            raise NoNetwork(f"The hub answered with {status}.", "Run the same command again later.") from error
        except (httpx2.HTTPError, ConnectionError, TimeoutError) as error:
            raise NoNetwork("The hub cannot be reached.", _NO_NETWORK) from error


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
