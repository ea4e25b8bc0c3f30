"""Files of the dashboards as a browser asks for them, which may be later than others read on."""

import asyncio
import csv
import io
import urllib.request

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.sessions import connect, rerun
from tests.dashboards.browser import app_url

OTHERS, RUNS = 3, 3


async def heard(socket, kind: str):
    """The next thing of this kind that the app says."""
    while True:
        message = ForwardMsg()
        message.ParseFromString(await socket.recv(decode=False))
        if message.WhichOneof("type") == kind:
            return getattr(message, kind)


async def address_of_file(socket) -> str:
    """Open the overview and press the first button for a CSV; gives the address of its file."""
    asked = BackMsg()
    asked.rerun_script.page_name = "overview"
    await socket.send(asked.SerializeToString())
    session = (await heard(socket, "new_session")).initialize.session_id
    button = (await heard(socket, "delta")).new_element.download_button
    while button.label != "CSV":
        button = (await heard(socket, "delta")).new_element.download_button
    await heard(socket, "script_finished")
    asked = BackMsg()
    request = asked.backend_operation_request
    request.request_id, request.session_id = "1", session
    request.deferred_file.file_id = button.deferred_file_id
    await socket.send(asked.SerializeToString())
    answer = await heard(socket, "backend_operation_response")
    assert not answer.error_msg, answer
    return answer.deferred_file.url


async def fetched_late(url: str) -> str:
    """The file of a button, fetched only after others have read on."""
    async with connect(url) as socket:
        address = await address_of_file(socket)
        await asyncio.gather(*(rerun(url, "overview", RUNS) for _ in range(OTHERS)))
        with urllib.request.urlopen(url + address) as answer:
            return answer.read().decode("utf-8-sig")


def test_a_file_waits_for_its_reader_while_others_read_on(demo_home):
    with app_url(demo_home) as url:
        rows = list(csv.DictReader(io.StringIO(asyncio.run(fetched_late(url)))))
    assert len(rows) > 1
