"""A real inference server for tests: a tiny model with random weights and decoding constrained to a schema.

What it writes is in shape and means nothing: it proves that transport, streaming and reading work with a server we did
not script, and that nonsense in shape is caught.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TEXTS = [
    "先降成本，再接目标。请研发总监看一份摘要，每周两个固定时段，评分表填好大半。部门说忙，多半是优先级没说清。",
    '{"conclusion": {"text": "", "sources": ["A1"]}, "steps": [], "department": [], "avoid": []}',
    '{"title": "", "summary": "", "steps": [{"step": "P1.1", "title": "", "detail": ""}], "subject": "", "text": ""}',
    "Lower the effort first, then explain the timing through their goals and ask for one choice by the deadline.",
]
_VOCABULARY, _LONGEST = 700, 6000
# Whole Chinese words and what ends a string are likelier than stray bytes: the texts stay short and readable as text.
_WORD, _END, _OTHER = 1.0, 3.5, -3.0


class TinyModel:
    """A language model of a few hundred thousand random weights."""

    def __init__(self) -> None:
        import llguidance.hf
        import torch
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
        from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

        torch.manual_seed(7)
        cutter: Any = Tokenizer(models.BPE())
        cutter.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        cutter.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=_VOCABULARY, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet, show_progress=False
        )
        cutter.train_from_iterator(_TEXTS * 20, trainer)
        fast: Any = PreTrainedTokenizerFast
        self._tokenizer = fast(tokenizer_object=cutter, bos_token="<s>", eos_token="</s>")
        size = len(self._tokenizer)
        self._guide = llguidance.hf.from_tokenizer(self._tokenizer, n_vocab=size)
        config = LlamaConfig(
            vocab_size=size,
            hidden_size=48,
            intermediate_size=96,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=8192,
            bos_token_id=0,
            eos_token_id=1,
        )
        self._model: Any = LlamaForCausalLM(config)
        self._model.train(mode=False)
        self._bias = torch.tensor([self._liking(token) for token in range(size)])
        self._lock = threading.Lock()

    def write(self, prompt: str, schema: dict[str, Any]) -> Iterator[str]:
        """Pieces of a text that keeps to the schema."""
        import llguidance
        import llguidance.torch
        import torch

        grammar = llguidance.LLMatcher.grammar_from_json_schema(
            json.dumps(schema), overrides={"whitespace_flexible": False}
        )
        matcher = llguidance.LLMatcher(self._guide, grammar)
        mask = llguidance.torch.allocate_token_bitmask(1, len(self._tokenizer))
        fresh = self._tokenizer.encode(prompt)[-512:] or [0]
        generator = torch.Generator().manual_seed(len(prompt))
        written: list[int] = []
        told, past = "", None
        with self._lock, torch.inference_mode():
            while len(written) < _LONGEST and not matcher.is_stopped():
                out = self._model(torch.tensor([fresh]), past_key_values=past, use_cache=True)
                past, scores = out.past_key_values, out.logits[:, -1, :] * 3 + self._bias
                llguidance.torch.fill_next_token_bitmask(matcher, mask, 0)
                llguidance.torch.apply_token_bitmask_inplace(scores, mask)
                token = int(torch.multinomial(torch.softmax(scores[0], 0), 1, generator=generator))
                if token == self._tokenizer.eos_token_id:
                    break
                matcher.consume_token(token)
                written.append(token)
                fresh = [token]
                text = self._tokenizer.decode(written)
                if not text.endswith("\ufffd"):
                    yield text[len(told) :]
                    told = text

    def _liking(self, token: int) -> float:
        text = self._tokenizer.decode([token])
        if text.strip() in {'"', '",', '"}', "]", "}", ","}:
            return _END
        return _WORD if text and all("\u3000" <= char <= "\uffef" for char in text) else _OTHER


class InferenceServer:
    """Serves the model on loopback, in OpenAI's protocol, streaming."""

    def __init__(self, model: TinyModel) -> None:
        self.served = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, model))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "InferenceServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"


def _handler(server: InferenceServer, model: TinyModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.served += 1
            self.close_connection = True
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            prompt = "\n".join(str(message["content"]) for message in body["messages"])
            schema = body["response_format"]["json_schema"]["schema"]
            for piece in model.write(prompt, schema):
                self._send({"content": piece}, None)
            self._send({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, delta: dict[str, str], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny", "choices": [choice]}
            self.wfile.write(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")
            self.wfile.flush()

    return Handler
