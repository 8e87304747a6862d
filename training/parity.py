"""Checks that llama.cpp computes what was trained.

`python -m training.parity write CHECKPOINT FILE.npz --base DIR` (with torch) stores sample log-probabilities;
`python -m training.parity check FILE.npz ADAPTER.gguf` (with llama.cpp) compares them.
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from .tasks import NAMES


def write(checkpoint: Path, out: Path, base: Path, count: int, task: str = "act") -> None:
    """Store tokens and per-token log-probabilities of `count` lessons of a task, computed in float32."""
    import torch
    from tokenizers import Tokenizer

    from .lora_llama import LoraLlama
    from .pack import Packer
    from .tasks import task_of

    state = torch.load(checkpoint, map_location="cpu")
    model = LoraLlama(base, rank=state["rank"], alpha=state["alpha"])
    model.load_state_dict(state["adapter"])
    packer = Packer(Tokenizer.from_file(str(base / "tokenizer.json")))
    found: dict[str, Any] = {}
    with torch.no_grad():
        for index, lesson in enumerate(islice(task_of(task).lessons(99), count)):
            packed = packer.pack(lesson)
            ids = torch.tensor([packed.ids])
            logits = model.hidden(ids[:, :-1])[0] @ model.embed.float().T
            spent = logits.log_softmax(-1)[range(len(packed.ids) - 1), list(packed.ids[1:])]
            found[f"ids{index}"] = np.array(packed.ids)
            found[f"log{index}"] = spent[packed.answer_from - 1 :].numpy()
            found[f"read{index}"] = np.array(lesson.prompt)
    np.savez(out, **found)


def check(stored: Path, adapter: Path) -> float:
    """Return the mean absolute difference of answer log-probabilities a token."""
    from ainos.models.engine import Engine
    from ainos.models.weights import local_weights

    engine = Engine(local_weights().path, adapter)
    data = np.load(stored)
    differences: list[float] = []
    count = sum(name.startswith("ids") for name in data)
    for index in range(count):
        ids, wanted = data[f"ids{index}"].tolist(), data[f"log{index}"]
        engine.back_to(0)
        rows = engine.feed(ids[:-1])
        got = np.array([row[token] for row, token in zip(rows, ids[1:], strict=True)][-len(wanted) :])
        differences += np.abs(got - wanted).tolist()
    print(f"{count} lessons, {len(differences)} tokens: mean difference {np.mean(differences):.4f}, "
          f"median {np.median(differences):.5f}, 99th percentile {np.quantile(differences, 0.99):.3f}")  # fmt: skip
    return float(np.mean(differences))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=("write", "check"))
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--task", choices=NAMES, default="act")
    options = parser.parse_args()
    if options.mode == "write":
        write(options.first, options.second, options.base, options.count, options.task)
    else:
        sys.exit(check(options.first, options.second) > 0.1)


if __name__ == "__main__":
    main()
