"""The settings, and the only reader of environment variables and `.env`."""

from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from interviewer.domain.errors import ConfigError
from interviewer.domain.events import LOCAL, OFFLINE

PACKAGE = Path(__file__).parent
DEFAULT_OPENAI_MODEL = "openai:gpt-5-mini"


def _shipped(folder: str) -> Path:
    """Find a content folder: inside the installed package, or at the top of the checkout."""
    installed = PACKAGE / "content" / folder
    return installed if installed.is_dir() else PACKAGE.parent / folder


class Settings(BaseSettings):
    """Everything that can be configured. Names of environment variables: `INTERVIEWER_` + field, upper case."""

    model_config = SettingsConfigDict(
        env_prefix="INTERVIEWER_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    model: str | None = None
    """`provider:model` of the interviewer's voice, `local`, `local:FILE` or `offline`; empty: openai if there is a key,
    else local if `local_model` names a file, else offline."""
    local_model: Path | None = None
    """A GGUF file: the model of `INTERVIEWER_MODEL=local`, or what speaks where the configured model fails."""
    assessor_model: str | None = None
    """Who judges answers during the interview; default: the same as `model`."""
    grader_model: str | None = None
    """Who grades at the end; default: the same as `model`."""
    grader_runs: int = Field(default=3, ge=1, le=9)
    """How often a model grades each criterion."""
    first_token_s: float | None = Field(default=None, ge=1, le=300)
    """Seconds to wait for the first words of a reply, before this turn is spoken offline; default: 20."""
    openai_api_key: SecretStr | None = Field(default=None, alias="OPENAI_API_KEY")
    """Key for `openai:*` models; a local server usually takes any."""
    openai_base_url: str | None = Field(default=None, alias="OPENAI_BASE_URL")
    """Address of any server that speaks the OpenAI protocol."""
    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("ml-design-interviewer"))
    """Interviews, search index and caches."""
    database_url: str | None = None
    """SQLAlchemy URL of the event store; default: SQLite in the data folder."""
    chroma_url: str | None = None
    """`http://host:port` of a Chroma server; default: an index in the data folder."""
    knowledge_dir: Path = Field(default_factory=lambda: _shipped("knowledge"))
    """The knowledge base; default: the one that is shipped."""
    prompts_dir: Path = Field(default_factory=lambda: _shipped("prompts"))
    """The prompts; default: the ones that are shipped."""
    auth: SecretStr | None = None
    """`user:password[,user:password]`: the page asks for a login and interviews belong to their user."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)

    @field_validator("auth")
    @classmethod
    def _names_users(cls, auth: SecretStr | None) -> SecretStr | None:
        if not all(user and password for user, password in _pairs(auth)):
            raise ValueError("expected user:password pairs, separated by commas")
        return auth

    @field_validator("openai_base_url", "chroma_url")
    @classmethod
    def _is_web_address(cls, url: str | None) -> str | None:
        at = urlsplit(url or "http://none")
        if at.scheme not in ("http", "https") or not at.hostname:
            raise ValueError("expected an address such as http://localhost:8000")
        return url

    @property
    def users(self) -> dict[str, str]:
        """Passwords by user; empty where nobody has to log in."""
        return dict(_pairs(self.auth))

    @property
    def voice(self) -> str:
        """`provider:model` that speaks; a local model goes by the name of its file."""
        if self.speaks_locally:
            return f"{LOCAL}:{self.local_file.name}" if self.local_file else LOCAL
        if self.model:
            return self.model
        return DEFAULT_OPENAI_MODEL if self.openai_api_key else OFFLINE

    @property
    def assessor(self) -> str:
        """`provider:model` that judges answers during the interview; a local model judges nothing."""
        return self.assessor_model or (OFFLINE if self.speaks_locally else self.voice)

    @property
    def grader(self) -> str:
        """`provider:model` that grades; a local model grades nothing."""
        return self.grader_model or (OFFLINE if self.speaks_locally else self.voice)

    @property
    def speaks_locally(self) -> bool:
        """Tell whether the voice is a model that this process runs itself."""
        if self.model is None:
            return self.local_model is not None and self.openai_api_key is None
        return self.model.partition(":")[0] == LOCAL

    @property
    def local_file(self) -> Path | None:
        """The file of the local model, named with `INTERVIEWER_MODEL=local:FILE` or on its own; None offline."""
        if self.model == OFFLINE:
            return None
        named = (self.model or "").partition(":")[2] if self.speaks_locally else ""
        return Path(named) if named else self.local_model

    def check_local(self) -> None:
        """Raise ConfigError where a local model is asked for and no file is named."""
        if self.speaks_locally and self.local_file is None:
            raise ConfigError("INTERVIEWER_MODEL is local: name a GGUF file in INTERVIEWER_LOCAL_MODEL.")

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the event store."""
        return self.database_url or f"sqlite:///{self.data_dir / 'interviews.sqlite'}"


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Args:
        overrides: fields that win over the environment; None means not given.

    Raises:
        ConfigError: a value is unusable; names the setting.
    """
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        shown = name if name.isupper() else f"INTERVIEWER_{name.upper()}"
        reason = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"Setting {shown} is unusable: {reason}.") from None


def mode_of(model: str) -> str:
    """Return the mode of product.md that a model name stands for: `offline`, `local` or `openai`."""
    kind = model.partition(":")[0]
    return kind if kind in (OFFLINE, LOCAL) else "openai"


def _pairs(auth: SecretStr | None) -> list[tuple[str, str]]:
    pairs = [pair.strip().partition(":") for pair in auth.get_secret_value().split(",")] if auth else []
    return [(user, password) for user, _, password in pairs]
