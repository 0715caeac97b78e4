import socket

import pytest

from coalition.platform.server.environment import read_environment, refuse_taken_port
from coalition.platform.server.errors import ServerError


def test_read_environment_has_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "DATABASE_URL", "COMMONLIST_BIND", "COMMONLIST_WEB_WORKERS", "COMMONLIST_JOB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    environment = read_environment(demo=True)
    assert (environment.bind, environment.port, environment.embedded) == ("127.0.0.1", 8000, True)
    assert environment.address == "http://127.0.0.1:8000"
    assert environment.variables["COMMONLIST_DEMO"] == "1"
    assert read_environment(demo=False).variables["COMMONLIST_DEMO"] == ""


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "٣"])
def test_read_environment_refuses_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(ServerError, match="must be a whole number from 1 to 65535"):
        read_environment(demo=False)


def test_refuse_taken_port_says_how_to_choose_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(ServerError, match=f"Port {port} on 127.0.0.1 cannot be used .* as in PORT=8001"):
            refuse_taken_port(read_environment(demo=False))
    refuse_taken_port(read_environment(demo=False))
