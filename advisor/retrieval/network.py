"""The reader's network as torch knows it, and how it is written for running.

Needs torch and the training extra; at run time `reader` reads what stands here written.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import nn

from advisor.retrieval.pretrained import Pretrained
from advisor.retrieval.reader import LABELS, MOST_PIECES, NETWORK, PIECES, WORDS

# Eight bits a weight, one scale for so many; computed in eight bits too (onnxruntime's accuracy level 4).
_BITS, _BLOCK, _AS_INT8 = 8, 128, 4
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


def write(
    network: Network, tokenizer: Tokenizer, start: Pretrained, labels: Mapping[str, Sequence[str]], folder: Path
) -> None:
    """The four files of the reader: pieces, word table, network in eight bits, labels."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / PIECES), pretty=False)
    np.save(folder / WORDS, start.words.view(np.uint8).reshape(len(start.words), -1), allow_pickle=False)
    (folder / LABELS).write_text(json.dumps(labels, ensure_ascii=False, indent=1), encoding="utf-8")
    with TemporaryDirectory() as place:
        whole = Path(place) / "whole.onnx"
        torch.onnx.export(
            network.eval(),
            (torch.zeros(1, 8, start.hidden),),
            str(whole),
            input_names=["words"],
            output_names=["scores"],
            dynamic_shapes={"words": {1: torch.export.Dim("pieces", min=2, max=MOST_PIECES)}},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        _in_eight_bits(whole, start.inner, folder / NETWORK)
    _forget_where(folder / NETWORK)


def _in_eight_bits(whole: Path, inner: int, path: Path) -> None:
    """The network with eight-bit weights.

    What leaves a layer's wide middle has outliers, which one scale for all of it would drown the rest under: the maps
    back from there take a scale for every few numbers, which costs a tenth of the time and keeps the whole's accuracy.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    model = onnx.load(whole)
    shapes = {each.name: tuple(each.dims) for each in model.graph.initializer}
    others = [
        node.name for node in model.graph.node if not any(shapes.get(name, ())[:1] == (inner,) for name in node.input)
    ]
    config = DefaultWeightOnlyQuantConfig(block_size=_BLOCK, is_symmetric=True, accuracy_level=_AS_INT8, bits=_BITS)
    quantizer = MatMulNBitsQuantizer(model, algo_config=config, nodes_to_exclude=others)
    quantizer.process()
    partly = whole.with_name("partly.onnx")
    quantizer.model.save_model_to_file(str(partly), use_external_data_format=False)
    quantize_dynamic(partly, path, per_channel=True, weight_type=QuantType.QInt8)


def _forget_where(path: Path) -> None:
    """Drop what the exporter notes of the code and the machine it ran on."""
    import onnx

    model = onnx.load(path)
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def tokenizer_of(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The encoder's own way to cut a sentence, over the pieces that were kept, with its begin and end marks."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer
