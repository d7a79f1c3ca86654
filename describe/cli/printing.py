"""Prints and writes, and says in one sentence what cannot be written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from describe.cli.errors import UserError


def print_line(words: str) -> None:
    """Print a line at once; raise UserError where it cannot be printed, BrokenPipeError where nobody reads it."""
    try:
        print(words, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(f"nothing can be printed: {error.strerror}; print it to another place") from error


@contextmanager
def lines_to(path: Path | None) -> "Iterator[Callable[[str], None] | None]":
    """Give a function that adds a line to this file, or nothing where there is no file."""
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}; name another file") from error
    try:
        yield lambda line: print(line, file=file)
    finally:
        with suppress(OSError):  # it fails again over the line that could not be written, which was told
            file.close()


def made_folder(path: Path) -> Path:
    """Return this folder, made where it was not there; raise UserError where that fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder {path} cannot be made: {error.strerror}; name another with --out") from error
    return path


@contextmanager
def writing(folder: Path) -> "Iterator[None]":
    """Turn what keeps files of this folder from being written into words with the remedy."""
    try:
        yield
    except OSError as error:
        where = error.filename or f"what was made for {folder}"
        raise UserError(
            f"{where} cannot be written: {error.strerror}; make room, or name another folder with --out"
        ) from error


def see_that_they_can_be_written(paths: Sequence[Path]) -> None:
    """Raise UserError before the work is done rather than after it; what is there stays as it is."""
    for path in paths:
        with writing(path.parent), path.open("ab"):
            pass
