"""Without a model nothing of the model path is there: not in memory, not in the reply."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_ASK = """
import json, sys
from advisor.cli import main
main(["ask", "部门不回消息怎么办", "--json"])
print(json.dumps(list(sys.modules)), file=sys.stderr)
"""
_HEAVY = ("langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "anthropic", "httpx")


@pytest.mark.slow
def test_asking_without_a_model_loads_nothing_of_it(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ADVISOR_MODEL")}
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        env={**environment, "ADVISOR_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded.isdisjoint(_HEAVY)
    assert not [name for name in loaded if name.startswith(("advisor.llm", "advisor.modelpath"))]
    assert "usage" not in json.loads(done.stdout)["provenance"]
