import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.diagnosis.naming import Names


@pytest.fixture(scope="module")
def departments(knowledge: Knowledge) -> Names:
    return Names(knowledge.departments)


@pytest.fixture(scope="module")
def processes(knowledge: Knowledge) -> Names:
    return Names(knowledge.processes)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("rnd", "rnd"),
        ("研发部", "rnd"),
        ("R&D", "rnd"),
        ("车间", "production"),
        ("store manager", "retail"),
        ("CTO", "rnd"),
    ],
)
def test_a_given_name_may_be_a_slug_a_name_or_an_alias(departments: Names, given: str, found: str) -> None:
    assert departments.lookup(given) == found


def test_an_unknown_name_is_not_guessed(departments: Names) -> None:
    assert departments.lookup("宇航部") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("研发总监一周没看简历", "rnd"),
        ("门店店长不打卡", "retail"),
        ("The plant manager will not release people", "production"),
        ("他们一直不回", None),
    ],
)
def test_the_department_is_told_from_the_words(departments: Names, text: str, found: str | None) -> None:
    assert departments.find(text) == found


def test_a_latin_name_must_stand_as_a_word(departments: Names) -> None:
    assert departments.find("ctoxyz said so") is None


@pytest.mark.parametrize(("text", "found"), [("面试反馈没给", "interview"), ("试用期快到了没人评", "probation")])
def test_the_process_is_told_from_the_words(processes: Names, text: str, found: str) -> None:
    assert processes.find(text) == found


@pytest.mark.parametrize("beside", ["", " please", "，求助", " please，求助"])
def test_what_else_is_said_in_which_script_changes_no_name(
    departments: Names, knowledge: Knowledge, beside: str
) -> None:
    for department in knowledge.departments.values():
        for alias in department.aliases.all():
            assert departments.find(f"{alias}{beside}") == departments.find(alias) is not None, alias
