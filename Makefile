# The environment lives in .venv; TORCH_INDEX chooses where torch comes from (see the README).
PYTHON ?= python3
TORCH_INDEX ?=
# Where Python may not keep what it compiles, each of the many processes of a test compiles the lab anew.
unexport PYTHONDONTWRITEBYTECODE
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check
# Every file of these has one of the hashes in the lock, whichever index or folder it comes from.
LOCKED = --require-hashes --requirement
# The lab itself, with what the lock has brought: nothing else is fetched to build it.
ITSELF = --no-deps --no-build-isolation --editable .
SUPPLY = build/supply/bin

SITE = -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
# An environment beside another one, whose packages it has without keeping them: $(call beside,NAME,OF,PACKAGES).
beside = $(PYTHON) -m venv .venv/$(1) && \
	echo "import site; site.addsitedir('$$($(2)/bin/python $(SITE))')" > $$(.venv/$(1)/bin/python $(SITE))/beside.pth && \
	.venv/$(1)/bin/python -m pip install --quiet --disable-pip-version-check $(3)

.PHONY: serve test long check lint faults fuzz lock bom advisories claims anywhere lessons screens bench bench-live bench-watching environment clean

serve: .venv/.serve
	.venv/bin/lab serve

environment: .venv/.test

.venv/.lock: requirements/serve.txt
	$(PYTHON) -m venv .venv
	$(PIP) $(LOCKED) requirements/serve.txt
	@touch $@

# Where torch comes from is the reader's choice, so no hash of it is known here; what it asks for is there.
.venv/.torch: .venv/.lock
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==2.13.0
	@touch $@

.venv/.serve: .venv/.torch pyproject.toml
	$(PIP) $(ITSELF)
	@touch $@

.venv/.test: .venv/.torch pyproject.toml requirements/test.txt
	$(PIP) --no-deps $(LOCKED) requirements/test.txt
	$(PIP) $(ITSELF)
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

fuzz: .venv/.test
	.venv/bin/python -m tests.fuzz

build/supply/.made: requirements/supply.txt
	$(PYTHON) -m venv build/supply
	$(SUPPLY)/python -m pip install --quiet --disable-pip-version-check $(LOCKED) requirements/supply.txt
	@touch $@

# The lock of the tests has only what the first one has not.
COMPILE = $(SUPPLY)/uv pip compile --quiet --no-annotate --custom-compile-command "make lock"
SERVED = $$(sed -n 's/^\([a-z0-9._-]*\)==.*/--no-emit-package \1/p' requirements/serve.txt)

lock: build/supply/.made
	$(COMPILE) pyproject.toml --group build --output-file requirements/serve.txt
	$(COMPILE) pyproject.toml --extra test --constraint requirements/serve.txt $(SERVED) --output-file requirements/test.txt
	$(COMPILE) --group supply --output-file requirements/supply.txt

bom: build/supply/.made .venv/.serve
	$(SUPPLY)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file build/bom.json .venv/bin/python

advisories: build/supply/.made
	$(SUPPLY)/python -m tests.advisories

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
