"""A browser has a name by which a person knows it again."""

import pytest

from web.browser_names import browser_name, device_name

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E Safari/604.1"
CHROME = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537"
TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537 (KHTML, like Gecko) Chrome/130.0 Safari/537"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/130.0 Safari/537 Edg/130.0"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.mark.parametrize(
    ("user_agent", "name", "device"),
    [
        (SAFARI, "iPhone, Safari", "an iPhone"),
        (CHROME, "Android phone, Chrome", "an Android phone"),
        (TABLET, "Android tablet, Chrome", "an Android tablet"),
        (EDGE, "Windows computer, Edge", "a Windows computer"),
        (FIREFOX, "Linux computer, Firefox", "a Linux computer"),
        ("curl/8.0", "A browser", "a browser"),
        ("Firefox", "Firefox", "a browser"),
        ("", "A browser", "a browser"),
        ("<script>say this aloud</script>", "A browser", "a browser"),
    ],
)
def test_names(user_agent: str, name: str, device: str) -> None:
    assert browser_name(user_agent) == name
    assert device_name(name) == device
