import socket
import tomllib

import pytest

from dashboards.serve import SCRIPT, serve
from tests.dashboards.browser import app_url
from warehouse.errors import UsageError


def config():
    return tomllib.loads((SCRIPT.parent / ".streamlit" / "config.toml").read_text("utf-8"))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_taken_port_is_a_usage_error(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}.*--port"):
            serve(tmp_path, port, headless=True)


@pytest.mark.parametrize(
    ("headless", "option"),
    [(True, ["--server.headless=true"]), (False, ["--server.headless=false"]), (None, [])],
)
def test_streamlit_is_told_the_script_the_port_and_the_home(
    tmp_path, monkeypatch, headless, option
):
    from streamlit.web import cli

    told = []
    monkeypatch.setattr(cli, "main", lambda arguments, **_: told.append(arguments))
    monkeypatch.setenv("WAREHOUSE_HOME", "elsewhere")
    port = free_port()
    assert serve(tmp_path, port, headless) == 0
    assert told == [["run", str(SCRIPT), f"--server.port={port}", *option]]
    import os

    assert os.environ["WAREHOUSE_HOME"] == str(tmp_path)


def answer(port, host, origin):
    """What a page is answered that a proxy passes on and that wants to be connected."""
    with socket.create_connection(("127.0.0.1", port)) as reader:
        reader.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        return int(reader.recv(1000).split()[1])


@pytest.mark.slow
def test_a_proxy_may_stand_before_the_app_and_a_stranger_s_page_is_not_connected(demo_home):
    name = "crm.example.com:8443"
    with app_url(demo_home) as url:
        port = int(url.rpartition(":")[2])
        assert answer(port, name, f"https://{name}") == 101
        assert answer(port, name, "https://stranger.example.com") == 403


@pytest.mark.parametrize(("given", "code"), [(1, 1), (0, 0), (None, 0)])
def test_how_streamlit_ends_is_the_exit_code(tmp_path, monkeypatch, given, code):
    from streamlit.web import cli

    def stop(*_, **__):
        raise SystemExit(given)

    monkeypatch.setattr(cli, "main", stop)
    monkeypatch.setenv("WAREHOUSE_HOME", "elsewhere")
    assert serve(tmp_path, free_port()) == code


def test_nobody_outside_is_told_or_let_in():
    options = config()
    assert options["server"]["address"] == "127.0.0.1"
    assert options["browser"]["gatherUsageStats"] is False
    assert options["client"]["showErrorDetails"] == "none"
    assert "http" not in (SCRIPT.parent / ".streamlit" / "config.toml").read_text("utf-8")


def test_streamlit_knows_every_option():
    from streamlit import config as streamlit_config

    known = streamlit_config.get_config_options()
    for section, options in config().items():
        for name, value in options.items():
            if isinstance(value, dict):
                for inner, deeper in value.items():
                    if isinstance(deeper, dict):
                        for last in deeper:
                            assert f"{section}.{name}.{inner}.{last}" in known
                    else:
                        assert f"{section}.{name}.{inner}" in known
            else:
                assert f"{section}.{name}" in known


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_charts_can_be_read_in_both_modes(mode):
    from dashboards.charts.base import AMBER, BLUE, GREY, PLUM, TEAL
    from dashboards.charts.grids import INK
    from dashboards.page_pdf import SCALE

    theme = config()["theme"]
    colours = theme[mode]
    assert contrast(colours["textColor"], colours["backgroundColor"]) > 10
    for name in ("red", "green"):
        text, ground = colours[f"{name}TextColor"], colours[f"{name}BackgroundColor"]
        assert contrast(text, ground) > 4.5
    for colour in (BLUE, AMBER, TEAL, PLUM, GREY):
        assert contrast(colour, colours["backgroundColor"]) > 2.4
    ramp = [luminance(colour) for colour in colours["chartSequentialColors"]]
    assert len(ramp) == 10
    for cell in [*colours["chartSequentialColors"], *SCALE]:
        assert contrast(INK, cell) > 4.5, "the number in a cell of a heat map"
    assert ramp == sorted(ramp, reverse=mode == "light")
