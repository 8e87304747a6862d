"""Measures this machine and the on-device model on it: memory, the library's kernels, reading, writing, prefixes.

The machine's figures (`Machine`) are taken without any language model, so that an estimate made from them can be held
against what the model does. It knows numpy, llama.cpp's kernels and the engine. It knows no wishes.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engine_process import EngineProcess
from .fit import PACKAGED, Profile
from .types import ModelUnavailableError
from .weights import FILE, Weights

_STREAM_MB = 192
_KERNEL_MB = 64
_WIDTH = 1024
"""Weights a row in the kernels' test."""
_Q4_1 = 3
"""The library's number for the packing of the packaged weights."""
_CONTEXT = 4096
_STORY = "Once upon a time there was a small phone that wanted to help everybody in the village. Every morning it"


TOGETHER = 0.87
"""What several threads reach of what they could: a model makes them wait for each other at every operation, the bare
measurement of the machine does not. Measured here with two: the estimate was 18 to 32 % too high without it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine can do, measured without a language model."""

    stream_gbs: float
    """Reading plain memory, all threads."""
    kernel_gbs: float
    """Reading packed weights while multiplying them with one vector."""
    kernel_gops: float
    """The same with 64 vectors at a time: operations, billions a second."""
    threads: int

    def profile(self, ram_gb: float, *, flash_gbs: float = 0.5) -> Profile:
        """Return it as a profile for the estimate."""
        reached = TOGETHER if self.threads > 1 else 1.0
        return Profile(
            "this machine", "measured", ram_gb, self.stream_gbs, reached * min(1.0, self.kernel_gbs / self.stream_gbs),
            reached * self.kernel_gops, 0.0, flash_gbs, 15.0, 0.0, assumed="watts",
            sources=("measured by `ainos models bench`",),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model does here."""

    model: str
    weights_mb: float
    """Read for every token."""
    threads: int
    prompt_tps: float
    write_tps: float
    adapter_write_tps: float
    """0 without an adapter."""
    share: float
    """Bytes of weights read a second while writing, of what plain memory gives: 0 to 1."""
    prefix_tokens: int
    cold_ms: float
    """A step with this prefix, nothing kept."""
    warm_ms: float
    """The same when another prompt was in the cache meanwhile and the prefix's state is put back."""
    swap_ms: float
    """To another adapter and back, halved."""

    @property
    def warm_gain(self) -> float:
        """How many times faster the warm step is."""
        return self.cold_ms / self.warm_ms


def measure_machine(threads: int = 2) -> Machine:
    """Measure memory and kernels, about three seconds.

    Raises:
        ModelUnavailableError: llama-cpp-python is missing.
    """
    gbs, gops = kernels(threads)
    return Machine(stream_gbs(threads), gbs, gops, threads)


def stream_gbs(threads: int) -> float:
    """Return how fast plain memory is read, GB/s: the best of five passes over 192 MB."""
    import numpy as np

    parts = [np.ones((_STREAM_MB << 20) // 8 // threads) for _ in range(threads)]

    def once() -> None:
        running = [threading.Thread(target=part.sum) for part in parts]
        for each in running:
            each.start()
        for each in running:
            each.join()

    return (_STREAM_MB << 20) / _best(once, 5) / 1e9


def kernels(threads: int) -> tuple[float, float]:
    """Return how fast the library's own product reads packed weights (GB/s) and computes on 64 vectors (GOP/s)."""
    rows = (_KERNEL_MB << 20) // (_WIDTH * 20 // 32)
    size, took = _product(rows, 1, threads, 5)
    _, took_many = _product(rows, 64, threads, 2)
    return size / took / 1e9, 2 * _WIDTH * rows * 64 / took_many / 1e9


def _product(rows: int, columns: int, threads: int, runs: int) -> tuple[int, float]:
    """Return the size of a packed matrix in bytes and the seconds of its product with so many vectors."""
    base, cpu = _libraries()
    arena = ctypes.c_size_t((_KERNEL_MB + 64 + rows * columns * 4 // (1 << 20)) << 20)
    context = base.ggml_init(_Init(arena, None, False))
    try:
        weights = base.ggml_new_tensor_2d(context, _Q4_1, _WIDTH, rows)
        ctypes.memset(base.ggml_get_data(weights), 0x11, base.ggml_nbytes(weights))
        vectors = base.ggml_new_tensor_2d(context, 0, _WIDTH, columns)
        ctypes.memset(base.ggml_get_data(vectors), 0, base.ggml_nbytes(vectors))
        graph = base.ggml_new_graph(context)
        base.ggml_build_forward_expand(graph, base.ggml_mul_mat(context, weights, vectors))
        took = _best(lambda: cpu.ggml_graph_compute_with_ctx(context, graph, threads), runs)
        return base.ggml_nbytes(weights), took
    finally:
        base.ggml_free(context)


class _Init(ctypes.Structure):
    """Of ggml.h: what a context is made with."""

    _fields_ = (("size", ctypes.c_size_t), ("buffer", ctypes.c_void_p), ("no_alloc", ctypes.c_bool))


def _libraries() -> tuple[Any, Any]:
    """Return ggml's two libraries with the types of the few functions used here."""
    from .engine import _library

    _library()
    from llama_cpp import llama_cpp

    folder = Path(llama_cpp._lib._name).parent
    try:
        base, cpu = (ctypes.CDLL(str(_only(folder, name))) for name in ("libggml-base", "libggml-cpu"))
    except OSError as error:
        raise ModelUnavailableError(f"the library's kernels cannot be loaded: {error}", hint="./run doctor") from error
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    base.ggml_init.argtypes, base.ggml_init.restype = [_Init], pointer
    base.ggml_new_tensor_2d.argtypes, base.ggml_new_tensor_2d.restype = [pointer, ctypes.c_int, number, number], pointer
    base.ggml_get_data.argtypes, base.ggml_get_data.restype = [pointer], pointer
    base.ggml_nbytes.argtypes, base.ggml_nbytes.restype = [pointer], ctypes.c_size_t
    base.ggml_mul_mat.argtypes, base.ggml_mul_mat.restype = [pointer] * 3, pointer
    base.ggml_new_graph.argtypes, base.ggml_new_graph.restype = [pointer], pointer
    base.ggml_build_forward_expand.argtypes, base.ggml_build_forward_expand.restype = [pointer] * 2, None
    base.ggml_free.argtypes, base.ggml_free.restype = [pointer], None
    cpu.ggml_graph_compute_with_ctx.argtypes = [pointer, pointer, ctypes.c_int]
    cpu.ggml_cpu_init()
    return base, cpu


def _only(folder: Path, name: str) -> Path:
    found = sorted(
        p for p in folder.iterdir() if p.name.split(".")[0] == name and p.suffix in (".so", ".dylib", ".dll")
    )
    if not found:
        raise ModelUnavailableError(f"{folder} has no {name}", hint="./run doctor")
    return found[0]


def measure_model(weights: Weights, machine: Machine, *, prefix_tokens: int = 1000, runs: int = 3) -> Measured:
    """Measure reading, writing, kept prefixes and swaps of adapters, in the worker process that the product uses.

    Raises:
        ModelUnavailableError: The model cannot be loaded.
        ModelError: The worker was lost.
    """
    adapters = {"act": weights.adapter} if weights.adapter else {}
    engine = EngineProcess(weights.path, adapters=adapters, threads=machine.threads, context=_CONTEXT)
    try:
        story = engine.tokens(_STORY)
        long = (story * (prefix_tokens // len(story) + 1))[:prefix_tokens]
        prompt_tps = 256 / _best(lambda: _cold(engine, long[:256]), runs)
        write_tps = max(_write_speed(engine, story) for _ in range(runs))
        swap, adapter_tps = 0.0, 0.0
        if adapters:
            engine.use("act")
            adapter_tps = max(_write_speed(engine, story) for _ in range(runs))
            swap = _best(lambda: _swap(engine), 20) / 2 * 1000
            engine.use("act")
        question = engine.tokens(" wish: wake me at seven\ncall:")
        cold = _best(lambda: _cold(engine, long + question), 1) * 1000
        warm = min(_warm(engine, long, question, story) for _ in range(runs)) * 1000
    finally:
        engine.close()
    size = weights.path.stat().st_size
    share = size * write_tps / 1e9 / machine.stream_gbs
    return Measured(
        weights.path.name, size / 1e6, machine.threads, prompt_tps, write_tps, adapter_tps, share, prefix_tokens, cold,
        warm, swap,
    )  # fmt: skip


def _cold(engine: EngineProcess, prompt: list[int]) -> None:
    engine.start([engine.end])
    engine.start(prompt)


def _warm(engine: EngineProcess, prefix: list[int], question: list[int], other: list[int]) -> float:
    """Return the seconds of a step whose prefix is known, with another prompt between."""
    engine.start(prefix + question, fixed=len(prefix))
    engine.start(other)
    began = time.perf_counter()
    engine.start(prefix + question, fixed=len(prefix))
    return time.perf_counter() - began


def _write_speed(engine: EngineProcess, story: list[int], count: int = 48) -> float:
    after = engine.start(story)
    began = time.perf_counter()
    written = engine.write(after, limit=count)
    return len(written.tokens) / (time.perf_counter() - began)


def _swap(engine: EngineProcess) -> None:
    engine.use(None)
    engine.use("act")


def _best(work: Callable[[], object], runs: int) -> float:
    """Return the shortest time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def ram_gb() -> float:
    """Return this machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def packaged_quant(file: str) -> str:
    """Return the quantisation that is nearest to that of the packaged weights; empty for another file."""
    # 98.4 MB for 134.5 M weights are 5.85 bits each: Q4_1, with the vocabulary's vectors in Q8_0.
    return PACKAGED if file == FILE else ""
