"""Trains the adapter of a task: `python -m training.train --task act --base DIR --out DIR --minutes 50`.

It can be stopped and continued at any checkpoint.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

from .lora_llama import LoraLlama
from .pack import Packed, Packer, batches
from .tasks import NAMES, task_of

CHUNK = 2500
"""Lessons drawn at a time."""


def learning_rate(done: float, top: float) -> float:
    """Return the rate at the share `done` of the time: warm-up, plateau, then a cosine to a twentieth."""
    if done < 0.02:
        return top * max(done / 0.02, 0.05)
    if done < 0.35:
        return top
    return top * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1.0, (done - 0.35) / 0.65))))


def collate(batch: list[Packed]) -> tuple[torch.Tensor, torch.Tensor]:
    """Right-pad a batch; return tokens and the mask of those that are learnt."""
    width = max(len(p.ids) for p in batch)
    ids = torch.full((len(batch), width), 2)
    mask = torch.zeros((len(batch), width), dtype=torch.bool)
    for row, packed in enumerate(batch):
        ids[row, : len(packed.ids)] = torch.tensor(packed.ids)
        mask[row, packed.answer_from : len(packed.ids)] = True
    return ids, mask


def save(model: LoraLlama, optimizer: torch.optim.Optimizer, out: Path, facts: dict[str, float]) -> None:
    """Write a checkpoint in one move."""
    out.mkdir(parents=True, exist_ok=True)
    state = {k.replace("_orig_mod.", ""): v for k, v in model.state_dict().items()}
    torch.save({"adapter": state, "optimizer": optimizer.state_dict(), "facts": facts,
                "rank": model.rank, "alpha": model.alpha}, out / "new.pt")  # fmt: skip
    (out / "new.pt").replace(out / "last.pt")
    (out / "facts.json").write_text(json.dumps(facts))


def main() -> None:
    """Read options and train until the time is over or a file `stop` lies in the output folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=NAMES, default="act")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--tokens", type=int, default=1400)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--elapsed", type=float, default=0.0, help="minutes that the resumed run had trained")
    train(parser.parse_args())


def train(options: argparse.Namespace) -> None:
    """Run the training loop."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    model = LoraLlama(options.base, rank=options.rank, alpha=2 * options.rank, dtype=torch.bfloat16)
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)
    if options.resume:
        old = torch.load(options.resume)
        model.load_state_dict(old["adapter"])
        optimizer.load_state_dict(old["optimizer"])
    for number, block in enumerate(model.blocks):
        model.blocks[number] = torch.compile(block, dynamic=True)
    task = task_of(options.task)
    packer = Packer(Tokenizer.from_file(str(options.base / "tokenizer.json")))
    begin = saved = time.monotonic()
    step, chunk, lessons, tokens = 0, 0, 0, 0
    losses: list[tuple[float, float]] = []
    while True:
        chunk += 1
        for batch in batches(packer, task, options.seed * 100_000 + chunk, lessons=CHUNK, tokens=options.tokens):
            done = ((time.monotonic() - begin) / 60 + options.elapsed) / options.minutes
            rate = learning_rate(done, options.rate)
            for group in optimizer.param_groups:
                group["lr"] = rate
            ids, mask = collate(batch)
            loss, right = model.loss(ids, mask)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step, lessons, tokens = step + 1, lessons + len(batch), tokens + ids.numel()
            losses.append((loss.item(), right.item()))
            now = time.monotonic()
            if step % 20 == 0 or step < 5:
                mean = [sum(x) / len(x) for x in zip(*losses, strict=True)]
                print(f"{now - begin:7.0f}s step {step} lessons {lessons} loss {mean[0]:.4f} right {mean[1]:.4f} "
                      f"rate {rate:.2e} {tokens / (now - begin):.0f} tokens/s", flush=True)  # fmt: skip
                losses.clear()
            over = done >= 1 or (options.out / "stop").exists()
            if over or now - saved > 150:
                save(model, optimizer, options.out, {"minutes": (now - begin) / 60, "step": step, "lessons": lessons})
                saved = now
            if over:
                return


if __name__ == "__main__":
    main()
