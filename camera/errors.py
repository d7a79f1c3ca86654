"""What can go wrong with a camera.

CameraError
├── CameraAddressError   the address is not of an accepted form: wrong use, never retried
├── CameraNotFound       nothing answers at an accepted address
│   └── PhoneAwaited     a phone is to be the camera, and none has sent a picture yet
├── CameraLost           it answered before and gives no young frame now
│   └── CameraFrozen     it gives the same bytes again and again
├── CameraEnded          a recording was played to its end
└── BadPicture           one picture that cannot be used
"""


class CameraError(Exception):
    """Anything that keeps a camera from giving a frame. The text never holds credentials."""


class CameraAddressError(CameraError):
    """The address is not of an accepted form."""


class CameraNotFound(CameraError):
    """Nothing answers at the address."""


class PhoneAwaited(CameraNotFound):
    """A phone is to be the camera, and none sends pictures yet."""


class CameraLost(CameraError):
    """The camera gives no frame young enough."""


class CameraFrozen(CameraLost):
    """The camera gives the same bytes again and again."""


class CameraEnded(CameraError):
    """A recording was played to its end."""


class BadPicture(CameraError):
    """One picture that cannot be used."""
