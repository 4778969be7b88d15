"""What ``-p qaagent_probe`` names: the plugin itself is ``qaagent_probe_plugin``. PYTEST_DONT_REWRITE.

This file alone is compiled by pytest, anew for every run where bytecode is not written, and is short for that.
"""

from qaagent_probe_modules import loaded

_PLUGIN = loaded("qaagent_probe_plugin")
pytest_load_initial_conftests = _PLUGIN.pytest_load_initial_conftests
pytest_configure = _PLUGIN.pytest_configure


def __dir__() -> list[str]:  # what pytest looks through
    return ["pytest_configure", "pytest_load_initial_conftests"]
