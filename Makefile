# make chat    everything from nothing to the open page        make test    all checks and tests
# make check   ruff and mypy only                              make clean   remove what make made
PYTHON ?= python3
VENV := .venv
CORPUS ?= seeds

.PHONY: chat test check clean

chat: $(VENV)/installed
	$(VENV)/bin/citeqa chat --corpus "$(CORPUS:~/%=$(HOME)/%)"

test: $(VENV)/installed-test check
	$(VENV)/bin/pytest

check: $(VENV)/installed-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV): about 2 GB, a few minutes"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/artifacts
