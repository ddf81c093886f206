"""The load generator's report: read into a figure, unless an answer failed."""

import pytest

from bench import wrk

REPORT = """Running 5s test @ http://127.0.0.1:8000/
  Latency Distribution
     50%    2.01ms
     99%  {slow}
  1500 requests in 5.00s, 11.58MB read
{failed}Requests/sec:    300.25
Transfer/sec:      2.31MB
"""


@pytest.mark.parametrize(("slow", "milliseconds"), [("850.00us", 0.85), ("12.50ms", 12.5), ("1.53s", 1530)], ids=["us", "ms", "s"])
def test_rate_and_slow_end_are_read(slow, milliseconds):
    load = wrk.read(REPORT.format(slow=slow, failed=""))
    assert (load.rate, load.p99) == (300.25, pytest.approx(milliseconds))


def test_no_figure_stands_on_failed_answers():
    with pytest.raises(RuntimeError, match="^7 answers were no success"):
        wrk.read(REPORT.format(slow="1.00ms", failed="  Non-2xx or 3xx responses: 7\n"))
