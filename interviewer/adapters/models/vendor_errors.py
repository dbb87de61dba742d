"""What a provider's error means: worth another try or not, and the one sentence for the person who can act.

Errors are told apart by HTTP status, as every SDK carries one, so that no vendor is imported here.
"""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from interviewer.domain.errors import ModelError, ModelRefused, ModelStalled, ModelUnavailable, ModelUnreachable

_NO_QUOTA = {"insufficient_quota", "billing_hard_limit_reached"}
_TOO_LONG = {"context_length_exceeded", "exceed_context_size_error"}
_POLICY = {"content_filter", "content_policy_violation", "invalid_prompt"}
_KEY_LIKE = re.compile(r"\b(?:sk|pk|key|gsk|xai)[-_][\w*.-]{6,}|Bearer\s+\S+", re.IGNORECASE)
_NOT_CONNECTED = ("ConnectError", "ClientConnectorError", "ConnectionRefusedError", "gaierror")
"""Of httpx, aiohttp and Python itself."""
_MAX_DETAIL = 200
"""Characters of a provider's own words that are passed on."""


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that an SDK's error carries; None if the request got no answer."""
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def retry_after_s(error: BaseException) -> float | None:
    """Return how many seconds the server asked to wait (header `Retry-After`, seconds or a date)."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        asked = headers.get("retry-after")
        if asked is None:
            return None
        if re.fullmatch(r"\s*[\d.]+\s*", asked):
            return float(asked)
        date = parsedate_to_datetime(headers["date"])
        return max(0.0, (parsedate_to_datetime(asked) - date).total_seconds())
    except (ValueError, TypeError, KeyError):
        return None


def is_transient(error: BaseException) -> bool:
    """Tell whether the same request may succeed a moment later: 408, 409, 429, 5xx, no connection."""
    status = status_of(error)
    if status is not None:
        return (status in (408, 409, 429) or status >= 500) and _code(error) not in _NO_QUOTA
    return _no_connection(error) or _timed_out(error)


def rejects_format(error: BaseException) -> bool:
    """Tell whether a 400 may be about an option of the request that this server does not know."""
    if status_of(error) in (400, 422):
        return _code(error) not in _TOO_LONG | _POLICY and "ContextOverflow" not in _lineage(error)
    return isinstance(error, NotImplementedError | TypeError | ValueError) and status_of(error) is None


def translate(error: BaseException, name: str, secret: str | None) -> ModelError:
    """Make a vendor's error one of ours.

    Args:
        error: what the SDK raised.
        name: `provider:model`, to say which model failed.
        secret: the API key, which is cut out of everything.

    Returns:
        ModelRefused if the operator has to change something, else ModelUnavailable; raise it `from` `cause_of`.
    """
    if isinstance(error, ModelError):
        return error
    status, code = status_of(error), _code(error)
    refusal = _refusal(error, name, secret, status, code)
    if refusal:
        return ModelRefused(refusal)
    if status == 429:
        return ModelUnavailable(f"{name} is overloaded or its rate limit is reached (429); try again in a minute.")
    if status is not None:
        return ModelUnavailable(f"The server of {name} failed ({status}); try again in a minute.")
    if _timed_out(error):
        return ModelStalled(f"{name} did not answer in time.")
    if _no_connection(error):
        kind = ModelUnreachable if _never_connected(error) else ModelUnavailable
        return kind(f"The connection to {name} failed or was cut; check the network and OPENAI_BASE_URL.")
    return ModelUnavailable(f"{name} failed: {redact(_detail(error), secret) or type(error).__name__}")


def cause_of(error: BaseException, secret: str | None) -> BaseException | None:
    """Return the error to chain, or None if any text along its chain holds a key that a traceback would print."""
    for link in _chain(error):
        text = f"{link} {link!r}"
        if (secret and secret in text) or _KEY_LIKE.search(text):
            return None
    return error


def redact(text: str, secret: str | None) -> str:
    """Cut the key, and all that looks like one, out of a text."""
    if secret:
        text = text.replace(secret, "[key]")
    return _KEY_LIKE.sub("[key]", text)


def _refusal(error: BaseException, name: str, secret: str | None, status: int | None, code: str) -> str | None:
    provider = name.partition(":")[0]
    key = f"{provider.upper()}_API_KEY"
    if status == 401:
        return f"{name}: the API key was not accepted; check {key}."
    if status == 403:
        return f"{name}: the API key may not use this model; check {key} and INTERVIEWER_MODEL."
    if status == 404:
        return f"{name}: the server knows no such model or address; check INTERVIEWER_MODEL and OPENAI_BASE_URL."
    if code in _NO_QUOTA or status == 402:
        return f"{name}: the account behind {key} has no quota left; check its billing."
    if code in _TOO_LONG or "ContextOverflow" in _lineage(error):
        return (
            f"{name}: the text is longer than this model can read; set INTERVIEWER_MODEL to one with a longer context."
        )
    if code in _POLICY or "ContentFilter" in _lineage(error):
        return f"{name}: the provider's content policy declined the text."
    if status is not None and 400 <= status < 500 and status not in (408, 409, 429):
        detail = redact(_detail(error), secret)
        return f"{name}: the server declined the request ({status}); check INTERVIEWER_MODEL. It said: {detail}"
    return None


def _code(error: BaseException) -> str:
    return str(getattr(error, "code", None) or "")


def _detail(error: BaseException) -> str:
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(said or error).split())
    return text if len(text) <= _MAX_DETAIL else text[: _MAX_DETAIL - 3] + "..."


def _lineage(error: BaseException) -> str:
    return " ".join(f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__)


def _timed_out(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or "Timeout" in _lineage(error)


def _no_connection(error: BaseException) -> bool:
    lineage = _lineage(error)
    return isinstance(error, OSError) or any(
        kind in lineage for kind in ("APIConnectionError", "ModelConnectionError", "TransportError")
    )


def _never_connected(error: BaseException) -> bool:
    """Tell a connection that was refused, or an address nobody knows, from one that broke."""
    return any(kind in _lineage(link) for link in _chain(error) for kind in _NOT_CONNECTED)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
