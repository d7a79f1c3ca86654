"""What can be wrong with each part, and with which words and how much patience it is told."""

import math

from camera.errors import CameraError, CameraFrozen, CameraNotFound, PhoneAwaited
from camera.quality import Fault
from describe import phrases
from describe.troubles import Trouble

CAMERA = {
    PhoneAwaited: Trouble(phrases.PHONE_AWAITED, phrases.CAMERA_BACK),
    CameraNotFound: Trouble(phrases.CAMERA_NOT_FOUND, phrases.CAMERA_BACK, patience_s=4.0),
    CameraFrozen: Trouble(phrases.CAMERA_FROZEN, phrases.CAMERA_BACK),
    CameraError: Trouble(phrases.CAMERA_LOST, phrases.CAMERA_BACK, patience_s=0.5),
}
"""By error, the special ones first. A camera takes a moment to open: that is no trouble yet."""
PICTURE = {
    Fault.COVERED: Trouble(phrases.COVERED, phrases.PICTURE_GOOD_AGAIN),
    Fault.DARK: Trouble(phrases.DARK, phrases.PICTURE_GOOD_AGAIN),
    Fault.OVEREXPOSED: Trouble(phrases.OVEREXPOSED, phrases.PICTURE_GOOD_AGAIN),
    Fault.NOISE: Trouble(phrases.NOISE, phrases.PICTURE_GOOD_AGAIN),
    Fault.BLURRED: Trouble(phrases.BLURRED, phrases.PICTURE_GOOD_AGAIN, patience_s=1.5),
    Fault.MOVING_FAST: Trouble(
        phrases.MOVING_FAST, phrases.PICTURE_GOOD_AGAIN, patience_s=2.0, pause_s=60.0, insists_s=math.inf
    ),
}
DESCRIBER_FAILS = Trouble(phrases.DESCRIBER_LOST, phrases.DESCRIBER_BACK)
DESCRIBER_IS_SLOW = Trouble(phrases.DESCRIBER_SLOW, phrases.DESCRIBER_BACK)
VOICE = Trouble("", phrases.VOICE_BACK, patience_s=2.0)
JOURNAL = Trouble(phrases.JOURNAL_LOST, "")


def camera_trouble(error: CameraError) -> Trouble:
    """Return the trouble that this error of a camera is."""
    return next(trouble for kind, trouble in CAMERA.items() if isinstance(error, kind))
