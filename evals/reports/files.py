"""Writing all reports of a run beside it."""

import json
from pathlib import Path
from typing import Any

from evals.reports.html import html
from evals.reports.junit import junit
from evals.reports.markdown import markdown
from evals.words import Words


def write_reports(report: dict[str, Any], words: Words, folder: Path) -> dict[str, Path]:
    """Write report.json, report.xml, report.html and report.md; returns where each stands."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "json": json.dumps(report, ensure_ascii=False, indent=1),
        "xml": junit(report),
        "html": html(report, words),
        "md": markdown(report, words),
    }
    paths = {}
    for ending, text in made.items():
        paths[ending] = folder / f"report.{ending}"
        paths[ending].write_text(text, encoding="utf-8")
    return paths
