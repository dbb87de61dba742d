"""Model servers on this machine that speak the OpenAI protocol, looked for on the ports they usually have."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

PORTS: Mapping[int, str] = MappingProxyType({11434: "Ollama", 8080: "llama.cpp", 8000: "vLLM", 1234: "LM Studio"})
PATIENCE_S = 1.0


@dataclass(frozen=True)
class FoundServer:
    """A server that answered."""

    called: str
    """What usually listens on its port."""
    url: str
    """Base URL, as in OPENAI_BASE_URL."""
    models: tuple[str, ...]

    @property
    def line(self) -> str:
        """What to set to use it."""
        return f"OPENAI_BASE_URL={self.url} INTERVIEWER_MODEL=openai:{self.models[0]}"


async def find_servers(ports: Mapping[int, str] = PORTS) -> tuple[FoundServer, ...]:
    """Ask every port for its models; whoever does not answer in the protocol is no model server."""
    import httpx2

    async with httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
        found = await asyncio.gather(*(_ask(client, port, name) for port, name in ports.items()))
    return tuple(server for server in found if server)


async def _ask(client: "httpx2.AsyncClient", port: int, name: str) -> FoundServer | None:
    import httpx2

    url = f"http://127.0.0.1:{port}/v1"
    try:
        answer = await client.get(f"{url}/models")
        models = tuple(str(model["id"]) for model in answer.json()["data"])
    except (httpx2.HTTPError, ValueError, KeyError, TypeError):
        return None
    return FoundServer(name, url, models) if models else None
