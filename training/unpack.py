"""Unpacks a llama GGUF into dense tensors for training: `python -m training.unpack FILE.gguf OUT_DIR`, once.

It needs transformers, which reads the file; nothing else of the training does.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def unpack(source: Path, out: Path) -> None:
    """Write model.pt (float32), config.json and tokenizer.json to `out`."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder, name = str(source.parent), source.name
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    out.mkdir(parents=True, exist_ok=True)
    # The output head is the embedding; one copy is enough.
    torch.save({k: v.clone() for k, v in model.state_dict().items() if k != "lm_head.weight"}, out / "model.pt")
    config = model.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    config.save_pretrained(out)
    AutoTokenizer.from_pretrained(folder, gguf_file=name).save_pretrained(out)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    unpack(options.source, options.out)


if __name__ == "__main__":
    main()
