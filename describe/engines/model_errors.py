"""What can be wrong with models on the disk, or on their way to it.

ModelError
├── ModelNameWrong     no model can have this name
├── ModelMissing       it is not installed here
├── ModelDamaged       a file of it is missing, cut short or changed
├── ModelRefused       it could run programs of its own, or has no weights of the one kind that cannot
├── ModelBusy          another command is at work on it
├── NoSpace            the disk has no room for it
└── SourceError        where it should come from does not give it
    ├── SourceMissing  there is no such model or folder
    └── NoNetwork      the network, or the hub, does not answer
"""


class ModelError(Exception):
    """Its text is one sentence for people, `remedy` another one: what they can do."""

    def __init__(self, words: str, remedy: str) -> None:
        super().__init__(words)
        self.remedy = remedy


class ModelNameWrong(ModelError):
    """No model can have this name."""


class ModelMissing(ModelError):
    """It is not installed here."""


class ModelDamaged(ModelError):
    """A file of it is missing, cut short or changed."""


class ModelRefused(ModelError):
    """It could run programs of its own, or has no weights of the one kind that cannot."""


class ModelBusy(ModelError):
    """Another command is at work on it."""


class NoSpace(ModelError):
    """The disk has no room for it."""


class SourceError(ModelError):
    """Where it should come from does not give it."""


class SourceMissing(SourceError):
    """There is no such model or folder."""


class NoNetwork(SourceError):
    """The network, or the hub, does not answer."""
