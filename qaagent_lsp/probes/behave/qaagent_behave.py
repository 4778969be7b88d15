"""Entry: ``python -m qaagent_behave ARGS`` is ``python -m behave ARGS`` that tells what happens while it runs.

It is short, for it alone is compiled anew for every run where bytecode is not written.
"""

import sys

from qaagent_probe_modules import loaded

if __name__ == "__main__":
    sys.exit(loaded("qaagent_behave_run").main())
