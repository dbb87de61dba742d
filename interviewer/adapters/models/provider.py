"""Building the vendor's client: imported late, one pool of connections, errors that say what to install or set."""

import asyncio
import ipaddress
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from interviewer.adapters.models.retry import Deadlines
from interviewer.adapters.models.vendor_errors import redact
from interviewer.domain.errors import ConfigError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OPENAI = "openai"
_KEEP_ALIVE_S = 300.0
"""A candidate thinks for minutes; a connection dropped meanwhile would cost every turn a new handshake."""


class Provider:
    """Makes the LangChain client of one `provider:model` and keeps it for the event loop that uses it."""

    def __init__(
        self, name: str, base_url: str | None, key: SecretStr | None, deadlines: Deadlines, options: Mapping[str, Any]
    ) -> None:
        """Check and remember the settings; see `LangChainModel` for what they mean.

        Raises:
            ConfigError: the name is not `provider:model`, or a key is needed and not given.
        """
        self.kind, _, self._model = name.partition(":")
        if not self.kind or not self._model:
            raise ConfigError(f"A model is called '{name}'; expected provider:model, as in openai:gpt-5-mini.")
        if self.kind == OPENAI and not base_url and not key:
            raise ConfigError(f"{name} needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.")
        self.name = name
        self.secret = key.get_secret_value() if key else None
        self._base_url = base_url
        self._deadlines = deadlines
        self._options = dict(options)
        self._client: BaseChatModel | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._building = threading.Lock()

    def warm(self) -> None:
        """Import the integration and build the client, which takes a second or two; opens no connection.

        Raises:
            ConfigError: the provider is unknown, its package is not installed, or it cannot be set up.
        """
        with self._building:
            if self._client is None:
                self._client = self._build()

    async def connect(self) -> "BaseChatModel":
        """Return the client for the running event loop, built in a thread if need be; raises as `warm`."""
        loop = asyncio.get_running_loop()
        if self._loop is not None and self._loop is not loop:
            self._client = None  # pooled connections belong to the loop they were opened in
        if self._client is None:
            await asyncio.to_thread(self.warm)
        self._loop = loop
        assert self._client is not None
        return self._client

    async def close(self) -> None:
        """Close the pool of connections; the next call opens a new one."""
        client, self._client, self._loop = self._client, None, None
        if self.kind == OPENAI and client is not None:
            await getattr(client, "root_async_client").close()  # noqa: B009 (declared by the integration only)

    def _build(self) -> "BaseChatModel":
        from langchain.chat_models import init_chat_model

        arguments: dict[str, Any] = {"max_retries": 0, "timeout": self._deadlines.total_s, **self._options}
        if self.secret or self.kind == OPENAI:
            arguments["api_key"] = self.secret or "none"  # servers without keys want some word there
        if self._base_url:
            arguments["base_url"] = self._base_url
        try:
            if self.kind == OPENAI:
                arguments |= self._openai_arguments()
            return init_chat_model(self._model, model_provider=self.kind, **arguments)
        except ImportError as error:
            named = re.search(r"pip install \"?([\w\[\].-]+)", str(error))
            package = named[1] if named else f"langchain-{self.kind.replace('_', '-')}"
            raise ConfigError(f"{self.name} needs the package {package}: run pip install {package}.") from error
        except Exception as error:
            if "Unsupported provider" in str(error):
                advice = "LangChain knows openai, anthropic, google_genai, mistralai, ollama, groq and others"
                raise ConfigError(f"{self.name}: there is no provider '{self.kind}'; {advice}.") from None
            detail = redact(" ".join(str(error).split()), self.secret)[:300]
            raise ConfigError(f"{self.name} cannot be set up: {detail}") from None

    def _openai_arguments(self) -> dict[str, Any]:
        import httpx2
        import openai

        timeout = httpx2.Timeout(self._deadlines.total_s, connect=self._deadlines.connect_s)
        pool = openai.DefaultAsyncHttpxClient(
            timeout=timeout,
            limits=httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=_KEEP_ALIVE_S),
            trust_env=not _is_loopback(self._base_url),
        )
        # Our own deadlines rule: the SDK's read timeout is the longest of them, LangChain's per chunk is off.
        return {"http_async_client": pool, "timeout": timeout, "stream_chunk_timeout": None}


def _is_loopback(url: str | None) -> bool:
    """Tell whether a server runs on this machine, where a proxy cannot reach it."""
    host = urlsplit(url or "").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
