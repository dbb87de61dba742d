"""The models that the settings name, connected once each: roles that share a name share one pool of connections."""

from interviewer.adapters.models.langchain import LangChainModel
from interviewer.adapters.models.provider import OPENAI
from interviewer.adapters.models.resting import RestingModel
from interviewer.adapters.models.retry import Deadlines
from interviewer.domain.errors import ConfigError
from interviewer.domain.events import LOCAL, OFFLINE
from interviewer.settings import DEFAULT_OPENAI_MODEL, Settings


class ConnectedModels:
    """Models by their names; nothing is imported or opened before a model is used or checked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._models: dict[str, RestingModel] = {}

    def get(self, name: str, setting: str) -> RestingModel | None:
        """Return the model of this name, None for `offline`.

        Args:
            name: `provider:model` or `offline`.
            setting: which setting names it, for the sentence that says it is wrong.

        Raises:
            ConfigError: the name is wrong, or a key is missing.
        """
        if name.partition(":")[0] == LOCAL:
            raise ConfigError(f"{setting} is '{name}', but a local model words moves and judges nothing; leave it out.")
        if name != OFFLINE and name not in self._models:
            if not all(name.partition(":")):
                raise ConfigError(
                    f"{setting} is '{name}'; expected provider:model, as in openai:gpt-5-mini, or '{OFFLINE}'."
                )
            self._models[name] = RestingModel(self._connect(name))
        return self._models.get(name)

    def check(self) -> None:
        """Load the packages of all models that were asked for; raises ConfigError that names a missing one.

        The package of `openai:` models is always installed, and is loaded when it is used.
        """
        for name, model in self._models.items():
            if not name.startswith(f"{OPENAI}:"):
                model.check()

    async def close(self) -> None:
        """Close all connections."""
        for model in self._models.values():
            await model.close()

    def _connect(self, name: str) -> LangChainModel:
        settings = self._settings
        deadlines = Deadlines(first_token_s=settings.first_token_s) if settings.first_token_s else Deadlines()
        if not name.startswith(f"{OPENAI}:"):  # other providers have keys and addresses of their own
            return LangChainModel(name, deadlines=deadlines)
        quick = {"reasoning_effort": "low"} if name == DEFAULT_OPENAI_MODEL and not settings.openai_base_url else {}
        return LangChainModel(name, settings.openai_base_url, settings.openai_api_key, deadlines, quick)
