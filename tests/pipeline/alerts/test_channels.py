"""Webhooks: each vendor's own body and signature, its way to say no, and servers that misbehave."""

import datetime as dt
import json
import logging
import socket
import threading
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.alerts import Alert, bodies, tell, webhook
from pipeline.alerts.message import LINES_MOST, compose
from tests.pipeline.alerts.receivers import Answer
from warehouse.home import Home

NOW = dt.datetime(2026, 7, 1, 2, 20, tzinfo=dt.UTC)
FAILURE = Alert(
    key="night:x", kind="failure", text="The disk <b>is</b> full & @all *now*", problem="night"
)
WARNING = Alert(key="check:y", kind="warning", text="orders.amount: is never negative (3 failing)")
# What each vendor answers when it took a message, and what when it did not, though with status 200.
TOOK = {
    "slack": "ok",
    "teams": "",
    "wecom": '{"errcode":0,"errmsg":"ok"}',
    "dingtalk": '{"errcode":0,"errmsg":"ok"}',
    "feishu": '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
    "json": "",
}
REFUSED = {
    "wecom": ('{"errcode":93000,"errmsg":"invalid webhook url"}', "error 93000: invalid webhook"),
    "dingtalk": ('{"errcode":310000,"errmsg":"sign not match"}', "error 310000: sign not match"),
    "feishu": ('{"code":19021,"msg":"sign match fail or timestamp"}', "error 19021: sign match"),
}


def told(settings_for, receiver, vendor, *alerts, **settings):
    """Tell one vendor; gives the body it received and the sentences about faults."""
    made = settings_for(
        **{f"{vendor}_webhook": f"{receiver.url}/hook?key=topsecret", **settings},
        time_zone="Asia/Shanghai",
        dashboards_url="https://bi.example.com/?a=1&b=2",
    )
    said = tell(made, Home(made.home), alerts or [FAILURE, WARNING], run_id="run-1", now=NOW)
    return (receiver.bodies[-1] if receiver.bodies else None), said


def test_slack_gets_blocks_of_plain_text_and_a_notification(settings_for, receiver):
    body, said = told(settings_for, receiver, "slack")
    assert said == []
    assert body["text"] == "crm-warehouse: The night failed"
    header, first, second, context, link = body["blocks"]
    assert header["text"] == {"type": "plain_text", "text": "crm-warehouse: The night failed"}
    assert first["text"]["type"] == second["text"]["type"] == "plain_text"
    assert first["text"]["text"] == "Failure: The disk <b>is</b> full & @all *now*"
    assert second["text"]["text"].startswith("Warning: orders.amount: is never negative")
    assert "Run run-1 · 2026-07-01 10:20 (Asia/Shanghai)" in context["elements"][0]["text"]
    assert link["text"]["text"] == "<https://bi.example.com/?a=1&amp;b=2|Open the dashboards>"


def test_teams_gets_an_adaptive_card_of_text_runs(settings_for, receiver):
    receiver.answer(Answer(202, ""))
    body, said = told(settings_for, receiver, "teams")
    assert said == []
    (attachment,) = body["attachments"]
    assert body["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    # text runs are no Markdown, so nothing of the data is read as a link or as bold
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    runs = [block["inlines"][0] for block in card["body"]]
    assert runs[0]["text"] == "crm-warehouse: The night failed"
    assert runs[0]["color"] == "Attention"
    assert runs[1]["text"].endswith("@all *now*")
    assert card["actions"][0]["url"] == "https://bi.example.com/?a=1&b=2"


@pytest.mark.parametrize("vendor", ["wecom", "dingtalk"])
def test_wecom_and_dingtalk_get_text(settings_for, receiver, vendor):
    receiver.answer(Answer(200, TOOK[vendor]))
    body, said = told(settings_for, receiver, vendor, language="zh")
    assert said == []
    assert body.keys() == {"msgtype", "text"}
    lines = body["text"]["content"].splitlines()
    assert lines[0] == "crm-warehouse: 夜间运行失败"
    assert lines[1].startswith("失败：The disk")
    assert lines[2].startswith("警告：orders.amount")
    assert lines[-1] == "https://bi.example.com/?a=1&b=2"


def test_feishu_gets_a_post_in_the_reader_s_language(settings_for, receiver):
    receiver.answer(Answer(200, TOOK["feishu"]))
    body, said = told(settings_for, receiver, "feishu", language="zh")
    assert said == []
    assert body["msg_type"] == "post"
    post = body["content"]["post"]["zh_cn"]
    assert post["title"] == "crm-warehouse: 夜间运行失败"
    *lines, link = [line[0] for line in post["content"]]
    assert [line["tag"] for line in lines] == ["text"] * 3
    assert link == {"tag": "a", "text": "打开看板", "href": "https://bi.example.com/?a=1&b=2"}


def test_the_json_webhook_gets_everything_by_name(settings_for, receiver):
    body, said = told(settings_for, receiver, "json")
    assert said == []
    assert body["product"] == "crm-warehouse"
    assert body["severity"] == "critical"
    assert body["run_id"] == "run-1"
    assert dt.datetime.fromisoformat(body["occurred_at"]) == NOW
    assert [(alert["kind"], alert["key"]) for alert in body["alerts"]] == [
        ("failure", "night:x"),
        ("warning", "check:y"),
    ]


def test_dingtalk_is_signed_in_its_address(settings_for, receiver, monkeypatch):
    """The signature is that of `openssl dgst -sha256 -hmac` for the same time and secret."""
    monkeypatch.setattr(time, "time", lambda: 1785549600.0)
    receiver.answer(Answer(200, TOOK["dingtalk"]))
    _, said = told(settings_for, receiver, "dingtalk", dingtalk_secret="SEC000secret")
    assert said == []
    query = parse_qs(urlsplit(receiver.paths[-1]).query)
    assert query == {
        "key": ["topsecret"],
        "timestamp": ["1785549600000"],
        "sign": ["JTHNZ+CQgMaIR1vb17gvRMoyUEEQ7223P/E6k6gX4n0="],
    }
    assert "JTHNZ%2BCQ" in receiver.paths[-1]


def test_feishu_is_signed_in_its_body(settings_for, receiver, monkeypatch):
    """The signature is that of `openssl dgst -sha256 -mac HMAC` for the same time and secret."""
    monkeypatch.setattr(time, "time", lambda: 1785549600.0)
    receiver.answer(Answer(200, TOOK["feishu"]))
    body, said = told(settings_for, receiver, "feishu", feishu_secret="SEC000secret")
    assert said == []
    assert body["timestamp"] == "1785549600"
    assert body["sign"] == "jWdnc0FDerWXBEzmQmMoUbWb9oR60i6wA2YjbGi8MNI="
    assert body["msg_type"] == "post"


@pytest.mark.parametrize("vendor", REFUSED)
def test_an_error_code_with_status_200_is_a_failure(settings_for, receiver, vendor):
    answer, says = REFUSED[vendor]
    receiver.answer(Answer(200, answer))
    _, (sentence,) = told(settings_for, receiver, vendor)
    assert says in sentence
    assert "1 kept for the next time" in sentence


@pytest.mark.parametrize("vendor", REFUSED)
@pytest.mark.parametrize("answer", ["<html>Log in to the network</html>", "{}", "[]", ""])
def test_an_answer_that_a_vendor_never_gives_is_a_failure(settings_for, receiver, vendor, answer):
    receiver.answer(Answer(200, answer))
    _, (sentence,) = told(settings_for, receiver, vendor)
    assert "an answer" in sentence


@pytest.mark.parametrize("vendor", TOOK)
def test_a_server_that_fails_twice_is_asked_a_third_time(settings_for, receiver, vendor):
    receiver.answer(Answer(503, "busy"), Answer(429, "slow down"), Answer(200, TOOK[vendor]))
    _, said = told(settings_for, receiver, vendor)
    assert said == []
    assert len(receiver.bodies) == 3


def test_a_server_that_asks_for_an_hour_is_not_waited_for(settings_for, receiver):
    receiver.answer(Answer(503, "busy", headers={"Retry-After": "3600"}))
    started = time.monotonic()
    _, (sentence,) = told(settings_for, receiver, "slack")
    assert "it answered 503" in sentence
    assert time.monotonic() - started < 10


@pytest.mark.usefixtures("soon_silent")
def test_a_server_that_never_answers_holds_nobody_up(settings_for, receiver):
    receiver.answer(Answer(200, "ok", seconds=30))
    started = time.monotonic()
    _, (sentence,) = told(settings_for, receiver, "slack")
    assert "did not answer within" in sentence
    assert time.monotonic() - started < 5


def test_a_server_that_is_not_there_is_a_sentence(settings_for, home):
    settings = settings_for(slack_webhook="http://127.0.0.1:9/topsecret")
    (sentence,) = tell(settings, home, [FAILURE], now=NOW)
    assert sentence == (
        "An alert could not be told by Slack (it could not be reached): 1 kept for the next time."
    )


def test_a_redirect_is_no_delivery(settings_for, receiver):
    """Following it would turn the POST into a GET, which any page answers with 200."""
    receiver.answer(Answer(302, "", headers={"Location": f"{receiver.url}/login"}))
    _, (sentence,) = told(settings_for, receiver, "slack")
    assert "it answered 302" in sentence
    assert len(receiver.paths) == 1


def test_a_refusal_is_not_tried_again_at_once(settings_for, receiver):
    receiver.answer(Answer(404, "no such hook"))
    _, (sentence,) = told(settings_for, receiver, "slack")
    assert "it answered 404" in sentence
    assert len(receiver.bodies) == 1


@pytest.mark.usefixtures("soon_silent")
@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, json.dumps({"errcode": 1, "errmsg": "bad key=topsecret SECtopsecret"})),
        Answer(500, "topsecret"),
        Answer(200, "ok", seconds=30),
    ],
)
def test_no_address_and_no_secret_is_ever_told_or_logged(
    settings_for, receiver, home, answer, caplog
):
    """Not even by the libraries: urllib3 warns with the whole address when it tries again."""
    caplog.set_level(logging.DEBUG)
    receiver.answer(answer)
    _, said = told(settings_for, receiver, "dingtalk", dingtalk_secret="SECtopsecret")
    assert len(said) == 1
    kept = (home.root / "alerts.json").read_text(encoding="utf-8")
    assert "topsecret" not in " ".join(said) + caplog.text + kept
    assert receiver.url not in " ".join(said) + caplog.text + kept


def test_a_fault_of_our_own_in_one_channel_does_not_keep_the_others_from_being_told(
    settings_for, receiver, monkeypatch
):
    def broken(message):
        raise RuntimeError("topsecret")

    monkeypatch.setitem(bodies.VENDORS, "slack", bodies.Vendor("Slack", broken, lambda a: ""))
    settings = settings_for(slack_webhook=f"{receiver.url}/a", json_webhook=f"{receiver.url}/b")
    (sentence,) = tell(settings, Home(settings.home), [FAILURE], now=NOW)
    assert "Slack (unexpected RuntimeError)" in sentence
    assert receiver.paths == ["/b"]


def test_messages_fit_what_each_vendor_takes(settings_for, home):
    """2,048 bytes of text for WeCom; never half a character, and what is left out is said."""
    settings = settings_for(language="zh", time_zone="Asia/Shanghai")
    many = [
        Alert(key=str(number), kind="warning", text="数据检查未通过" * 20 + str(number))
        for number in range(LINES_MOST + 13)
    ]
    message = compose(settings, home, many, "run-1", NOW)
    assert len(message.lines) == LINES_MOST + 1
    assert message.lines[-1] == "……另有 13 条"
    content = bodies.wecom(message)["text"]["content"]
    assert len(content.encode()) <= 2048
    assert "另有" in content
    assert content.splitlines()[-1] == message.footer
    assert len(json.dumps(bodies.teams(message), ensure_ascii=False).encode()) < 28_000
    assert len(json.dumps(bodies.feishu(message), ensure_ascii=False).encode()) < 20_000
    assert len(bodies.dingtalk(message)["text"]["content"].encode()) < 20_000
    assert all(len(block["text"]["text"]) <= 3000 for block in bodies.slack(message)["blocks"][:3])
    assert len(bodies.slack(message)["blocks"]) <= 50
    huge = message.model_copy(update={"title": "数" * 2000})
    assert len(bodies.wecom(huge)["text"]["content"].encode()) <= 2048


@pytest.mark.usefixtures("soon_silent")
def test_an_answer_that_drips_for_ever_is_not_waited_for(settings_for, monkeypatch):
    """Every byte comes in time, and the whole never does."""
    monkeypatch.setattr(webhook, "_ANSWER_MOST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            for _ in range(2):
                with suppress(OSError):
                    connection, _ = server.accept()
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                    while True:
                        connection.sendall(b"x" * 1024)
                        time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        made = settings_for(wecom_webhook=f"http://127.0.0.1:{server.getsockname()[1]}/hook")
        started = time.monotonic()
        (sentence,) = tell(made, Home(made.home), [FAILURE], now=NOW)
    assert "did not answer within" in sentence
    assert time.monotonic() - started < 5
