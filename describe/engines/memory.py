"""Says how much memory this program may still take: what is free, or what is left to its group, whichever is less."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

_MIB = 2**20
_KIND = re.compile(r"^\d+:(?P<kinds>[^:]*):(?P<path>.*)$", re.MULTILINE)
_NO_LIMIT = 2**60
"""Version 1 of the groups writes nearly the largest number for no limit."""


def free_mb(root: Path, run: Callable[[Sequence[str]], str]) -> int:
    """Return the megabytes that can be taken without pushing anything out; 0 where nothing can be found out."""
    known = _table(root / "proc/meminfo")
    left = [room // _MIB for room in _left_to_groups(root)]
    if "MemAvailable" in known:
        return min([known["MemAvailable"] // 1024, *left])
    pages = dict(re.findall(r"Pages (free|inactive|speculative):\s+(\d+)", run(["vm_stat"])))
    return min([sum(map(int, pages.values())) * _page_size(run) // _MIB, *left])


def total_mb(root: Path, run: Callable[[Sequence[str]], str]) -> int:
    """Return the megabytes of the machine, or of the group's limit; 0 where nothing can be found out."""
    known = _table(root / "proc/meminfo")
    limits = [limit // _MIB for limit, _ in _groups(root)]
    if "MemTotal" in known:
        return min([known["MemTotal"] // 1024, *limits])
    size = run(["sysctl", "-n", "hw.memsize"]).strip()
    return min([int(size) // _MIB if size.isdigit() else 0, *limits])


def _page_size(run: Callable[[Sequence[str]], str]) -> int:
    size = run(["sysctl", "-n", "hw.pagesize"]).strip()
    return int(size) if size.isdigit() else 4096


def _left_to_groups(root: Path) -> Iterable[int]:
    for limit, folder in _groups(root):
        used = _number(folder / "memory.current") or _number(folder / "memory.usage_in_bytes") or 0
        kept = _table(folder / "memory.stat")  # files that can be read again are given up first
        cached = kept.get("total_inactive_file", kept.get("inactive_file", 0))
        yield max(0, limit - max(0, used - cached))


def _groups(root: Path) -> Iterator[tuple[int, Path]]:
    """Yield each limit that holds for this process, and the folder where it stands: its group's and its parents'."""
    mine = {match["kinds"]: match["path"] for match in _KIND.finditer(_text(root / "proc/self/cgroup"))}
    for top, own, name in (
        (root / "sys/fs/cgroup", mine.get("", "/"), "memory.max"),
        (root / "sys/fs/cgroup/memory", mine.get("memory", "/"), "memory.limit_in_bytes"),
    ):
        folder = top / own.strip("/")
        for each in (folder, *folder.parents):
            limit = _number(each / name)
            if limit is not None and limit < _NO_LIMIT:
                yield limit, each
            if each == top:
                break


def _table(path: Path) -> dict[str, int]:
    return {key: int(value) for key, value in re.findall(r"^(\w+):?\s+(\d+)", _text(path), re.MULTILINE)}


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
