"""The reader's network as torch knows it, while it is tuned.

Needs torch; `running` writes it in the form that `reader` reads at run time.
"""

from collections.abc import Sequence

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import nn

from advisor.retrieval.pretrained import Pretrained
from advisor.retrieval.reader import MOST_PIECES

# While it is tuned.
_DROPOUT = 0.1


class Layer(nn.Module):
    """One encoder layer: attention, then two linear maps, each with its norm behind the sum."""

    def __init__(self, hidden: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, eps=1e-12), nn.LayerNorm(hidden, eps=1e-12)

    def forward(self, state: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """The next state; `mask` is true where there is a piece."""
        many, length, hidden = state.shape
        q, k, v = (
            part(state).view(many, length, self.heads, hidden // self.heads).transpose(1, 2)
            for part in (self.q, self.k, self.v)
        )
        # Spelt out: for sentences as short as ours torch's fused attention takes a third longer to learn from.
        likeness = q @ k.transpose(-1, -2) / (hidden // self.heads) ** 0.5
        if mask is not None:
            likeness = likeness.masked_fill(~mask, -torch.inf)
        attended = likeness.softmax(dim=-1).to(v.dtype) @ v
        state = self.aln(state + self._thinned(self.ao(attended.transpose(1, 2).reshape(many, length, hidden))))
        grown: torch.Tensor = self.oln(state + self._thinned(self.fo(nn.functional.gelu(self.fi(state)))))
        return grown

    def _thinned(self, state: torch.Tensor) -> torch.Tensor:
        return nn.functional.dropout(state, _DROPOUT, self.training)


class Network(nn.Module):
    """Word vectors of one sentence in, the scores of every label of every family out."""

    def __init__(self, start: Pretrained, labels: int) -> None:
        super().__init__()
        self.position = nn.Parameter(
            torch.tensor(start.tensors["emb.pos"][:MOST_PIECES] + start.tensors["emb.type"][0])
        )
        self.norm = nn.LayerNorm(start.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(start.hidden, start.heads, start.inner) for _ in range(start.layers))
        self.head = nn.Linear(start.hidden, labels)
        with torch.no_grad():
            self.norm.weight.copy_(torch.tensor(start.tensors["emb.ln.w"]))
            self.norm.bias.copy_(torch.tensor(start.tensors["emb.ln.b"]))
            for number, layer in enumerate(self.layers):
                for name, part in layer.named_children():
                    part.weight.copy_(torch.tensor(start.tensors[f"l{number}.{name}.w"]))  # type: ignore[operator]
                    part.bias.copy_(torch.tensor(start.tensors[f"l{number}.{name}.b"]))  # type: ignore[operator]

    def embed(self, words: torch.Tensor) -> torch.Tensor:
        """Word vectors with their places, normed."""
        placed: torch.Tensor = self.norm(words + self.position[: words.shape[1]])
        return placed

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Scores of whole sentences without padding."""
        state = self.embed(words)
        for layer in self.layers:
            state = layer(state)
        scores: torch.Tensor = self.head(state.mean(dim=1))
        return scores


def tokenizer_of(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The encoder's own way to cut a sentence, over the pieces that were kept, with its begin and end marks."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer
