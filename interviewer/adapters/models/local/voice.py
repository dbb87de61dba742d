"""A local model as one of the interviewer's voices: a short prompt, few moves, and every reply compared."""

from interviewer.adapters.assess.on_topic import EmbeddedNearness
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.adapters.models.local.model import LocalModel
from interviewer.adapters.models.local.moves import may_word
from interviewer.services.voices import Voice, last_phrase


def local_voice(local: LocalModel, embedder: Embedder | None) -> Voice:
    """Make the voice of a local model; without embeddings all its replies are replaced, as none can be compared."""
    return Voice(local, "local", last_phrase, lambda kind: may_word(local.parameters, kind), EmbeddedNearness(embedder))
