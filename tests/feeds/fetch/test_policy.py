import time
from ipaddress import ip_address

import pytest

from incidents.feeds.fetch import FetchFailed, Network, fetch, host_key
from incidents.feeds.fetch.policy import public_only
from tests.feeds.fetch.servers import NOW

REFUSED = [
    "127.0.0.1",
    "127.8.8.8",
    str(ip_address(0)),
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001:0:1::1",
    "2002:7f00:1::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "4000::1",
]
ALLOWED = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_the_public_internet_is_refused(address):
    assert public_only(ip_address(address))


@pytest.mark.parametrize("address", ALLOWED)
def test_the_public_internet_may_be_asked(address):
    assert public_only(ip_address(address)) is None


def asked(address: str, *found: str) -> FetchFailed:
    """With the policy of the product, and names that mean what the test says."""
    network = Network(clock=time.monotonic, now=NOW, resolve=lambda host, port: list(found))
    outcome = fetch(address, network=network)
    assert isinstance(outcome, FetchFailed)
    return outcome


@pytest.mark.parametrize("address", REFUSED)
def test_a_name_that_leads_there_is_refused(address):
    outcome = asked("http://harbour.example/", address)
    assert outcome.kind == "refused"
    assert f"harbour.example is {ip_address(address)}" in outcome.message


def test_one_bad_address_among_good_ones_is_enough():
    assert asked("http://harbour.example/", "8.8.8.8", "10.0.0.1").kind == "refused"


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.0.0.1", "8.8.8.0x8"]
)
def test_numbers_in_unusual_forms_are_refused(host):
    outcome = asked(f"http://{host}/", "8.8.8.8")
    assert (outcome.kind, outcome.may_pass) == ("refused", False)
    assert "is a number and no name" in outcome.message


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://localhost/"]
)
def test_addresses_of_this_machine_are_refused_without_any_parameter(address):
    outcome = fetch(address, network=Network(clock=time.monotonic, now=NOW))
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind == "refused"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("file:///etc/passwd", "has to begin with http:// or https://"),
        ("ftp://harbour.example/", "has to begin with http:// or https://"),
        ("harbour.example", "has to begin with http:// or https://"),
        ("http://", "names no server"),
        ("http://[::1", "is no address"),
        ("http://a:99999/", "is no address"),
        ("http://me:secret@harbour.example/", "write it without"),
        ("http://exa mple.org/", "names no server"),
        ("http://\ud800.example/", "names no server"),
        ("http://a.example\\@b.example/", "write it without"),
    ],
)
def test_what_is_no_address_is_refused(address, says):
    outcome = asked(address, "8.8.8.8")
    assert outcome.kind == "refused"
    assert says in outcome.message


def test_a_name_that_nobody_knows_may_be_known_later():
    outcome = asked("http://harbour.example/")
    assert (outcome.kind, outcome.may_pass) == ("unreachable", True)


def test_requests_to_one_host_have_a_key_in_common():
    assert (
        host_key("https://Harbour.example:8443/a")
        == host_key("http://harbour.example/b")
        == "harbour.example"
    )
    assert host_key("https://bücher.example/") == "xn--bcher-kva.example"
    with pytest.raises(ValueError, match="has to begin with"):
        host_key("file:///etc/passwd")
