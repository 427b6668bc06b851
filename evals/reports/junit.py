"""The report for a build server: JUnit XML, one test case a case; what the gate lets through is no failure."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: dict[str, Any]) -> str:
    """The XML of the whole run. A case fails here when the gate names it; a known debt passes with a note."""
    named: dict[str, list[str]] = {}
    for finding in report["findings"]:
        for case_id in finding["cases"]:
            named.setdefault(case_id, []).append(f"{finding['why']}: {finding['what']}")
    floors = [finding for finding in report["findings"] if not finding["cases"]]
    suites = [
        _suite(row, [case for case in report["cases"] if case["suite"] == row["suite"]], named)
        for row in report["suites"]
    ]
    if floors:
        suites.append(_floors(floors))
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + "\n".join(suites) + "\n</testsuites>\n"


def _suite(row: dict[str, Any], cases: list[dict[str, Any]], named: dict[str, list[str]]) -> str:
    failures = sum(case["id"] in named and not case["error"] for case in cases)
    head = (
        f'<testsuite name={_quoted(row["suite"])} tests="{len(cases)}" failures="{failures}" '
        f'errors="{row["error"]}" skipped="{row["skipped"]}">'
    )
    return "\n".join([head, *(_case(case, named.get(case["id"], [])) for case in cases), "</testsuite>"])


def _case(case: dict[str, Any], named: list[str]) -> str:
    inner = ""
    details = "\n".join(f"{each['name']}: {each['wanted']} | {each['seen']}" for each in case["failed"])
    if case["error"]:
        inner = f"<error message={_quoted(case['error'])}/>"
    elif case["status"] == "skipped":
        inner = "<skipped/>"
    elif named:
        inner = f"<failure message={_quoted('; '.join(named))}>{_text(details)}</failure>"
    elif details:
        inner = f"<system-out>{_text(details)}</system-out>"
    return (
        f"<testcase classname={_quoted(case['suite'])} name={_quoted(case['id'])} "
        f'time="{case["ms"] / 1000:.4f}">{inner}</testcase>'
    )


def _floors(floors: list[dict[str, Any]]) -> str:
    cases = [
        f'<testcase classname="floors" name={_quoted(f["what"])}><failure message={_quoted(f["why"])}/></testcase>'
        for f in floors
    ]
    return "\n".join(
        [f'<testsuite name="floors" tests="{len(cases)}" failures="{len(cases)}">', *cases, "</testsuite>"]
    )


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
