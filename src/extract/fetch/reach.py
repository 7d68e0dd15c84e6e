"""Where a name leads: every address that it stands for, and whether that is out on the public network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from extract.errors import FetchError

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# Looks a name up: host and port to addresses as text, in the order in which they should be tried.
Resolve = Callable[[str, int], list[str]]

_PORTS = {"http": 80, "https": 443}
# RFC 6052: an IPv4 address inside an IPv6 one, for networks that translate between the two.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart. address: as it is asked, without fragment; target: path and query."""

    address: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def site(self) -> str:
        """What robots.txt is kept for: scheme, host, and the port where it is not the usual one."""
        return f"{self.scheme}://{self.host_header}"

    @property
    def host_header(self) -> str:
        """The host as the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse_place(address: str) -> Place:
    """Take an address apart.

    Raises:
        FetchError: It is no address of the web, or holds a password.

    >>> place = parse_place("HTTPS://www.gov.wales/plan?page=2#top")
    >>> place.address, place.port, place.target
    ('https://www.gov.wales/plan?page=2', 443, '/plan?page=2')
    """
    try:
        url = parse_url(address)
    except LocationParseError as error:
        raise FetchError(f"{address}: this is not an address") from error
    if url.scheme not in _PORTS or not url.host:
        raise FetchError(f"{address}: only addresses that begin with http:// or https:// are fetched")
    if url.auth is not None:
        # It would be written beside the page.
        raise FetchError(f"{url.scheme}://{url.host}: an address with a user name or password in it is not fetched")
    host = url.host.strip("[]")
    plain = url._replace(fragment=None).url
    return Place(plain, url.scheme, host, url.port or _PORTS[url.scheme], url.request_uri)


def find_addresses(place: Place, *, private_hosts: Collection[str] = (), resolve: Resolve | None = None) -> list[str]:
    """Every address that a host's name stands for, all of them public.

    Whoever connects must connect to one of these and not look the name up again: the second answer could differ.

    Args:
        private_hosts: Hosts that may be on this machine or in its own network.
        resolve: How a name is looked up; None for the system's way.

    Raises:
        FetchError: There is no such name, or one of its addresses is not public.
    """
    try:
        found = list(dict.fromkeys((resolve or _resolve)(place.host, place.port)))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{place.address}: there is no host {place.host!r}") from error
    for address in found:
        if place.host not in private_hosts and not is_public(address):
            what = place.host if place.host == address else f"{place.host} is {address}, which"
            raise FetchError(f"{place.address}: {what} is not a public address; --private-host {place.host} allows it")
    return found


def _resolve(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address is out on the public network, also where it is wrapped into another.

    >>> [is_public(address) for address in ("8.8.8.8", "127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1")]
    [True, False, False, False, False]
    >>> [is_public(address) for address in ("2606:4700::1111", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "0.0.0.0")]
    [True, False, False, False, False]
    >>> [is_public(address) for address in ("64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1")]
    [False, False, False]
    """
    plain = _unwrap(ipaddress.ip_address(address))
    return plain.is_global and not plain.is_multicast


def _unwrap(address: _IPAddress) -> _IPAddress:
    """The IPv4 address inside an IPv6 one (mapped, 6to4 or translated), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
