"""The `advisor` command. Text output is for people, `--json` prints the same object as the endpoint.

Exit status: 0 done, 1 failed, 2 usage, 3 refused. Other faces are started by name, never imported.
"""

import json
import os
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor import terminal
from advisor.bootstrap import TIME_ZONE, Application, build
from advisor.call import DONE, FAILED, REFUSED, USAGE, Call
from advisor.channel_commands import run_channels
from advisor.errors import AdvisorError, InvalidInput, KnowledgeInvalid, NotReady
from advisor.knowledge_commands import run_check, run_new
from advisor.language.detection import language_of
from advisor.logs import configure_logs
from advisor.models.base import Frozen, Lang
from advisor.models.principal import Scope
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest, SearchRequest
from advisor.models.situation import Situation
from advisor.options import make_parser, parse, request_of
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from advisor.wordings import probe_line, problem_line, system_language, validation_lines

UseCase = tuple[type[Frozen], Callable[[Application, Any], BaseModel]]
USE_CASES: Mapping[str, UseCase] = {
    "ask": (AnswerRequest, lambda app, request: app.advisor.answer(request)),
    "plan": (PlanRequest, lambda app, request: app.advisor.plan(request)),
    "draft": (DraftRequest, lambda app, request: app.advisor.draft(request)),
    "diagnose": (Situation, lambda app, request: app.advisor.diagnose(request)),
    "search": (SearchRequest, lambda app, request: app.advisor.search(request)),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    settings = Settings()
    catalogue = Catalogue(settings.content_dir / "prompts" / "messages")
    parser = make_parser(catalogue, system_language(), RUNS)
    given = parse(parser, arguments)
    lang: Lang = getattr(given, "lang", None) or system_language()
    configure_logs(settings.log_level if given.command == "serve" else "ERROR", sys.stderr)
    try:
        status: int = given.run(Call(given, settings, catalogue, lang))
        return status
    except KnowledgeInvalid as error:
        for problem in error.problems:
            print(problem_line(problem, catalogue, lang), file=sys.stderr)
        return FAILED
    except AdvisorError as error:
        print(catalogue.say(lang, f"error.{error.code}", **error.params), file=sys.stderr)
        return USAGE if isinstance(error, InvalidInput) else FAILED
    except ValidationError as error:
        for place, said in validation_lines(error, catalogue, lang):
            print(f"{place}: {said}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        return FAILED


def _advise(call: Call) -> int:
    request_type, use = USE_CASES[call.given.command]
    if call.given.batch is not None:
        return _batch(call.given.batch, request_type, use, call.settings, call.catalogue)
    request = request_type.model_validate(request_of(call.given))
    app = _built(call.settings)
    try:
        reply = use(app, request)
    finally:
        app.close()
    if call.given.json:
        print(reply.model_dump_json(indent=2))
    else:
        terminal.show(reply, call.catalogue)
    return REFUSED if getattr(reply, "refusal", None) else DONE


def _batch(
    name: str,
    request_type: type[Frozen],
    use: Callable[[Application, Any], BaseModel],
    settings: Settings,
    catalogue: Catalogue,
) -> int:
    """One request a line, one reply a line, in order, from one process; a bad line gives a problem, not a stop."""
    app, status = _built(settings), DONE
    try:
        for line in _lines(name):
            try:
                reply = use(app, request_type.model_validate_json(line))
                print(reply.model_dump_json(), flush=True)
            except (AdvisorError, ValidationError) as error:
                status = FAILED
                print(json.dumps(_problem(error, catalogue, language_of(line)), ensure_ascii=False), flush=True)
    finally:
        app.close()
    return status


def _problem(error: AdvisorError | ValidationError, catalogue: Catalogue, lang: Lang) -> dict[str, object]:
    if isinstance(error, ValidationError):
        errors = [{"loc": place, "msg": said} for place, said in validation_lines(error, catalogue, lang)]
        return {"status": 422, "code": "validation", "errors": errors}
    return {"status": 422, "code": error.code, "detail": catalogue.say(lang, f"error.{error.code}", **error.params)}


def _built(settings: Settings) -> Application:
    app = build(settings)
    configure_logs("ERROR", sys.stderr, app.redactor.for_log)
    return app


def _index(call: Call) -> int:
    app = _built(call.settings)
    count = len(app.advisor.sources)
    app.close()
    print(call.say("cli.index_ready", count=count))
    return DONE


def _keys(call: Call) -> int:
    from advisor.bootstrap import storage_for

    keys, now = storage_for(call.settings).keys, datetime.now(TIME_ZONE)
    if call.given.action == "create":
        scopes: tuple[Scope, ...] = ("advise", "admin") if call.given.admin else ("advise",)
        print(call.say("cli.key_made", secret=keys.create(call.given.name, scopes, now)))
    elif call.given.action == "revoke":
        keys.revoke(call.given.name, now)
        print(call.say("cli.key_revoked", id=call.given.name))
    else:
        terminal.show_keys(keys.list(), call.catalogue, call.lang)
    return DONE


def _model(call: Call) -> int:
    """Test the model and say in one line what works."""
    app = _built(call.settings)
    try:
        if app.model is None:
            raise NotReady("no_model")
        found = app.model.probe.run(call.lang)
    finally:
        app.close()
    print(found.model_dump_json(indent=2) if call.given.json else probe_line(found, call.catalogue, call.lang))
    return DONE if found.reason is None else FAILED


def _export(call: Call) -> int:
    from advisor.exports.formats import export
    from advisor.guardrails.redaction.exporting import for_export

    app = _built(call.settings)
    plan = for_export(app.advisor.kept_plan(call.given.plan), app.redactor)
    app.close()
    content, _ = export(plan, call.given.format, lambda key, **values: call.catalogue.say(plan.lang, key, **values))
    path = call.given.out or Path(f"{plan.id}.{call.given.format}")
    path.write_bytes(content)
    print(call.say("cli.written", path=path))
    return DONE


def _serve(call: Call) -> int:
    for name in ("host", "port"):
        if getattr(call.given, name) is not None:
            os.environ[f"ADVISOR_{name.upper()}"] = str(getattr(call.given, name))
    return _start("api")


def _eval(call: Call) -> int:
    sys.argv = ["advisor eval", *call.given.rest]
    return _start("evals")


def _start(face: str) -> int:
    try:
        runpy.run_module(face, run_name="__main__")
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else FAILED
    return DONE


def _lines(name: str) -> Iterator[str]:
    stream = sys.stdin if name == "-" else _opened(Path(name))
    with stream:
        yield from (line for line in stream if line.strip())


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        raise InvalidInput("file_unreadable", "batch", path=path) from error


RUNS: Mapping[str, Callable[[Call], int]] = {
    "advise": _advise,
    "serve": _serve,
    "index": _index,
    "check": run_check,
    "new": run_new,
    "eval": _eval,
    "model": _model,
    "keys": _keys,
    "channels": run_channels,
    "export": _export,
}

if __name__ == "__main__":
    sys.exit(main())
