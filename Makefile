# Everything is behind these words; `python3 -m launcher <word>` does the work.
# Variables: PORT, SERVE=0, RESET=1, DATABASE_URL, REDIS_URL, ARGS="...", PYTHON=python3.12
PYTHON ?= python3
# ARGS goes through the environment as it was typed: no shell and no second reading by make.
override ARGS := $(value ARGS)
export ARGS
WORDS := demo test proof bench manage setup clean

.PHONY: $(WORDS)
.NOTPARALLEL:
$(WORDS):
	@$(PYTHON) -m launcher $@
