"""What is due goes out once; what cannot is tried again, given up, or told to be doubtful."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from newsdesk.deliver.channel import ChannelError, Doubtful, Refused, Sent
from newsdesk.deliver.send import Retries, SendDeps, send_due
from storage.alerts import NewMessage, plan_message
from storage.deliveries import (
    begin_sending,
    due_deliveries,
    pause_recipient,
    resume_recipient,
    retry_delivery,
)
from storage.queries.deliveries import list_deliveries
from storage.schema.alerts import delivery
from storage.transactions import reading, transact

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
RETRIES = Retries(3, timedelta(minutes=1), timedelta(minutes=5))


@dataclass
class Fake:
    """A channel that answers as it is told, and keeps what left."""

    answers: list[object] = field(default_factory=list)  # the last for ever
    repeatable: bool = False
    left: list[str] = field(default_factory=list)

    @contextmanager
    def open(self, letter):
        answer = self.answers.pop(0) if len(self.answers) > 1 else (self.answers or [Sent()])[0]
        if isinstance(answer, ChannelError):
            raise answer

        def send():
            self.left.append(letter.subject)
            if isinstance(answer, Exception):
                raise answer
            return answer

        yield send


class Desk:
    def __init__(self, engine, fallbacks=None, **channels):
        self.engine, self.now = engine, NOON
        self.deps = SendDeps(engine, lambda: self.now, channels, fallbacks or {}, RETRIES)

    def plans(self, subject="News", *recipients):
        keys = {name: f"watch/{subject}/{name}" for name in recipients or self.deps.channels}
        new = NewMessage(subject, "Text.", None, {}, (), keys)
        transact(self.engine, lambda connection: plan_message(connection, new, NOON))

    def sends(self, after=timedelta(0)):
        self.now += after
        return send_due(self.deps, lambda: False)

    def states(self):
        with reading(self.engine) as connection:
            return [(one.recipient, one.state, one.problem) for one in list_deliveries(connection)[::-1]]


def test_a_letter_leaves_once(engine):
    channel = Fake()
    desk = Desk(engine, anna=channel)
    desk.plans()
    desk.plans()
    desk.sends()
    desk.sends()
    assert channel.left == ["News"]
    assert desk.states() == [("anna", "sent", None)]


def test_a_refusal_is_tried_again_later_and_later(engine):
    channel = Fake([ChannelError("not there"), ChannelError("not there"), Sent()])
    desk = Desk(engine, anna=channel)
    desk.plans()
    desk.sends()
    assert desk.states() == [("anna", "planned", "not there")]
    desk.sends(timedelta(seconds=59))
    desk.sends(timedelta(seconds=1))
    desk.sends(timedelta(seconds=119))
    assert channel.left == []
    desk.sends(timedelta(seconds=1))
    assert desk.states() == [("anna", "sent", None)]


def test_what_the_other_side_asks_for_is_waited(engine):
    desk = Desk(engine, anna=Fake([Refused("answered 429", retry_after=timedelta(hours=2)), Sent()]))
    desk.plans()
    desk.sends()
    desk.sends(timedelta(hours=1))
    assert desk.states()[0][1] == "planned"
    desk.sends(timedelta(hours=1))
    assert desk.states()[0][1] == "sent"


def test_after_so_many_attempts_it_has_failed(engine):
    desk = Desk(engine, anna=Fake([ChannelError("not there")]))
    desk.plans()
    for _ in range(4):
        desk.sends(timedelta(hours=1))
    assert desk.states() == [("anna", "failed", "not there")]


def test_a_refusal_for_good_is_not_tried_again_and_somebody_else_is_told(engine):
    bert = Fake()
    desk = Desk(engine, {"anna": "bert"}, anna=Fake([Refused("answered 410", for_good=True)]), bert=bert)
    desk.plans("News", "anna")
    tally = desk.sends()
    assert tally.problems == ("delivery 1 to anna: answered 410",)
    desk.sends()
    assert bert.left == ["A delivery to anna failed"]
    assert desk.states()[0] == ("anna", "failed", "answered 410")


def test_the_failure_of_telling_of_a_failure_is_told_to_nobody(engine):
    gone = Refused("gone", for_good=True)
    desk = Desk(engine, {"anna": "bert", "bert": "anna"}, anna=Fake([gone]), bert=Fake([gone]))
    desk.plans("News", "anna")
    for _ in range(4):
        desk.sends()
    assert [name for name, _, _ in desk.states()] == ["anna", "bert"]


@pytest.mark.parametrize("what", [Doubtful("no answer"), OSError("broke off")], ids=["told", "raised"])
def test_what_may_have_arrived_is_not_sent_again(engine, what):
    channel = Fake([what])
    desk = Desk(engine, anna=channel)
    desk.plans()
    desk.sends()
    desk.sends(timedelta(days=1))
    assert channel.left == ["News"]
    assert desk.states()[0][1] == "doubtful"


def test_a_person_may_send_what_is_doubtful_again(engine):
    channel = Fake([Doubtful("no answer"), Sent()])
    desk = Desk(engine, anna=channel)
    desk.plans()
    desk.sends()
    assert transact(engine, lambda connection: retry_delivery(connection, 1, desk.now)) == "doubtful"
    desk.sends()
    assert desk.states() == [("anna", "sent", None)]
    assert transact(engine, lambda connection: retry_delivery(connection, 1, desk.now)) == "sent"
    assert transact(engine, lambda connection: retry_delivery(connection, 99, desk.now)) is None


def test_a_process_that_was_killed_while_sending_leaves_a_doubtful_delivery(engine):
    channel = Fake()
    desk = Desk(engine, anna=channel)
    desk.plans()
    with reading(engine) as connection:
        (due,) = due_deliveries(connection, NOON)
    assert transact(engine, lambda connection: begin_sending(connection, due.id, NOON))
    desk.sends()
    assert channel.left == []
    assert desk.states()[0][:2] == ("anna", "doubtful")


def test_to_a_folder_it_is_simply_written_again(engine):
    channel = Fake(repeatable=True)
    desk = Desk(engine, anna=channel)
    desk.plans()
    transact(engine, lambda connection: begin_sending(connection, 1, NOON))
    desk.sends()
    assert channel.left == ["News"]


def test_one_recipient_who_cannot_be_reached_holds_up_nobody(engine):
    bert = Fake()
    desk = Desk(engine, anna=Fake([ChannelError("not there")]), bert=bert)
    for subject in ("One", "Two", "Three"):
        desk.plans(subject)
    tally = desk.sends()
    assert bert.left == ["One", "Two", "Three"]
    assert (tally.sent, tally.put_back) == (3, 1)  # one try tells that the others would fare alike


def test_a_paused_recipient_gets_it_later(engine):
    channel = Fake()
    desk = Desk(engine, anna=channel)
    desk.plans()
    assert transact(engine, lambda connection: pause_recipient(connection, "anna", NOON))
    desk.sends()
    assert channel.left == []
    assert transact(engine, lambda connection: resume_recipient(connection, "anna"))
    desk.sends()
    assert channel.left == ["News"]


def test_a_recipient_who_is_no_longer_configured_has_failed(engine):
    desk = Desk(engine, anna=Fake())
    desk.plans("News", "carl")
    desk.sends()
    assert desk.states() == [("carl", "failed", "no recipient is called carl any more")]


def test_secrets_in_a_problem_are_masked(engine):
    desk = Desk(engine, anna=Fake([ChannelError("https://hook.example/?token=hunter2 cannot be reached")]))
    desk.plans()
    desk.sends()
    assert "hunter2" not in desk.states()[0][2]


def test_a_delivery_that_another_settled_meanwhile_is_left_alone(engine):
    channel = Fake()
    desk = Desk(engine, anna=channel)
    desk.plans()

    @contextmanager
    def settles(letter):
        transact(engine, lambda connection: connection.execute(update(delivery).values(state="sent")))
        with Fake.open(channel, letter) as send:
            yield send

    channel.open = settles
    desk.sends()
    assert channel.left == []
