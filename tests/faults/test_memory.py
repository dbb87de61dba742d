"""What an answer of the greatest accepted length costs, in the shapes that are worst for the assessor."""

import subprocess
import sys

import pytest

from interviewer.services.limits import MAX_CHARACTERS

GIGABYTE_KB = 1024 * 1024
ASSESS = r"""
import re, sys
from tests.support.assessing import real_assessor, real_cases
case = next(case for case in real_cases() if case.id == "ad-click-prediction")
judged = real_assessor().assess_answer(case, case.phase("data"), sys.stdin.read())
peak = re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())
print(len(judged), peak[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from Linux")
@pytest.mark.parametrize("shape", ["a\n", "sample the clicks and ", "a1 b2. "])
def test_the_longest_answer_fits_into_memory_in_any_shape(shape: str) -> None:
    answer = (shape * MAX_CHARACTERS)[:MAX_CHARACTERS]
    done = subprocess.run([sys.executable, "-c", ASSESS], input=answer, capture_output=True, text=True, check=True)
    judged, peak_kb = map(int, done.stdout.split())
    assert judged >= 5
    assert peak_kb < 1.5 * GIGABYTE_KB
