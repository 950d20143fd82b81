"""Who is asking: the client's address, believed only as far as the proxies are ours."""

import ipaddress

from flask import current_app, request


def client_address() -> str:
    """The address of the client: the peer, or behind trusted proxies the last one they did not add.

    ``X-Forwarded-For`` is read only when the peer is in ``TRUSTED_PROXIES``, and from its right
    end, so that a client can never choose its own address.
    """
    peer = request.remote_addr or "unknown"
    trusted = current_app.config["SETTINGS"].trusted_proxies
    if not trusted or not _inside(peer, trusted):
        return peer
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        candidate = hop.strip()
        if not candidate:
            continue
        if not _is_address(candidate):
            return peer
        if not _inside(candidate, trusted):
            return candidate
    return peer


def in_wechat() -> bool:
    """Whether the page is read inside WeChat, where downloads do nothing; only to say so."""
    return "MicroMessenger/" in request.headers.get("User-Agent", "")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _inside(address: str, networks: tuple[str, ...]) -> bool:
    if not _is_address(address):
        return False
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        # How a socket that takes both families names an IPv4 peer.
        parsed = parsed.ipv4_mapped
    return any(parsed in ipaddress.ip_network(network, strict=False) for network in networks)
