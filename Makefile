# Thin over tools/*.py: each target does its own set-up.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
.DEFAULT_GOAL := help

.PHONY: help run test check bench faults lighthouse old-browser assets

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: ## Set up what is missing, then serve; prints the addresses and the owner's first link
	@$(PYTHON) tools/setup.py requirements.txt
	@exec $(VENV_PYTHON) -m flask --app wsgi serve

test: ## Run every test this machine can run; REQUIRE=browser,postgres,redis makes those compulsory
	@$(PYTHON) tools/setup.py tests/requirements.txt
	@$(PYTHON) tools/test.py

check: ## Lint, formatting, types, layers
	@$(PYTHON) tools/setup.py tests/requirements.txt
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m ruff format --check .
	@$(VENV_PYTHON) -m mypy
	@$(VENV_PYTHON) tools/contracts.py

bench: ## Measure against the floor and write docs/benchmarks.md
	@$(PYTHON) tools/setup.py tests/requirements.txt
	@$(VENV_PYTHON) -m tests.bench

faults: ## The fault tests with five kills each instead of one
	@$(PYTHON) tools/setup.py tests/requirements.txt
	@FAULT_ROUNDS=5 $(VENV_PYTHON) -m pytest tests/faults -q

lighthouse: ## Score every public page with Lighthouse and write docs/lighthouse.md
	@$(PYTHON) tools/setup.py tests/requirements.txt
	@$(VENV_PYTHON) tools/lighthouse.py

old-browser: ## Walk through the public pages with a Chromium 78; pictures for an eye to look over
	@$(PYTHON) tools/setup.py tests/requirements.txt
	@$(VENV_PYTHON) tools/old_browser.py

assets: ## Fetch the front-end packages of package-lock.json; make test does it by itself
	@$(PYTHON) tools/assets.py
