"""How the tuned network is written for running: fewer, wider maps, and everything multiplied in eight bits.

Needs torch and the training extra; at run time `reader` reads what is written here. What it computes is what was tuned,
up to the rounding.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from advisor.language.folding import fold
from advisor.retrieval.network import Layer, Network
from advisor.retrieval.pretrained import Pretrained, unpacked
from advisor.retrieval.reader import LABELS, MOST_PIECES, NETWORK, PIECES, WORDS

# How many times what is usual a number of a layer's wide middle may become (measured against the tuned network).
_AT_MOST = 2.0


def write(
    network: Network,
    tokenizer: Tokenizer,
    start: Pretrained,
    labels: Mapping[str, Sequence[str]],
    folder: Path,
    heard: Sequence[str],
) -> None:
    """The four files of the reader: pieces, word table, network in eight bits, labels.

    `heard` are sentences that tell how large the numbers become which are rounded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / PIECES), pretty=False)
    np.save(folder / WORDS, start.words.view(np.uint8).reshape(len(start.words), -1), allow_pickle=False)
    (folder / LABELS).write_text(json.dumps(labels, ensure_ascii=False, indent=1), encoding="utf-8")
    table = torch.tensor(unpacked(start.words))
    pieces = (tokenizer.encode(fold(sentence)).ids[:MOST_PIECES] for sentence in heard)
    running = _Running(network.eval(), _greatest(network, (table[each] for each in pieces)))
    with TemporaryDirectory() as place:
        whole = Path(place) / "whole.onnx"
        torch.onnx.export(
            running.eval(),
            (torch.zeros(1, 8, start.hidden),),
            str(whole),
            input_names=["words"],
            output_names=["scores"],
            dynamic_shapes={"words": {1: torch.export.Dim("pieces", min=2, max=MOST_PIECES)}},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        _in_eight_bits(whole, folder / NETWORK)
    _forget_where(folder / NETWORK)


class _RunningLayer(nn.Module):
    """An encoder layer whose three maps into attention are one, and whose wide middle keeps within bounds.

    A number or two of the middle become ten times as large as all others; one eight-bit scale for all would drown the
    rest. They are divided where they arise and the weights behind multiplied instead (Xiao et al. 2022, "SmoothQuant:
    accurate and efficient post-training quantization for large language models").
    """

    def __init__(self, layer: Layer, greatest: torch.Tensor) -> None:
        super().__init__()
        self.heads, self.ao, self.fi, self.aln, self.oln = layer.heads, layer.ao, layer.fi, layer.aln, layer.oln
        hidden = layer.q.in_features
        asking = (hidden // layer.heads) ** -0.5
        self.qkv = _map(
            torch.cat([layer.q.weight * asking, layer.k.weight, layer.v.weight]),
            torch.cat([layer.q.bias * asking, layer.k.bias, layer.v.bias]),
        )
        too_large = (greatest / (_AT_MOST * greatest.median())).clamp(min=1.0)
        self.divided = nn.Parameter(1.0 / too_large)
        self.fo = _map(layer.fo.weight * too_large, layer.fo.bias)

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        """The next state of one sentence, as `Layer` has it."""
        many, length, hidden = state.shape
        parts = self.qkv(state).view(many, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = parts.unbind(0)
        attended = (q @ k.transpose(-1, -2)).softmax(dim=-1) @ v
        state = self.aln(state + self.ao(attended.transpose(1, 2).reshape(many, length, hidden)))
        middle = nn.functional.gelu(self.fi(state)) * self.divided
        grown: torch.Tensor = self.oln(state + self.fo(middle))
        return grown


class _Running(nn.Module):
    """The network with its layers in the form they run in."""

    def __init__(self, network: Network, greatest: Sequence[torch.Tensor]) -> None:
        super().__init__()
        self.network = network
        with torch.no_grad():
            self.layers = nn.ModuleList(map(_RunningLayer, _layers(network), greatest))

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Scores of one whole sentence."""
        state = self.network.embed(words)
        for layer in self.layers:
            state = layer(state)
        scores: torch.Tensor = self.network.head(state.mean(dim=1))
        return scores


def _layers(network: Network) -> list[Layer]:
    return [cast(Layer, layer) for layer in network.layers]


def _map(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.copy_(weight)
    made.bias.copy_(bias)
    return made


def _greatest(network: Network, sentences: Iterable[torch.Tensor]) -> list[torch.Tensor]:
    """For each layer how large each number of its wide middle becomes in these sentences."""
    layers = _layers(network)
    greatest = [torch.zeros(layer.fo.in_features) for layer in layers]

    def listening(number: int) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
        def listen(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            greatest[number] = torch.maximum(greatest[number], given[0].abs().amax(dim=(0, 1)))

        return listen

    hooks = [layer.fo.register_forward_pre_hook(listening(number)) for number, layer in enumerate(layers)]
    with torch.no_grad():
        for words in sentences:
            network(words[None])
    for hook in hooks:
        hook.remove()
    return greatest


def _in_eight_bits(whole: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(whole, path, per_channel=True, weight_type=QuantType.QInt8)


def _forget_where(path: Path) -> None:
    """Drop what the exporter notes of the code and the machine it ran on."""
    import onnx

    model = onnx.load(path)
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)
