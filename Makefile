# Two commands do all the set-up, each alone: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export Q

.PHONY: help run test ask demo widget lint bench eval samples check model lock wheel clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint requirements-dev.lock --editable ".[dev]"
	@touch $@ $(VENV)/.run

run: $(VENV)/.run ## start the server and print the console link
	$(BIN)/advisor serve

ask: $(VENV)/.run ## answer a question: make ask Q="…"
	@$(BIN)/advisor ask "$$Q"

test: lint ## lint, types, contract, tests, evals, and the wheel in a clean environment
	$(BIN)/python -m pytest -n auto
	$(BIN)/advisor eval
	$(BIN)/python -m evals.conversations
	$(BIN)/python tests/wheel_check.py

lint: $(VENV)/.dev ## ruff, mypy strict, the floors of docs/architecture.md, the knowledge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/advisor check

eval: $(VENV)/.dev ## every case against the baseline and the floors, then played conversations
	$(BIN)/advisor eval
	$(BIN)/python -m evals.conversations

samples: $(VENV)/.dev ## write docs/samples again: twenty replies as people see them
	$(BIN)/python -m evals.samples

bench: $(VENV)/.dev ## speed and memory
	$(BIN)/python -m evals.bench

demo: $(VENV)/.run ## the advisor embedded in two pages of a pretend intranet
	$(BIN)/python examples/embed/demo.py

frontend/widget/node_modules: frontend/widget/package-lock.json
	cd frontend/widget && npm ci --silent
	@touch $@

widget: frontend/widget/node_modules ## build the widget's files again (needs Node)
	cd frontend/widget && npm run --silent types && npm run --silent build

model: $(VENV)/.dev ## train the bundled models again: make model, or make model M="labels"
	$(BIN)/python -m pip install --quiet --constraint requirements-dev.lock --editable ".[train]"
	$(BIN)/python -m evals.train $(M)

lock: ## compile both locks again (needs uv)
	uv pip compile --quiet --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	uv pip compile --quiet --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	sed -i.bak -e 's/+cpu$$//' -e '/^nvidia-/d' -e '/^triton==/d' -e '/^cuda-/d' requirements.lock requirements-dev.lock
	rm -f requirements.lock.bak requirements-dev.lock.bak

clean: ## remove the environment and build products (not your data)
	rm -rf $(VENV) build dist
