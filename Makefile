# Everything runs inside .venv, which the first command makes. `make` alone lists the commands.
PYTHON ?= python3
OWL := .venv/bin/python -m owl_app

.PHONY: help ready run demo test soak guards bench format check
.SILENT:

help: ## list the commands
	sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-13s %s\n' "$$name" "$$what"; done

ready:
	$(PYTHON) prepare.py

run: ready ## set up what is missing and serve the app (OWL_PORT, default 3000)
	exec $(OWL) serve

demo: ready ## the same with a fictional practice, apart from your data
	exec $(OWL) demo

check: ready ## look at settings, database, mail and public address
	exec $(OWL) check

test: ready ## run the tests; OWL_STRICT=1 fails where a tool is missing
	OWL_PSEUDO_LANGUAGE=1 $(OWL) build >/dev/null && .venv/bin/python -m pytest

soak: ready ## the long suites: hundreds of kills, large data
	OWL_PSEUDO_LANGUAGE=1 $(OWL) build >/dev/null && .venv/bin/python -m pytest tests/soak -n 0

guards: ready ## remove each guard in turn; the tests must notice every time
	exec .venv/bin/python -m tests.guards

bench: ready ## measure start time, page weight and speed
	$(OWL) build >/dev/null && exec .venv/bin/python -m bench

format: ready ## format the code and fix what can be fixed
	.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
