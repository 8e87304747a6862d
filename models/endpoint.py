"""Where a model server is: its URL, the addresses behind its name, and whether they are on this machine.

A name is resolved once a decision, and only those addresses are connected to, so that an answer of the name server that
changes in between (rebinding) leads nowhere. It sends nothing but the question to the name server.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from .types import EgressRefusedError, UnreachableError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
"""From a host and a port to addresses."""
RESOLVE_S = 1.5
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?")
_NUMERIC = re.compile(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*\.?")
"""What some resolvers take for an address: `0177.1`, `0x7f000001`, `2130706433`, `127.1`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A base URL, taken apart."""

    scheme: str
    host: str
    """In lower case; an IPv6 address without brackets."""
    port: int
    path: str
    """Without a slash at the end."""

    @property
    def url(self) -> str:
        """The URL, as people read it."""
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{self.authority if self.port != usual else self._host}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port, for the Host header."""
        usual = {"http": 80, "https": 443}[self.scheme]
        return self._host if self.port == usual else f"{self._host}:{self.port}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


@dataclass(frozen=True, slots=True)
class Place:
    """An endpoint with the addresses that it had when it was looked up."""

    endpoint: Endpoint
    addresses: tuple[str, ...]
    local: bool
    """Declared by the user as his own model server, and every address is loopback or an approved LAN host."""


def parse_endpoint(url: str) -> Endpoint:
    """Return the parts of a base URL.

    Raises:
        EgressRefusedError: It is no http(s) URL, has a password in it, or an address in an ambiguous spelling.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise _refused(f"the cloud endpoint {url!r} is no URL ({error})") from error
    if parts.scheme not in ("http", "https") or not host:
        raise _refused(f"the cloud endpoint {url!r} is no http or https URL")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise _refused("the cloud endpoint's URL holds a name, a password, a query or a fragment; it may not")
    if _address(host) is None:
        if _NUMERIC.fullmatch(host):
            raise _refused(f"the cloud endpoint's address {host} is in an ambiguous spelling; write it as 127.0.0.1")
        if not _HOST.fullmatch(host):
            raise _refused(f"the cloud endpoint's host {host!r} is no host name")
    return Endpoint(parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], parts.path.rstrip("/"))


def locate(
    endpoint: Endpoint,
    *,
    declared_local: bool,
    lan_hosts: Collection[str] = (),
    resolve: Resolve | None = None,
) -> Place:
    """Look an endpoint's addresses up.

    Args:
        declared_local: The user says that this is a model server of his own, so it must turn out to be near.
        lan_hosts: Addresses or networks of the user's own network that count as near.
        resolve: For tests; the system's resolver otherwise.

    Raises:
        UnreachableError: The name has no address.
        EgressRefusedError: Declared local and not near, or far away and without encryption, or no proper peer.
    """
    found = [str(_literal)] if (_literal := _address(endpoint.host)) else (resolve or _resolve_in_time)(
        endpoint.host, endpoint.port
    )  # fmt: skip
    addresses = [a for text in found if (a := _address(text)) is not None]
    if not addresses:
        raise UnreachableError(f"{endpoint.host} has no address", hint="ainos doctor")
    if any(a.is_multicast or a.is_unspecified or a.is_link_local for a in addresses):
        raise _refused(f"{endpoint.host} leads to {addresses[0]}, which is no address of a model server")
    near = all(is_near(a, lan_hosts) for a in addresses)
    if declared_local and not near:
        raise _refused(f"{endpoint.host} leads to {addresses[0]}, which is not this machine and not in lan_hosts")
    if endpoint.scheme == "http" and not near:
        raise _refused(f"{endpoint.url} is far away and not encrypted; use https")
    return Place(endpoint, tuple(str(a) for a in addresses), declared_local and near)


def is_near(address: Address, lan_hosts: Collection[str] = ()) -> bool:
    """Whether an address is loopback, or stands in the user's list of near hosts and is no public one."""
    if address.is_loopback:
        return True
    for text in lan_hosts:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            continue  # the settings refuse such a line; here it approves nothing
        if network.is_private and address.version == network.version and address in network:
            return True
    return False


def _address(text: str) -> Address | None:
    """Return the address that a text spells in the usual way; one inside IPv6 (`::ffff:127.0.0.1`) as itself."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _resolve_in_time(host: str, port: int) -> list[str]:
    """Ask the system's resolver; it knows no deadline, so it runs in a thread that is left behind when it hangs."""
    found: list[str] = []
    problem: list[OSError] = []

    def ask() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            problem.append(error)
        else:
            found.extend(dict.fromkeys(str(info[4][0]) for info in infos))

    thread = threading.Thread(target=ask, name="ainos-resolve", daemon=True)
    thread.start()
    thread.join(RESOLVE_S)
    if problem or not found:
        why = f" ({problem[0].strerror})" if problem else ""
        raise UnreachableError(f"the name {host} cannot be looked up{why}", hint="ainos doctor")
    return list(found)


def _refused(message: str) -> EgressRefusedError:
    return EgressRefusedError(f"{message}; nothing was sent", hint="ainos doctor")
