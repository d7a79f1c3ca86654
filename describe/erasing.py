"""Erases what was kept in a folder of ours, and says what could not be."""

import shutil
from collections.abc import Iterable
from pathlib import Path


def erase(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Empty these folders; return what could not be removed. Sockets hold nothing, and the running program needs them.

    A link is removed, and what it leads to is left alone.
    """
    return tuple(left for folder in folders for left in _emptied(folder))


def _emptied(folder: Path) -> list[Path]:
    left: list[Path] = []
    try:
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError:
        return [folder]
    for path in found:
        if path.is_socket():
            continue
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left
