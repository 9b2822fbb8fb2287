"""The projection is right, goes back again, and serves every thread and a forked process."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from geodata.geography.crs import to_metric

STOCKHOLM = (18.0686, 59.3293)


def test_there_and_back():
    assert to_metric().transform(15.0, 60.0)[0] == pytest.approx(500_000)  # the central meridian
    x, y = to_metric().transform(*STOCKHOLM)
    assert to_metric().transform(x, y, direction="INVERSE") == pytest.approx(STOCKHOLM)


def test_many_threads_get_the_same_answer():
    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(lambda _: to_metric().transform(*STOCKHOLM), range(200)))
    assert len(answers) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_is_answered():
    before = to_metric().transform(*STOCKHOLM)
    child = os.fork()
    if child == 0:
        os._exit(0 if to_metric().transform(*STOCKHOLM) == before else 1)
    assert os.waitpid(child, 0)[1] == 0
