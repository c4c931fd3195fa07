"""The renderer's child process: the same pages in this process, and its limits in its own."""

import json
import subprocess
import sys

from assessments.reports import pdf_child
from assessments.reports.view import Signing, report_view
from tests.reports.factories import document


def test_the_view_is_drawn_from_its_json_alone():
    view = report_view(document().to_json(), Signing(state="draft"))

    assert pdf_child.draw(json.dumps(view)).startswith(b"%PDF-")


def test_the_limits_are_set_before_anything_is_read():
    script = (
        "import sys, resource, importlib.util as u\n"
        "s = u.spec_from_file_location('child', sys.argv[1]); m = u.module_from_spec(s)\n"
        "s.loader.exec_module(m)\n"
        "m.draw = lambda view: repr([resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[1]\n"
        "    for n in ('AS', 'CPU', 'CORE')]).encode()\n"
        "m.main()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, pdf_child.__file__],
        input=b"",
        capture_output=True,
        env={},
        check=True,
    )

    assert json.loads(done.stdout) == [pdf_child.MEMORY, pdf_child.CPU_SECONDS, 0]
