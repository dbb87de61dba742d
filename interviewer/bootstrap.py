"""The only place where objects are wired together. Every part can be replaced by keyword, for tests and simulations."""

import asyncio
import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from interviewer.domain.ports import Assessor, Clock
from interviewer.offline_parts import OfflineParts
from interviewer.services.clock import SystemClock
from interviewer.services.conductor import Conductor
from interviewer.services.grader import Grader
from interviewer.services.journal import Journal
from interviewer.services.speech import Speech
from interviewer.services.tasks import Tasks
from interviewer.services.turn import TurnTaker
from interviewer.services.voices import Voice
from interviewer.settings import Settings, mode_of

if TYPE_CHECKING:
    from interviewer.adapters.assess.model import ModelAssessor
    from interviewer.adapters.models.connected import ConnectedModels
    from interviewer.adapters.models.local.model import LocalModel
    from interviewer.adapters.models.resting import RestingModel
    from interviewer.adapters.prompts import FilePrompts
    from interviewer.adapters.report.reports import Reports
    from interviewer.adapters.store.sql import SqlEventStore

PROMPTS = ("interviewer", "judge", "communication", "local")
"""What a model is told; a folder of prompts needs these."""
_QUIET = {"HF_HUB_OFFLINE": "1", "LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false",
          "ANONYMIZED_TELEMETRY": "False", "GRADIO_ANALYTICS_ENABLED": "False",
          "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
"""Vendors' own switches for telemetry, downloads and threads; they read them from the environment only.

Products of our small arrays on several threads cost several times the time: the threads wait for each other.
"""


class App(OfflineParts):
    """All parts of one process, built when first used. `overrides` replaces parts by the name of their property."""

    def __init__(self, settings: Settings, overrides: Mapping[str, Any]) -> None:
        unknown = [name for name in overrides if not isinstance(getattr(type(self), name, None), cached_property)]
        if unknown:
            raise TypeError(f"no part is called {unknown[0]}")
        super().__init__(settings)
        self.__dict__.update(overrides)  # where cached_property looks first

    @cached_property
    def clock(self) -> Clock:
        """The time."""
        return SystemClock()

    @cached_property
    def tasks(self) -> Tasks:
        """Replies in progress."""
        return Tasks()

    @cached_property
    def store(self) -> "SqlEventStore":
        """The events of all interviews."""
        from interviewer.adapters.store.sql import SqlEventStore

        return SqlEventStore(self.settings.store_url)

    @cached_property
    def journal(self) -> Journal:
        """Interviews folded from the store."""
        return Journal(self.store)

    @cached_property
    def prompts(self) -> "FilePrompts":
        """The prompt files."""
        from interviewer.adapters.prompts import FilePrompts

        return FilePrompts(self.settings.prompts_dir)

    @cached_property
    def models(self) -> "ConnectedModels":
        """The models that the settings name."""
        from interviewer.adapters.models.connected import ConnectedModels

        return ConnectedModels(self.settings)

    @cached_property
    def voice_model(self) -> "RestingModel | None":
        """The provider's model that words the moves; None offline, and where a local model does."""
        return None if self.settings.speaks_locally else self.models.get(self.settings.voice, "INTERVIEWER_MODEL")

    @cached_property
    def local(self) -> "LocalModel | None":
        """The model that this process runs itself: the voice, or what speaks where the provider's model fails."""
        from interviewer.adapters.models.local.model import local_model

        file = self.settings.local_file
        return local_model(file, self.settings.first_token_s) if file else None

    @cached_property
    def voices(self) -> tuple[Voice, ...]:
        """Who words the moves, in the order they are asked; the curated words stand behind them all."""
        from interviewer.adapters.models.local.voice import local_voice

        provider = (Voice(self.voice_model),) if self.voice_model else ()
        return (*provider, local_voice(self.local, self.embedder)) if self.local else provider

    @cached_property
    def judge(self) -> "ModelAssessor | None":
        """The model that judges answers during the interview; None offline."""
        return self._judge(self.settings.assessor, "INTERVIEWER_ASSESSOR_MODEL")

    @cached_property
    def grading_judge(self) -> "ModelAssessor | None":
        """The model that grades at the end; None offline."""
        return self._judge(self.settings.grader, "INTERVIEWER_GRADER_MODEL")

    @cached_property
    def conductor(self) -> Conductor:
        """Holds interviews."""
        speech = Speech(self.voices, self.prompts, self.likeness)
        turn_taker = TurnTaker(
            self.journal, self.knowledge, self.listener, speech, self.clock, self.tasks, self.judge,
            likeness=self.likeness, quantities=self.quantities,
        )  # fmt: skip
        model = self.settings.voice
        return Conductor(self.journal, self.knowledge, turn_taker, self.clock, self.tasks, mode_of(model), model)

    @cached_property
    def grader(self) -> Grader:
        """Grades interviews."""
        judge = self.grading_judge
        assessor: Assessor = judge or self.offline_assessor
        runs = self.settings.grader_runs if judge else 1
        mode = mode_of(self.settings.grader)
        return Grader(
            self.journal, self.knowledge, assessor, self.clock, mode, runs, communication=judge,
            quantities=self.quantities,
        )  # fmt: skip

    @cached_property
    def reports(self) -> "Reports":
        """Reports of graded interviews."""
        from interviewer.adapters.report.reports import Reports

        return Reports(self.knowledge, self.clock)

    def check_settings(self) -> None:
        """Build what settings can break, so that a mistake is told at the start; raises ConfigError."""
        _ = self.store
        self.settings.check_local()
        if any((self.voices, self.judge, self.grading_judge)):
            self.models.check()
            self.prompts.check(PROMPTS)

    async def prepare(self) -> None:
        """Load what the first turn needs: the voices, the embedding model, the search index."""
        if self.voice_model:
            await self.voice_model.warm()
        await asyncio.gather(asyncio.to_thread(self.build_index), self.load_local())

    async def load_local(self) -> None:
        """Load the local model, if there is one, and let it read what all its prompts begin with."""
        if self.local:
            await self.local.warm(self.prompts.render("local", answer="", says=""))

    def build_index(self) -> None:
        """Bring the search index up to date, with a bar on standard error if there is much to do."""
        from interviewer.adapters.progress import progress_bar

        with progress_bar("Reading the knowledge base") as on_progress:
            self.knowledge.ensure_index(on_progress)

    async def close(self) -> None:
        """Let replies in progress finish, then close models and store."""
        await self.tasks.settle()
        if "models" in self.__dict__:
            await self.models.close()
        if local := self.__dict__.get("local"):
            await local.close()
        if "knowledge" in self.__dict__:
            self.knowledge.close()
        if "store" in self.__dict__:
            await self.store.close()

    def _judge(self, name: str, setting: str) -> "ModelAssessor | None":
        from interviewer.adapters.assess.model import ModelAssessor

        model = self.models.get(name, setting)
        return ModelAssessor(model, self.prompts) if model else None


def build(settings: Settings, **overrides: Any) -> App:
    """Wire an app.

    Args:
        settings: the configuration.
        overrides: parts that replace the built ones, by property name (`clock=SteppingClock()`).
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    return App(settings, overrides)
