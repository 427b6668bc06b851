"""A new item's file, with every field and a hint in each; what is written is valid once the hints are replaced."""

from pathlib import Path

from advisor.errors import InvalidInput

# How each kind is called when one is made.
KINDS = {
    "department": "departments",
    "friction": "frictions",
    "process": "processes",
    "play": "plays",
    "faq": "faq",
    "case": "cases",
    "deliverable": "deliverables",
}


def new_item(kind: str, item_id: str, folder: Path, template: str) -> Path:
    """Write `template` as the item's file and return its path.

    Raises InvalidInput for an unknown kind, an id that is no slug, or a file that is there already.
    """
    if kind not in KINDS:
        raise InvalidInput("unknown_item_kind", "kind", value=kind, known=", ".join(KINDS))
    if not item_id.isidentifier() or item_id != item_id.lower():
        raise InvalidInput("not_a_slug", "id", value=item_id)
    path = folder / KINDS[kind] / f"{item_id}.yaml"
    if path.exists():
        raise InvalidInput("file_exists", "id", path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template, encoding="utf-8")
    return path
