"""`advisor check` and `advisor new`: whether knowledge folders are in order, and a new item with every field."""

from advisor.call import DONE, FAILED, Call
from advisor.corpus.knowledge import Knowledge
from advisor.corpus.loader import load
from advisor.errors import KnowledgeInvalid
from advisor.wordings import problem_line


def run_check(call: Call) -> int:
    """Validate knowledge folders laid over the built-in one; every problem is printed with file and line."""
    from advisor.corpus.scaffold import left_to_write

    builtin = call.settings.content_dir / "knowledge"
    folders = [builtin, *(folder for folder in call.given.folders if folder.resolve() != builtin.resolve())]
    try:
        knowledge = load(folders)
    except KnowledgeInvalid as error:
        for problem in error.problems:
            print(problem_line(problem, call.catalogue, call.lang))
        print(call.say("cli.check_bad", count=len(error.problems)))
        return FAILED
    if call.given.coverage:
        return _coverage(call, knowledge)
    count = sum(1 for _ in knowledge.items()) + len(knowledge.evidence)
    print(call.say("cli.check_ok", folder=", ".join(map(str, folders)), count=count))
    hint = call.say("cli.hint")
    if left := sum(left_to_write(folder, hint) for folder in folders[1:]):
        print(call.say("cli.check_left", count=left, hint=hint))
    return DONE


def _coverage(call: Call, knowledge: Knowledge) -> int:
    """Which plays a plan would use; failed when a friction has none in some place."""
    from advisor.covering import show_coverage
    from advisor.planning.coverage import coverage

    made = coverage(knowledge, call.catalogue, call.lang)
    if call.given.json:
        print(made.model_dump_json(indent=2))
    else:
        show_coverage(made, knowledge, call.lang, call.say)
    return FAILED if made.empty() else DONE


def run_new(call: Call) -> int:
    """Write the file of a new knowledge item, every field with a hint."""
    from advisor.corpus.scaffold import new_item
    from advisor.texts.templates import Templates

    templates = Templates(call.settings.content_dir / "prompts")

    def render(name: str) -> str:
        return templates.render(f"scaffold/{name}", id=call.given.id)

    for path in new_item(call.given.kind, call.given.id, call.given.folder, render):
        print(call.say("cli.written", path=path))
    return DONE
