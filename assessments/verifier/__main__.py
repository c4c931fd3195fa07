"""`python3 -m assessments.verifier BUNDLE`: the same as the one file `vsrisk-verify`."""

import sys

from assessments.verifier.cli import main

sys.exit(main(sys.argv[1:]))
