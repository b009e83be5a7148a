"""What comes through a socket is a page's message, or it is not decoded."""

import json
import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.views.app.answers import POLICY, TOO_LARGE
from sim.views.app.messages import BUFFERS, LARGEST, fault

GOOD = {
    "header": {"msg_id": "1", "msg_type": "comm_msg", "date": "2026-01-01T00:00:00Z"},
    "parent_header": {},
    "metadata": {},
    "content": {"comm_id": "2", "data": {"method": "update", "state": {"v_model": 0.5}}},
    "buffers": [],
    "channel": "shell",
}


def changed(**parts):
    return json.dumps(GOOD | parts)


def binary(text=None, *buffers, parts=None, begins=None):
    """A message as pages send it with buffers; or with another head."""
    whole = [(text or changed()).encode(), *buffers]
    head = 4 * (len(whole) + 1)
    places = [head + sum(map(len, whole[:k])) for k in range(len(whole))]
    return struct.pack(f"!{len(whole) + 1}I", parts or len(whole), *(begins or places)) + b"".join(whole)


def opening(target):
    return changed(
        header={"msg_id": "1", "msg_type": "comm_open"}, content={"comm_id": "2", "target_name": target, "data": {}}
    )


@pytest.mark.parametrize(
    "message",
    [
        changed(), binary(), binary(None, b"abc", b""), opening("solara.control"), opening("jupyter.widget.control"),
        changed(header={"msg_id": "1", "msg_type": "kernel_info_request"}, content={}),
        changed(header={"msg_id": "1", "msg_type": "comm_info_request"}, content={"target_name": "jupyter.widget"}),
        changed(header={"msg_id": "1", "msg_type": "comm_close"}, content={"comm_id": "2"}),
    ],
)  # fmt: skip
def test_what_pages_send_is_passed_on(message):
    assert fault(message) is None


@pytest.mark.parametrize("number", [-1, 0, 17, 10**7, 10**8, 5 * 10**8, 2**31 - 1])
def test_a_count_of_buffers_takes_no_memory(number):
    message = struct.pack("!i", number) + bytes(8)
    tracemalloc.start()
    found = fault(message)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0] == POLICY and peak < 100_000


@pytest.mark.parametrize(
    "message",
    [
        b"", b"\0", b"\0\0\0\1", b"\0\0\0\1\0\0\0\10", binary(None, *[b""] * BUFFERS), binary(begins=[0]),
        binary(begins=[9]),
        binary(None, b"abc", begins=[12, 8]), binary(None, b"abc", begins=[12, 10**6]),
        struct.pack("!2I", 1, 8) + changed().encode("utf-16"),
        "", "null", "[]", "1", "{", "\ud800", '{"header": 1}', "[" * 100_000, '{"a":' * 5_000 + "1" + "}" * 5_000,
        "1" * 5_000,
        changed(header=None), changed(header={}), changed(header={"msg_id": "1", "msg_type": "execute_request"}),
        changed(header={"msg_id": "1", "msg_type": ["comm_msg"]}),
        changed(header={"msg_id": 1, "msg_type": "comm_msg"}),
        changed(channel="iopub"), changed(channel=["shell"]), changed(channel=None), changed(content=[]),
        changed(content={}),
        changed(content={"comm_id": {}, "data": {}}), changed(content={"comm_id": "2", "data": []}),
        changed(parent_header=1),
        changed(metadata=[]), changed(content={"comm_id": "2", "data": json.loads("[" * 200 + "]" * 200)}),
        opening("jupyter.widget"), opening(["solara.control"]), opening(None),
    ],
    ids=lambda message: repr(message)[:40],
)  # fmt: skip
def test_what_pages_do_not_send_is_refused(message):
    assert fault(message)[0] == POLICY


@pytest.mark.parametrize("message", ["x" * (LARGEST + 1), bytes(LARGEST + 1)], ids=["text", "bytes"])
def test_what_is_too_large_is_refused_unread(message):
    assert fault(message)[0] == TOO_LARGE


@given(
    st.binary(max_size=80)
    | st.text(max_size=80)
    | st.builds(lambda head, rest: head + rest, st.just(b"\0\0\0\2"), st.binary(max_size=40))
)
def test_nothing_at_all_makes_it_fail(message):
    assert fault(message)[0] == POLICY


@given(st.data())
def test_what_is_passed_on_can_be_decoded_by_solara(data):
    from solara.server.kernel import deserialize_binary_message

    buffers = data.draw(st.lists(st.binary(max_size=9), max_size=4))
    message = bytearray(binary(None, *buffers))
    for _ in range(data.draw(st.integers(0, 3))):
        message[data.draw(st.integers(0, 4 * len(buffers) + 7))] = data.draw(st.integers(0, 255))
    if fault(bytes(message)) is None:
        assert deserialize_binary_message(bytes(message))["header"]["msg_type"] == "comm_msg"
