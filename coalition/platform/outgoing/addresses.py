"""Which IP addresses lie outside: everything inside, shared, reserved or wrapped around another one is refused."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# What ``is_global`` lets through, or lets through in some versions of Python only.
_REFUSED_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # shared by providers
            "168.63.129.16/32",  # the inside of a cloud, on a public number
            "192.0.0.0/24",
            "192.88.99.0/24",  # 6to4 relays
            "198.18.0.0/15",
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_GLOBAL_6 = ip_network("2000::/3")
_REFUSED_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # Teredo, benchmarking, ORCHID
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether ``address`` (as a resolver gives it) is one that anybody on the Internet may have."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        return _is_public_6(parsed)
    return _is_public_4(parsed)


def is_loopback(address: str) -> bool:
    """Whether ``address`` is this machine under its plain name."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in _REFUSED_4)


def _is_public_6(address: IPv6Address) -> bool:
    # Mapped, compatible and translated (NAT64) addresses lie outside 2000::/3, as do local and multicast ones.
    if address.scope_id is not None or address not in _GLOBAL_6:
        return False
    return address.is_global and not any(address in network for network in _REFUSED_6)
