from pathlib import Path

from advisor.corpus.cache import cached_knowledge
from advisor.corpus.loader import load
from advisor.settings import Settings

FOLDERS = [Settings().content_dir / "knowledge"]


def test_what_is_read_back_equals_what_was_loaded(tmp_path: Path) -> None:
    first = cached_knowledge(FOLDERS, tmp_path)
    again = cached_knowledge(FOLDERS, tmp_path)
    assert first == again == load(FOLDERS)


def test_a_spoilt_cache_is_only_read_again(tmp_path: Path) -> None:
    cached_knowledge(FOLDERS, tmp_path)
    next(tmp_path.glob("knowledge-*.json")).write_text("{}", encoding="utf-8")
    assert cached_knowledge(FOLDERS, tmp_path).plays


def test_a_directory_that_cannot_be_made_does_not_matter(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert cached_knowledge(FOLDERS, blocked / "cache").plays
