"""What was got with each model, kept beside its files: where it came from, and what each file must be."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from describe.engines.model_errors import ModelDamaged
from describe.settings_file import write_whole

MANIFEST = "lookaloud.json"


class FileRecord(BaseModel):
    """A file as it was when its content was last worked through in full: `sha256` is of that content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size: int
    sha256: str
    changed_at_ns: int


class Manifest(BaseModel):
    """A model that was got: its name, its place on the hub and the commit there (empty from a folder), its files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_number: int = 1
    name: str
    repository: str
    revision: str
    licence: str
    files: tuple[FileRecord, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def read_manifest(folder: Path) -> Manifest:
    """Return what is known of the model in this folder; raise ModelDamaged."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelDamaged(
            f"The file {path} is missing or cannot be read.", f"Get it again with: lookaloud models get {folder.name}"
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Keep it beside the files, whole at every moment; raise OSError."""
    write_whole(folder / MANIFEST, manifest.model_dump_json(indent=1).encode())
