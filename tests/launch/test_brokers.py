"""A broker of somebody else is asked before anything is started on it."""

import pytest

from vsrisk.launch import brokers
from vsrisk.launch.problems import CannotGoOn
from vsrisk.launch.servers import private_servers


@pytest.mark.parametrize(
    "url", ["redis://:pass-word@127.0.0.1:1/0", "redis+socket:///tmp/no-such.sock?virtual_host=0"]
)
def test_a_broker_that_does_not_answer_is_refused_without_its_password(url):
    with pytest.raises(CannotGoOn, match="does not answer") as caught:
        brokers.require(url)
    assert "pass-word" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "amqp://host", "/run/valkey.sock"])
def test_what_is_no_address_of_a_broker_is_refused_with_an_example(url):
    with pytest.raises(CannotGoOn, match="must look like redis://"):
        brokers.require(url)


def test_a_broker_that_answers_passes():
    with private_servers() as servers:
        brokers.require(servers.valkey.url)
