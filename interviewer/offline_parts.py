"""The parts that need neither a model nor a store: embeddings, knowledge, listening and grading offline."""

from functools import cached_property
from typing import TYPE_CHECKING

from interviewer.adapters.precedence import Precedence
from interviewer.domain.errors import KnowledgeError
from interviewer.domain.ports import Listener
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.adapters.assess.likeness import EmbeddedLikeness
    from interviewer.adapters.assess.offline import OfflineAssessor
    from interviewer.adapters.assess.placing import PhasePlacer
    from interviewer.adapters.knowledge.base import FileKnowledgeBase
    from interviewer.adapters.knowledge.embedding import MiniLM
    from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
    from interviewer.adapters.quantities import PintQuantities


class OfflineParts:
    """Parts of one process, built when first used."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def embedder(self) -> "MiniLM | None":
        """Sentence embeddings of what candidates say; None where the weights are not installed."""
        from interviewer.adapters.knowledge.embedding import MiniLM, installed_model

        try:
            installed_model()
        except KnowledgeError:
            return None
        return MiniLM()

    @cached_property
    def content_embedder(self) -> "CachedEmbedder | None":
        """The same for the knowledge base's own texts, kept on disk."""
        return self.embedder and self._kept(self.embedder)

    @cached_property
    def question_embedder(self) -> "MiniLM | None":
        """Embeddings for search; None where `embedder` is."""
        from interviewer.adapters.knowledge.embedding import question_encoder

        return self.embedder and question_encoder()

    @cached_property
    def question_content_embedder(self) -> "CachedEmbedder | None":
        """The same for what is indexed, kept on disk."""
        return self.question_embedder and self._kept(self.question_embedder)

    @cached_property
    def precedence(self) -> Precedence:
        """What goes first: listening to a person, before building the index."""
        return Precedence()

    @cached_property
    def knowledge(self) -> "FileKnowledgeBase":
        """The problems, their notes, and search in them."""
        from interviewer.adapters.knowledge.base import FileKnowledgeBase

        settings = self.settings
        return FileKnowledgeBase.open(
            settings.knowledge_dir, settings.data_dir / "index", self.question_embedder, settings.chroma_url,
            self.question_content_embedder, self.precedence,
        )  # fmt: skip

    @cached_property
    def offline_assessor(self) -> "OfflineAssessor":
        """Judges without a model."""
        from interviewer.adapters.assess.entailment import installed_entailment
        from interviewer.adapters.assess.offline import OfflineAssessor

        return OfflineAssessor(self.embedder, self.content_embedder, installed_entailment())

    @cached_property
    def listener(self) -> Listener:
        """Listens to each message without a model."""
        from interviewer.adapters.assess.listener import OfflineListener

        assessor = self.offline_assessor
        return OfflineListener(self.embedder, self.content_embedder, assessor.scorer, self.precedence, assessor.second)

    @cached_property
    def likeness(self) -> "EmbeddedLikeness | None":
        """Tells questions that mean the same; None without embeddings."""
        from interviewer.adapters.assess.likeness import EmbeddedLikeness

        return self.embedder and EmbeddedLikeness(self.embedder, self.content_embedder)

    @cached_property
    def placer(self) -> "PhasePlacer":
        """Finds the phases of transcripts that do not name them."""
        from interviewer.adapters.assess.placing import PhasePlacer

        return PhasePlacer(self.embedder, self.content_embedder)

    @cached_property
    def quantities(self) -> "PintQuantities":
        """Reads numbers with units."""
        from interviewer.adapters.quantities import PintQuantities

        return PintQuantities()

    def _kept(self, embedder: "MiniLM") -> "CachedEmbedder":
        from interviewer.adapters.knowledge.vector_cache import CachedEmbedder

        return CachedEmbedder(embedder, self.settings.data_dir / "embeddings.sqlite")
