"""How long ago something was, in words."""

_SIZES = (("day", 86400), ("hour", 3600), ("minute", 60))


def ago(seconds: float) -> str:
    """Return words for so many seconds before now: coarse, as a person would say it."""
    for name, size in _SIZES:
        if count := int(seconds // size):
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "Just now" if seconds < 10 else "Less than a minute ago"
