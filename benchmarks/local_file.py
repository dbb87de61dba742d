"""The local model that a benchmark is about."""

from pathlib import Path

from interviewer.domain.errors import ConfigError
from interviewer.settings import load_settings


def named_file() -> Path:
    """Return the GGUF file that the settings name; raises ConfigError if they name none."""
    file = load_settings().local_file
    if file is None:
        raise ConfigError("Name a GGUF file in INTERVIEWER_LOCAL_MODEL.")
    return file
