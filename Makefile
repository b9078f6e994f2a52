# Every target says what it does and works inside .venv only; the system's Python is asked for its version and makes the .venv, nothing more.
# The same as plain shell lines stands in README.md.

VENV := .venv
PY := $(VENV)/bin/python
UNIT := -m "not browser and not crash and not long"
# Tests run in as many processes as the machine has cores, four at most.
JOBS := $(shell cores=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$cores -gt 4 ] && echo 4 || echo $$cores)

# Compiled modules and rewritten asserts are kept between runs, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install dev demo demo-reset test long stories docs lint check

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 22

$(PY):
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
	done; \
	[ -n "$$python" ] || { echo "Python 3.11 or newer is needed and was not found (PYTHON=/path/to/python names one)." >&2; exit 1; }; \
	echo "== .venv: making it with $$($$python --version)"; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# Installs a locked list only when its fingerprint differs from the one installed last.
define packages
	@new=$$($(PY) -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' $(1)); \
	if [ "$$(cat $(VENV)/installed-$(1) 2>/dev/null)" = "$$new" ]; then echo "== .venv: $(1) is installed already"; \
	else echo "== .venv: installing $(1)"; \
	    $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && echo "$$new" > $(VENV)/installed-$(1); fi
endef

install: $(PY)  ## .venv with everything the product needs
	$(call packages,requirements.txt)

dev: install  ## … and what tests and checks need
	$(call packages,requirements-dev.txt)

demo: install  ## the demo county at http://127.0.0.1:8000 (Ctrl-C stops it, its data stay)
	@echo "== demo: starting; the first time it makes the county and imports its registers"
	@exec $(PY) manage.py demo

demo-reset: install  ## throw the demo's data away and start over
	@echo "== demo: starting over"
	@exec $(PY) manage.py demo --reset

test: dev  ## the suite on the private PostgreSQL; browser stories and the long tests aside
	@status=0; unset DATABASE_URL BINGGUI_TODAY; \
	echo "== tests: everything but the stories, in $(JOBS) processes"; $(PY) -m pytest -n $(JOBS) --dist worksteal $(UNIT) || status=$$?; \
	echo "== tests: killed workers, one after another"; $(PY) -m pytest -m crash || status=$$?; \
	exit $$status

long: dev  ## two hundred races of each kind, forty whole lives, the whole demo, every address by every role
	@echo "== tests: races, whole lives, the demo, the walks"; unset DATABASE_URL BINGGUI_TODAY; $(PY) -m pytest -n $(JOBS) --dist worksteal -m long

stories: dev  ## the browser stories in headless Chromium
	@echo "== stories: headless Chromium; pictures go to var/shots and docs/images"
	@unset DATABASE_URL BINGGUI_TODAY; $(PY) -m pytest -m browser

docs: install  ## draw the workflow tables and the registers into docs/
	@echo "== docs: drawing the workflow tables and the registers"
	@$(PY) manage.py draw_workflows && $(PY) manage.py draw_registers

lint: dev  ## ruff, mypy, bandit, the floors
	@echo "== lint: ruff"; $(PY) -m ruff check . && $(PY) -m ruff format --check .
	@echo "== lint: mypy"; $(PY) -m mypy .
	@echo "== lint: bandit"; $(PY) -m bandit --quiet --configfile pyproject.toml --recursive .
	@echo "== lint: floors"; $(VENV)/bin/lint-imports

check: lint test long  ## lint, tests, and no model change without its migration
	@echo "== check: migrations"; $(PY) manage.py makemigrations --check --dry-run
	@echo "== check: Django's own checks"; $(PY) manage.py check
