"""What the listener hears about helpers who come in through the page."""

NO_PAGE = "There is no page for your helper now."
ASKS_SOMETHING = "Your helper asks something."
PAGE_LOST = "The page for your helper does not work. I go on."


def invitation(address: str, digits: str) -> str:
    """Return how a helper comes in for the first time."""
    return (
        f"Your helper can set me up from a phone. Open {spoken_address(address)}. The code is {spoken_digits(digits)}"
    )


def code_is(digits: str, device: str) -> str:
    """Return the digits for the device that asks for them."""
    return f"The code for {device} is {spoken_digits(digits)}"


def came_in(device: str) -> str:
    """Return that somebody came in."""
    return f"A helper has come in, with {device}."


def fingerprint_is(groups: list[str]) -> str:
    """Return the beginning of a fingerprint, letter by letter."""
    return f"My fingerprint begins with {'. '.join(', '.join(group) for group in groups)}."


def spoken_digits(digits: str) -> str:
    """Return digits one by one, with a pause in the middle."""
    half = len(digits) // 2
    return f"{', '.join(digits[:half])}. {', '.join(digits[half:])}."


def spoken_address(address: str) -> str:
    """Return a name and a port as somebody would say them who reads them out."""
    name, _, port = address.removeprefix("https://").rstrip("/").rpartition(":")
    return f"{name.replace('.', ' dot ')}, colon, {port}"
