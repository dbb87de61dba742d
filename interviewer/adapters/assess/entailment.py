"""The cross-encoder: does this text say what that claim says? `benchmarks/entailment` made it; its card is there.

Four layers of MiniLM as int8 ONNX, a file of this package. Each pair is run alone, so that its figure depends neither
on what it is asked together with nor on the number of threads.
"""

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from interviewer.adapters.knowledge.embedding import TOKENIZER
from interviewer.domain.errors import KnowledgeError

FILE = Path(__file__).parent / "entailment.onnx"
MAX_TOKENS = 128
"""What it was trained to read of both texts together; the longer one is cut."""
QUESTION_WORDS = 24
"""Words of a question that are read; what is asked stands at its end."""


class Statement(NamedTuple):
    """A claim, and the words that may say it."""

    claim: str
    text: str


class Entails(Protocol):
    """Tells how surely texts say what claims say."""

    def logits(self, statements: Sequence[Statement]) -> np.ndarray:
        """Return log odds, one for each statement."""
        ...


class Entailment:
    """The encoder, loaded at the first use and then kept; safe to call from several threads.

    Args:
        file: the ONNX file; by default that of this package.
        threads: pairs of one call that are run at the same time.
    """

    def __init__(self, file: Path = FILE, threads: int = 2) -> None:
        self._file = file
        self._threads = threads
        self._loading = threading.Lock()

    def logits(self, statements: Sequence[Statement]) -> np.ndarray:
        """Return log odds, one for each statement.

        Raises:
            KnowledgeError: the file cannot be read.
        """
        with self._loading:
            session, tokenizer = self._parts
        encodings = tokenizer.encode_batch([(" ".join(s.claim.split()), " ".join(s.text.split())) for s in statements])

        def run(encoding: Any) -> float:
            inputs = {"ids": encoding.ids, "kinds": encoding.type_ids, "mask": encoding.attention_mask}
            return float(session.run(None, {name: np.array([row]) for name, row in inputs.items()})[0][0])

        if len(encodings) < 2:
            return np.array([run(encoding) for encoding in encodings])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.array(list(pool.map(run, encodings)))

    @cached_property
    def _parts(self) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(str(self._file), options, providers=["CPUExecutionProvider"])
        except Exception as broken:  # onnxruntime raises a class of its own for each cause
            raise KnowledgeError(f"{self._file.name} cannot be read: reinstall the package") from broken
        tokenizer = Tokenizer.from_file(str(TOKENIZER))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        return session, tokenizer


def installed_entailment() -> Entailment | None:
    """Return the encoder, or None where its file is not installed: the assessor works without it."""
    return Entailment() if FILE.is_file() else None


def claim_of(criterion: str, question: str | None) -> str:
    """Return the claim as the encoder reads it: the end of the question, if there is one, and the criterion."""
    asked = re.split(r"(?<=[.!?:])\s+", " ".join((question or "").split()).strip())[-1]
    return " ".join([*asked.split()[-QUESTION_WORDS:], *criterion.split()])
