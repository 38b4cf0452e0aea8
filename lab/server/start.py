"""The server's first act: to be the one server of a store that can be written, or to say why it cannot."""

import sys
from contextlib import ExitStack

from streamlit import config

from lab.contract.errors import LabError
from lab.contract.settings import environment, home, writable
from lab.host import logs
from lab.host.address import base
from lab.host.served import serving, url

_served = ExitStack()


def begin() -> None:
    """Take the store, and print where the lab is; end the process with a sentence if that cannot be."""
    try:
        environment()
        logs.begin("web")
        _served.enter_context(serving(writable(home()), _here()))
    except LabError as error:
        sys.exit(str(error))
    print(f"Learning Dynamics Lab: {base()} (Ctrl-C ends it)", flush=True)


def leave() -> None:
    """Give the store up to another server."""
    _served.close()


def _here() -> str:
    """The address at which this process listens, as one opens it."""
    host, port = str(config.get_option("server.address") or ""), int(config.get_option("server.port"))
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    return url(host, port, scheme, str(config.get_option("server.baseUrlPath") or ""))
