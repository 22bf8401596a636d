"""Which addresses a feed may be fetched from: those of the public internet, and no other."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Ip = IPv4Address | IPv6Address
AddressPolicy = Callable[[Ip], str | None]
"""Why an address is refused; None for one that may be asked."""

REFUSED: tuple[tuple[str, str], ...] = (
    ("127.0.0.0/8", "this machine"),
    ("0.0.0.0/8", "this machine"),
    ("10.0.0.0/8", "a private network"),
    ("172.16.0.0/12", "a private network"),
    ("192.168.0.0/16", "a private network"),
    ("100.64.0.0/10", "a private network of a provider"),
    ("169.254.0.0/16", "the local link, where clouds keep their secrets"),
    ("168.63.129.16/32", "a service inside a cloud"),
    ("192.0.0.0/24", "a reserved range"),
    ("192.0.2.0/24", "a reserved range"),
    ("192.88.99.0/24", "a reserved range"),
    ("198.18.0.0/15", "a reserved range"),
    ("198.51.100.0/24", "a reserved range"),
    ("203.0.113.0/24", "a reserved range"),
    ("224.0.0.0/4", "a multicast group"),
    ("240.0.0.0/4", "a reserved range"),
    ("::/128", "this machine"),
    ("::1/128", "this machine"),
    ("::ffff:0:0/96", "an IPv4 address in IPv6"),
    ("::/96", "an IPv4 address in IPv6"),
    ("::ffff:0:0:0/96", "an IPv4 address in IPv6"),
    ("64:ff9b::/96", "an IPv4 address behind NAT64"),
    ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
    ("2001::/32", "an IPv4 address in a Teredo tunnel"),
    ("2002::/16", "an IPv4 address in a 6to4 tunnel"),
    ("2001::/23", "a reserved range"),
    ("2001:db8::/32", "a reserved range"),
    ("3fff::/20", "a reserved range"),
    ("fc00::/7", "a private network"),
    ("fe80::/10", "the local link"),
    ("fec0::/10", "a private network"),
    ("ff00::/8", "a multicast group"),
)
NETWORKS: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), what) for network, what in REFUSED
)
PUBLIC_IPV6 = IPv6Network("2000::/3")
"""All that was ever given out."""


def public_only(address: Ip) -> str | None:
    for network, what in NETWORKS:
        if address.version == network.version and address in network:
            return what
    if isinstance(address, IPv6Address) and (address.scope_id or address not in PUBLIC_IPV6):
        return "a reserved range"
    return None if address.is_global else "a reserved range"
