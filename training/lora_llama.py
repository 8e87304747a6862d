# mypy: allow-subclassing-any
"""A small Llama with low-rank adapters, written for training on a CPU: fused projections, answer-only loss.

It knows tensors and shapes. It knows neither the data nor the file formats (see export.py).
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

GROUPS: dict[str, tuple[str, ...]] = {
    "qkv": ("attn_q", "attn_k", "attn_v"),
    "o": ("attn_output",),
    "gu": ("ffn_gate", "ffn_up"),
    "down": ("ffn_down",),
}
"""Projections that read the same input are computed as one; names are those of GGUF tensors."""
SOURCES = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}  # fmt: skip


class GroupedLora(nn.Module):
    """Frozen projections of one input, each with its own adapter of rank `rank`."""

    def __init__(self, weights: dict[str, Tensor], rank: int, alpha: float, dtype: torch.dtype) -> None:
        super().__init__()
        self.names = tuple(weights)
        self.sizes = [w.shape[0] for w in weights.values()]
        self.rank, self.scale = rank, alpha / rank
        self.weight: Tensor
        self.register_buffer("weight", torch.cat(list(weights.values())).to(dtype), persistent=False)
        width = next(iter(weights.values())).shape[1]
        down = torch.empty(rank * len(weights), width)
        nn.init.kaiming_uniform_(down, a=math.sqrt(5))
        self.down = nn.Parameter(down)
        self.up = nn.ParameterList([nn.Parameter(torch.zeros(size, rank)) for size in self.sizes])

    def forward(self, x: Tensor) -> list[Tensor]:
        """Return one output per projection, `[tokens, size]` each, from `x: [tokens, width]`."""
        base = F.linear(x, self.weight).split(self.sizes, dim=-1)
        low = (F.linear(x, self.down.to(x.dtype)) * self.scale).split(self.rank, dim=-1)
        return [b + F.linear(h, up.to(x.dtype)) for b, h, up in zip(base, low, self.up, strict=True)]


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """Normalise the last axis by its root mean square, in float32."""
    return F.rms_norm(x, weight.shape, weight, eps)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Apply rotary positions to `x: [batch, heads, tokens, head]` (half-split layout)."""
    a, b = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-b, a), dim=-1) * sin


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attend causally with grouped heads; plain products beat the fused kernel's backward on a CPU."""
    batch, heads, tokens, head = q.shape
    kv_heads = k.shape[1]
    grouped = q.reshape(batch * kv_heads, heads // kv_heads * tokens, head)
    scores = torch.bmm(grouped, k.reshape(batch * kv_heads, tokens, head).transpose(1, 2)) * head**-0.5
    future = torch.ones(tokens, tokens, dtype=torch.bool, device=q.device).triu(1)
    scores = scores.view(-1, heads // kv_heads, tokens, tokens).masked_fill(future, -1e4)
    shares = scores.softmax(-1).view(batch * kv_heads, heads // kv_heads * tokens, tokens)
    return torch.bmm(shares, v.reshape(batch * kv_heads, tokens, head)).view(batch, heads, tokens, head)


class Block(nn.Module):
    """One transformer block with adapters on its seven projections."""

    def __init__(self, state: dict[str, Tensor], layer: int, config: dict[str, Any], rank: int,
                 alpha: float, dtype: torch.dtype) -> None:  # fmt: skip
        super().__init__()
        prefix = f"model.layers.{layer}."
        self.heads, self.kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
        self.head, self.eps = config["head_dim"], config["rms_norm_eps"]
        self.norm1: Tensor
        self.norm2: Tensor
        self.register_buffer("norm1", state[prefix + "input_layernorm.weight"].to(dtype), persistent=False)
        self.register_buffer("norm2", state[prefix + "post_attention_layernorm.weight"].to(dtype), persistent=False)
        for group, names in GROUPS.items():
            weights = {n: state[f"{prefix}{SOURCES[n]}.weight"] for n in names}
            self.add_module(group, GroupedLora(weights, rank, alpha, dtype))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Return the block's output, `[batch, tokens, width]`."""
        batch, tokens, _ = x.shape
        q, k, v = self.qkv(rms_norm(x, self.norm1, self.eps))
        q = rotate(q.view(batch, tokens, self.heads, self.head).transpose(1, 2), cos, sin)
        k = rotate(k.view(batch, tokens, self.kv_heads, self.head).transpose(1, 2), cos, sin)
        v = v.view(batch, tokens, self.kv_heads, self.head).transpose(1, 2)
        y = attend(q, k, v)
        x = x + self.o(y.transpose(1, 2).reshape(batch, tokens, -1))[0]
        gate, up = self.gu(rms_norm(x, self.norm2, self.eps))
        return x + self.down(F.silu(gate) * up)[0]


class LoraLlama(nn.Module):
    """The whole model: frozen base, trainable adapters, tied output head."""

    def __init__(self, base: Path, *, rank: int, alpha: float, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        config = json.loads((base / "config.json").read_text())
        state = torch.load(base / "model.pt", mmap=True)
        self.rank, self.alpha = rank, alpha
        self.eps, self.head, self.dtype = config["rms_norm_eps"], config["head_dim"], dtype
        self.theta = config["rope_parameters"]["rope_theta"]
        self.embed: Tensor
        self.norm: Tensor
        self.register_buffer("embed", state["model.embed_tokens.weight"].to(dtype), persistent=False)
        self.register_buffer("norm", state["model.norm.weight"].to(dtype), persistent=False)
        count = config["num_hidden_layers"]
        self.blocks = nn.ModuleList(Block(state, i, config, rank, alpha, dtype) for i in range(count))

    def hidden(self, ids: Tensor) -> Tensor:
        """Return final hidden states `[batch, tokens, width]` for right-padded `ids`."""
        positions = torch.arange(ids.shape[1], device=ids.device)
        inverse = self.theta ** (-torch.arange(0, self.head, 2, device=ids.device) / self.head)
        angles = torch.outer(positions.float(), inverse)
        angles = torch.cat((angles, angles), dim=-1)
        cos, sin = angles.cos().to(self.dtype), angles.sin().to(self.dtype)
        x = F.embedding(ids, self.embed)
        for block in self.blocks:
            x = block(x, cos, sin)
        return rms_norm(x, self.norm, self.eps)

    def loss(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean cross-entropy over answer tokens and the share of them predicted right.

        Args:
            ids: `[batch, tokens]`.
            mask: `[batch, tokens]`, true at tokens that are to be predicted.
        """
        hidden = self.hidden(ids[:, :-1])
        wanted = mask[:, 1:]
        logits = F.linear(hidden[wanted], self.embed).float()
        targets = ids[:, 1:][wanted]
        right = (logits.argmax(-1) == targets).float().mean()
        return F.cross_entropy(logits, targets), right
