"""Watching costs no run of Streamlit's script."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.patience import PATIENCE
from tests.server.writing import Recorded, Viewer, quadratic
from tests.serving import Server


def run_script(page: ClientConnection) -> int:
    """Ask for one run of the script and return how many began until it had ended."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    page.send(asked.SerializeToString())
    begun = 0
    while True:
        message = ForwardMsg()
        message.ParseFromString(page.recv(PATIENCE))
        begun += message.WhichOneof("type") == "new_session"
        if message.WhichOneof("type") == "script_finished":
            return begun


def test_a_stream_runs_no_script(server: Server):
    recorded = Recorded(server, quadratic(steps=1001))
    address = f"ws://localhost:{server.port}/_stcore/stream"
    with connect(address, origin=server.url, subprotocols=["streamlit"], max_size=2**26) as page:
        assert run_script(page) == 1
        with Viewer(server) as viewer:
            viewer.watch(recorded.runs[0].id, **{recorded.recording: -1})
            for number in range(50):
                recorded.write(rows=20)
                assert viewer.until("chunk")["number"] == number
            recorded.move("done")
            viewer.until("status", state="done")
        assert run_script(page) == 1
