# The environment lives in .venv; TORCH_INDEX chooses where torch comes from (see the README).
PYTHON ?= python3
TORCH_INDEX ?=
# Where Python may not keep what it compiles, each of the many processes of a test compiles the lab anew.
unexport PYTHONDONTWRITEBYTECODE
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check

SITE = -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
# An environment beside another one, whose packages it has without keeping them: $(call beside,NAME,OF,PACKAGES).
beside = $(PYTHON) -m venv .venv/$(1) && \
	echo "import site; site.addsitedir('$$($(2)/bin/python $(SITE))')" > $$(.venv/$(1)/bin/python $(SITE))/beside.pth && \
	.venv/$(1)/bin/python -m pip install --quiet --disable-pip-version-check $(3)

.PHONY: serve test long check lint faults claims anywhere lessons screens bench bench-live bench-watching environment clean

serve: .venv/.serve
	.venv/bin/lab serve

environment: .venv/.test

.venv/.torch:
	$(PYTHON) -m venv .venv
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==2.13.0
	@touch $@

.venv/.serve: .venv/.torch pyproject.toml
	$(PIP) --editable .
	@touch $@

.venv/.test: .venv/.torch pyproject.toml
	$(PIP) --editable '.[test]'
	@touch $@ .venv/.serve

.venv/.watching: .venv/.test pyproject.toml
	$(call beside,watching,.venv,--editable '.[watch-examples]')
	@touch $@

.venv/.%: benchmarks/%.txt .venv/.watching
	$(call beside,$*,.venv/watching,-r $<)
	@touch $@

node_modules: .venv/.test package-lock.json
	.venv/bin/npm ci --silent --no-audit --no-fund
	@touch $@

test: .venv/.test
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m tests.programs
	.venv/bin/node --test 'tests/live/*.test.js'
	.venv/bin/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.test node_modules
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/npx --no-install tsc --project tsconfig.json

long: .venv/.test
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m pytest -m long --numprocesses 2 --dist loadfile

check: lint test long

faults: .venv/.test
	.venv/bin/python -m pytest tests/faults -m long --faults=200 --capture=no

claims: .venv/.test
	.venv/bin/lab claims --train
	.venv/bin/python -m pytest tests/test_numbers.py -m long --recompute=3

anywhere: .venv/.serve
	.venv/bin/python benchmarks/anywhere.py

lessons: .venv/.watching
	.venv/bin/python -m lab.export.notebook run
	.venv/bin/python -m lab.ui.lessons
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m pytest tests/rooms/test_lessons.py -m lessons --capture=no
	.venv/watching/bin/python -m pytest tests/watching/test_trainers.py tests/docs/test_watching.py -m lessons

bench-watching: .venv/.watching .venv/.trackio .venv/.tensorboard
	.venv/bin/python benchmarks/watching.py

screens: .venv/.test
	.venv/bin/python -m tests.chromium
	.venv/bin/python -m tests.screens screens --states --axe

bench-live: .venv/.test
	.venv/bin/python -m tests.chromium
	.venv/bin/python benchmarks/live.py
	.venv/bin/python benchmarks/endurance.py

bench: .venv/.test
	$(PIP) --no-deps -r benchmarks/rivals.txt
	.venv/bin/python benchmarks/curvature.py

clean:
	rm -rf .venv node_modules
