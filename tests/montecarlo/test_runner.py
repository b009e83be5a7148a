"""Running blocks: in order, few at once, stoppable."""

import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from sim.montecarlo.blocks import Block
from sim.montecarlo.errors import WorkerError
from sim.montecarlo.interrupt import Stop, stop_on_interrupt
from sim.montecarlo.recovery import retry_once
from sim.montecarlo.runner import cores, run_blocks
from sim.montecarlo.waiting import Waiting

BLOCKS = [Block(1024 * number, 1024) for number in range(30)]


def uneven(block):
    time.sleep(0.001 * (block.first // 1024 * 7 % 5))
    return block.first


def go(task, deliver, *, workers=3, ahead=6, stop=None, blocks=BLOCKS, **how):
    with ThreadPoolExecutor(workers) as threads:
        return run_blocks(task, blocks, deliver, waiting=Waiting(threads, stop or Stop()), ahead=ahead, **how)


def test_results_come_in_the_order_of_blocks():
    seen = []
    assert go(uneven, seen.append)
    assert seen == [block.first for block in BLOCKS]


def test_never_more_blocks_under_way_than_allowed():
    class Counting(ThreadPoolExecutor):
        submitted = delivered = most = 0

        def submit(self, *args) -> Future:
            self.submitted += 1
            self.most = max(self.most, self.submitted - self.delivered)
            return super().submit(*args)

    with Counting(4) as executor:

        def deliver(_):
            executor.delivered += 1

        run_blocks(uneven, iter(BLOCKS), deliver, waiting=Waiting(executor, Stop()), ahead=5)
        assert executor.most == 5


def interrupt_at(seen, number):
    def report():
        if len(seen) == number:
            raise KeyboardInterrupt

    return report


def test_an_interrupt_keeps_an_unbroken_prefix():
    seen, started = [], []

    def task(block):
        started.append(block.first)
        time.sleep(0.005)
        return block.first

    assert not go(task, seen.append, report=interrupt_at(seen, 4))
    assert seen == [block.first for block in BLOCKS[: len(seen)]]
    assert 4 <= len(seen) <= 4 + 6 and len(started) < len(BLOCKS)


def test_an_interrupt_at_the_last_block_is_the_end_all_the_same():
    seen = []
    assert go(uneven, seen.append, report=interrupt_at(seen, len(BLOCKS)))


def test_a_second_interrupt_waits_for_nothing():
    def deliver(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(uneven, deliver)


def test_asked_to_stop_before_the_start_nothing_runs():
    stop, seen = Stop(), []
    stop.asked = True
    assert not go(uneven, seen.append, stop=stop)
    assert seen == []


def test_a_failing_block_is_raised_and_the_rest_cancelled():
    started = []

    def task(block):
        started.append(block.first)
        if block.first == 3 * 1024:
            raise ArithmeticError("block 3")
        time.sleep(0.002)

    with pytest.raises(ArithmeticError, match="block 3"):
        go(task, lambda _: None)
    assert len(started) < len(BLOCKS)


def test_no_blocks_are_done_at_once():
    assert go(uneven, None, blocks=[])


def test_no_blocks_need_no_executor():
    assert run_blocks(uneven, [], None, waiting=Waiting(None, Stop()), ahead=1)


def test_a_failing_block_can_be_recovered_in_its_place():
    seen, recovered = [], []

    def task(block):
        if block.first % 3072 == 0:
            raise ArithmeticError(block.first)
        return block.first

    def recover(block, error):
        recovered.append((block.first, error.args))
        return -block.first

    assert go(task, seen.append, recover=recover)
    assert seen == [-block.first if block.first % 3072 == 0 else block.first for block in BLOCKS]
    assert recovered == [(block.first, (block.first,)) for block in BLOCKS if block.first % 3072 == 0]


def test_nothing_new_is_submitted_while_failed_blocks_wait():
    submitted = []

    class Failing(ThreadPoolExecutor):
        """Loses its first four tasks together, as a pool of processes does, and accepts no fifth before they are."""

        def submit(self, task, item) -> Future:
            submitted.append(item)
            if len(submitted) > 4:
                return super().submit(task, item)
            failed = Future()
            failed.set_exception(BrokenExecutor())
            return failed

    before = []

    def recover(block, error):
        before.append(len(submitted))
        return block.first

    with Failing(2) as executor:
        seen = []
        run_blocks(uneven, BLOCKS, seen.append, waiting=Waiting(executor, Stop()), ahead=4, recover=recover)
    assert seen == [block.first for block in BLOCKS]
    assert before == [1, 2, 3, 4]


def test_an_executor_that_refuses_is_a_failure_in_the_blocks_turn():
    class Broken(ThreadPoolExecutor):
        def submit(self, task, item) -> Future:
            raise BrokenExecutor("gone")

    with Broken(1) as executor, pytest.raises(BrokenExecutor, match="gone"):
        run_blocks(uneven, BLOCKS, None, waiting=Waiting(executor, Stop()), ahead=4)


def test_a_block_that_somebody_else_cancelled_is_a_failure_and_no_stop():
    class Cancelling(ThreadPoolExecutor):
        def submit(self, task, item) -> Future:
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    seen = []
    with Cancelling(1) as executor:
        how = {"waiting": Waiting(executor, Stop()), "ahead": 2}
        with pytest.raises(CancelledError):
            run_blocks(uneven, BLOCKS, seen.append, **how)
        assert run_blocks(uneven, BLOCKS[:3], seen.append, recover=lambda block, error: -1, **how)
    assert seen == [-1] * 3


def test_cores_are_those_this_process_may_use():
    assert 1 <= cores() <= os.cpu_count()


def test_the_first_ctrl_c_is_noted_and_the_second_raises():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), stop_on_interrupt() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        assert stop.asked
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    assert signal.getsignal(signal.SIGINT) is before


def test_somebody_elses_handler_is_left_alone(monkeypatch):
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(True))
    try:
        with stop_on_interrupt() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
        assert heard and not stop.asked
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_do_not_touch_signals():
    found = []

    def elsewhere():
        with stop_on_interrupt():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


class GoneExecutor(Executor):
    """As Dask's executor when its scheduler has gone away: it takes tasks, and nothing ever comes of them."""

    _client = SimpleNamespace(status="closed")

    def submit(self, task, /, *values, **named):
        return Future()


GoneExecutor.__module__ = "distributed.made_up"


def test_tasks_of_a_scheduler_that_has_gone_away_are_not_waited_for():
    """They are lost: whoever recovers hears of each, and without that the run ends."""
    heard = []

    def recover(block, error):
        heard.append((block, type(error)))
        return block

    gone = Waiting(GoneExecutor(), Stop())
    delivered = []
    assert run_blocks(abs, [1, 2, 3], delivered.append, waiting=gone, ahead=2, recover=recover)
    assert delivered == [1, 2, 3] and heard == [(1, CancelledError), (2, CancelledError), (3, CancelledError)]
    with pytest.raises(WorkerError, match="the scheduler at .* went away"):
        run_blocks(abs, [1], print, waiting=gone, ahead=1, recover=retry_once(abs, gone))
