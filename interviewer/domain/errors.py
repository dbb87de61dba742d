"""Every error this product raises on purpose. Who must act decides the class.

InterviewerError
├─ InputError             the person: what was said or chosen cannot be used; exit 2
├─ ConfigError            the operator: names the setting; exit 2
├─ ContentError           the author of the knowledge base: file, line, what was expected
├─ ModelError             a model call failed
│  ├─ ModelUnavailable    network, 429, 5xx: after the one retry layer, offline for this turn
│  │  ├─ ModelUnreachable no connection; the model is left alone for a moment
│  │  └─ ModelStalled     a deadline passed; the model is left alone for a while
│  ├─ ModelRefused        the provider declined the request (bad key, unknown model, policy); no retry
│  └─ ModelOutputInvalid  the answer does not fit its schema, also after one repair call
├─ KnowledgeError         the index is missing, broken, or was built with another embedding
├─ StoreError             a durable write failed: nothing was lost, the sentence says what to do
│  └─ Conflict            another tab or process was first
└─ TransitionError        our bug: an event that cannot follow the state; never caught
"""


class InterviewerError(Exception):
    """Base of all errors; `str()` of it is one sentence for the person who can act."""


class InputError(InterviewerError):
    """The person gave something unusable; the sentence says what would be accepted."""


class ConfigError(InterviewerError):
    """A setting is missing or wrong; the sentence names the setting."""


class ContentError(InterviewerError):
    """A knowledge file breaks the format."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file, self.line, self.problem = file, line, problem


class ModelError(InterviewerError):
    """A model call failed."""


class ModelUnavailable(ModelError):
    """The provider could not be reached, was overloaded, or missed a deadline."""


class ModelUnreachable(ModelUnavailable):
    """There was no connection to the provider, also after retries."""


class ModelStalled(ModelUnavailable):
    """The provider took a call and did not answer within a deadline."""


class ModelRefused(ModelError):
    """The provider declined the request and would decline it again."""


class ModelOutputInvalid(ModelError):
    """The model's structured output does not fit the schema."""


class KnowledgeError(InterviewerError):
    """The search index cannot be used."""


class StoreError(InterviewerError):
    """The event store could not read or write."""


class Conflict(StoreError):
    """Somebody else appended first."""


class TransitionError(InterviewerError):
    """An event was applied to a state it cannot follow."""
