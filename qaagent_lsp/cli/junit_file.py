"""``--junit FILE``: the whole run as one JUnit XML document."""

from __future__ import annotations

import tempfile
from pathlib import Path

from junitparser import Error, JUnitXml, TestCase, TestSuite

from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.result import RunResult, SuiteResult
from qaagent_lsp.results.junit import junit_bytes, xml_safe


def make_room(path: Path, option: str = "--junit") -> None:
    """Make the folder of the file before anything is run. Raises ``BadConfiguration`` where no file can be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        msg = f"{option} {path} cannot be written: {error.strerror or error}"
        raise BadConfiguration(msg, "Name a file in a folder that you may write to.") from error
    if path.is_dir():
        msg = f"{option} {path} is a folder."
        raise BadConfiguration(msg, "Name a file.")


def write_junit(path: Path, result: RunResult) -> None:
    """Write one ``testsuite`` a suite, replacing the file as a whole.

    What broke besides tests (a crash, a time-out, nothing collected) is a test case with an error, so that no
    reader takes a red run for a green one.
    """
    document = JUnitXml()
    for suite in result.suites:
        cases = tuple(case for case in result.cases if case.suite == suite.name)
        for element in JUnitXml.fromstring(junit_bytes(suite.name, cases)):
            if isinstance(element, TestSuite):
                if suite.error:
                    element.add_testcase(_broken(suite))
                document.add_testsuite(element)
    document.update_statistics()  # type: ignore[no-untyped-call]  # junitparser leaves it unannotated
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(document.tostring())  # type: ignore[no-untyped-call]  # same
            file.close()  # what the disk has no room for may show only here
            written.chmod(0o644)
            written.replace(path)
        except BaseException:
            file.close()
            written.unlink(missing_ok=True)
            raise


def _broken(suite: SuiteResult) -> TestCase:
    case = TestCase(f"suite {suite.name}", suite.name)
    case.result = [Error(xml_safe(suite.error), suite.outcome)]
    return case
