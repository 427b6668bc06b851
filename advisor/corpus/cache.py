"""Knowledge read once: parsing hundreds of files takes a second, reading back the checked result does not.

The cache is keyed by every byte of the folders; where it cannot be written the files are simply read again.
"""

from collections.abc import Sequence
from pathlib import Path

import structlog
from pydantic import ValidationError

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.loader import fingerprint, load

log = structlog.get_logger(__name__)


def cached_knowledge(folders: Sequence[Path], cache_dir: Path) -> Knowledge:
    """The knowledge of `folders`. Raises KnowledgeInvalid with every problem when it is not good."""
    cached = cache_dir / f"knowledge-{fingerprint(folders)}.json"
    try:
        return Knowledge.model_validate_json(cached.read_bytes())
    except (OSError, ValidationError):
        pass
    knowledge = load(folders)
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        for old in cache_dir.glob("knowledge-*.json"):
            old.unlink()
        part = cached.with_suffix(".part")
        part.write_text(knowledge.model_dump_json(by_alias=True), encoding="utf-8")
        part.replace(cached)
    except OSError as error:
        log.warning("knowledge_not_cached", reason=type(error).__name__)
    return knowledge
