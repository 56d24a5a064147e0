# Every target is one or two plain commands; README.md lists them for people without make.
PYTHON = python3
UV_VERSION = 0.13.9
BIN = .venv/bin
UV = .ringfence/uv/bin/uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate

.PHONY: run test check lint bench lock clean bootstrap

run: bootstrap
	@$(BIN)/ringfence dev

test: bootstrap
	@$(BIN)/python -m tests.side_by_side

check: bootstrap
	$(BIN)/ringfence check

lint: bootstrap
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --no-progress .github

# A part that fails does not keep the others from running.
bench: bootstrap
	@failed=0; \
	$(BIN)/python -m pytest -s -o python_files='test_*.py bench_*.py' tests/benchmarks || failed=1; \
	$(BIN)/python -m tests.benchmarks.bench_load || failed=1; \
	$(BIN)/python tests/benchmarks/fuzz_escapes.py || failed=1; \
	exit $$failed

# The first Python that is new enough makes the environment; an old one says so.
bootstrap:
	@for python in $(PYTHON) python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$python tools/bootstrap.py; \
	  fi; \
	done; \
	command -v $(PYTHON) >/dev/null || { \
	  echo "bootstrap: $(PYTHON) not found: install Python 3.11 or newer, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	exec $(PYTHON) tools/bootstrap.py

lock: bootstrap
	@test -x $(UV) || { $(BIN)/python -m venv .ringfence/uv && .ringfence/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --all-extras pyproject.toml -o requirements-dev.txt

# Keeps local.settings.json and what .ringfence holds under version control.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache ringfence.egg-info
	@if test -d .ringfence; then find .ringfence -mindepth 1 -maxdepth 1 ! -name allowed_signers ! -name revoked_signers ! -name approvals -exec rm -rf {} +; fi
	find engine tools workspace tests -name __pycache__ -prune -exec rm -rf {} +
