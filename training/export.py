"""Writes a trained adapter as GGUF: `python -m training.export CHECKPOINT OUT.gguf [--type q8_0]`.

It knows the checkpoint's tensor names and llama.cpp's layout. It knows nothing of the data.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import gguf
import numpy as np
import torch

from .lora_llama import GROUPS

HEADS = {"attn_q": 9, "attn_k": 3}


def permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """Reorder output rows from half-split to interleaved rotary pairs, as llama.cpp's converter does."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def tensors(adapter: dict[str, torch.Tensor], rank: int) -> dict[str, np.ndarray]:
    """Return GGUF tensors by name in float32, `lora_a [rank, in]` and `lora_b [out, rank]`."""
    result = {}
    layers = 1 + max(int(k.split(".")[1]) for k in adapter)
    for layer in range(layers):
        for group, names in GROUPS.items():
            down = adapter[f"blocks.{layer}.{group}.down"].split(rank)
            for index, name in enumerate(names):
                up = adapter[f"blocks.{layer}.{group}.up.{index}"].float().numpy()
                up = permuted(up, HEADS[name]) if name in HEADS else up
                result[f"blk.{layer}.{name}.weight.lora_a"] = down[index].float().numpy()
                result[f"blk.{layer}.{name}.weight.lora_b"] = up
    return result


def write(checkpoint: Path, out: Path, kind: str, name: str = "act") -> None:
    """Write the adapter of `checkpoint` to `out`; `kind` is f16 or q8_0, `name` that of its task."""
    state = torch.load(checkpoint, map_location="cpu")
    writer = gguf.GGUFWriter(str(out), "llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(state["alpha"]))
    writer.add_name(f"ainos {name} for SmolLM2-135M-Instruct")
    for name, tensor in tensors(state["adapter"], state["rank"]).items():
        if kind == "q8_0":
            quantised = gguf.quants.quantize(tensor, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(name, quantised, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(name, tensor.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--type", choices=("f16", "q8_0"), default="q8_0")
    parser.add_argument("--name", default="act", help="the task's name")
    options = parser.parse_args()
    write(options.checkpoint, options.out, options.type, options.name)


if __name__ == "__main__":
    main()
