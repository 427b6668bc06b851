"""Build the wheel, install it into a clean environment, and ask it something from an empty folder.

Run by `make test`; exits non-zero with the reason when the wheel does not stand on its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The widget's files lie in the wheel, whole: Node is not needed to serve them.
_WIDGET = """
import base64, hashlib, json, pathlib, api
folder = pathlib.Path(api.__file__).parent / "static" / "widget"
for name, told in json.loads((folder / "manifest.json").read_text())["files"].items():
    digest = base64.b64encode(hashlib.sha384((folder / name).read_bytes()).digest()).decode()
    assert told["integrity"] == f"sha384-{digest}", name
"""
QUESTION = "研发总监老说忙，简历发过去一周没人看，怎么办"


def main() -> None:
    """Build, install, ask."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)])
        wheel = next(folder.glob("*.whl"))
        _run([sys.executable, "-m", "venv", str(folder / "venv")])
        python = folder / "venv" / "bin" / "python"
        _run([str(python), "-m", "pip", "install", "--quiet", "--upgrade", "pip"])
        lock = str(ROOT / "requirements.lock")
        _run([str(python), "-m", "pip", "install", "--quiet", "--constraint", lock, str(wheel)])
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        command = [str(folder / "venv" / "bin" / "advisor"), "ask", QUESTION]
        answer = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False, env=_clean())
        if answer.returncode or "[1]" not in answer.stdout:
            sys.exit(f"the installed wheel does not answer: {answer.stderr or answer.stdout}")
        _run([str(python), "-c", _WIDGET])
    print("1 passed, 0 failed")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, env=_clean(), stdout=subprocess.DEVNULL)


def _clean() -> dict[str, str]:
    """The environment without anything that could lead back to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ADVISOR_"))}


if __name__ == "__main__":
    main()
