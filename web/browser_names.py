"""Finds a name for a browser by which a person knows it again: "iPhone, Safari"."""

_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android phone"),
    ("Windows", "Windows computer"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux computer"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What stands in what a browser says of itself, the most telling first, and what people call it."""


def browser_name(user_agent: str) -> str:
    """Return the device and the browser, as far as they are known; never a word of the browser's own."""
    device = next((name for sign, name in _DEVICES if sign in user_agent), "")
    if device == "Android phone" and "Mobile" not in user_agent:
        device = "Android tablet"
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    return ", ".join(part for part in (device, browser) if part) or "A browser"


def device_name(name: str) -> str:
    """Return the device alone, with its article, for a spoken sentence: "an iPhone"."""
    device = name.split(",", maxsplit=1)[0]
    if device in {"A browser", *(browser for _, browser in _BROWSERS)}:
        return "a browser"
    return f"{'an' if device[0] in 'Ai' else 'a'} {device}"
