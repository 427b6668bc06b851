"""A start of the same form as the pretrained encoder, with random weights and a dozen pieces."""

import numpy as np

from advisor.retrieval.pretrained import BLOCK_TYPE, Pretrained

HIDDEN, INNER, HEADS = 64, 96, 4
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "简历", "没", "看", "▁train", "ing", "s", "a"]


def tiny(seed: int = 1) -> Pretrained:
    """One layer that knows nothing yet."""
    draw = np.random.default_rng(seed)
    sizes = dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN)) | {"fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}
    tensors = {f"l0.{name}.w": (draw.normal(size=size) / 8).astype(np.float32) for name, size in sizes.items()}
    tensors |= {f"l0.{name}.b": np.zeros(size[0], np.float32) for name, size in sizes.items()}
    for norm in ("l0.aln", "l0.oln", "emb.ln"):
        tensors |= {f"{norm}.w": np.ones(HIDDEN, np.float32), f"{norm}.b": np.zeros(HIDDEN, np.float32)}
    tensors["emb.pos"] = draw.normal(size=(512, HIDDEN)).astype(np.float32)
    tensors["emb.type"] = np.zeros((2, HIDDEN), np.float32)
    words = np.zeros((len(PIECES), HIDDEN // 32), BLOCK_TYPE)
    words["scale"], words["nibbles"] = 0.25, draw.integers(0, 256, words["nibbles"].shape, dtype="u1")
    return Pretrained(HIDDEN, HEADS, INNER, 512, 1, [(piece, -1.0) for piece in PIECES], words, tensors)
