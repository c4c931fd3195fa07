# The commands, over one launcher that needs nothing but Python 3.11: `python3 run.py --help`.

.PHONY: setup run test lint fix bench

run:
	@python3 run.py up

setup test lint fix bench:
	@python3 run.py $@ $(ARGS)
