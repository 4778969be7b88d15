"""Whether a Django project runs Behave through its own command (``manage.py behave`` of behave-django). Blocking."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

MANAGE = "manage.py"

_WORD = b"behave_django"
_PLACES = ("settings*.py", "*/settings*.py", "*/settings/*.py", "settings/*.py", "*/*/settings*.py")
_MOST_FILES = 50


def manages_behave(project: Path) -> bool:
    """Tell whether the settings of a project name ``behave_django`` beside its ``manage.py``."""
    if not (project / MANAGE).is_file():
        return False
    files = chain.from_iterable(sorted(project.glob(place)) for place in _PLACES)
    return any(_names_it(file) for file in islice(files, _MOST_FILES))


def _names_it(file: Path) -> bool:
    try:
        return _WORD in file.read_bytes()
    except OSError:
        return False
