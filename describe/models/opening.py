"""Makes a model of what its owner names; the function that a model's process looks up."""

from collections.abc import Callable

from describe.engines.work import ModelSpec
from describe.models.local_model import LocalModel


def load(spec: ModelSpec, progress: Callable[[float, str], None]) -> LocalModel:
    """Return the model of a folder, ready to be asked; raise DescriberError."""
    return LocalModel.load(spec.folder, spec.precision, progress)
