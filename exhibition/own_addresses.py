"""Under which addresses this machine is reached by a phone in the same network."""

import contextlib
import socket


def lan_address() -> str:
    """The IPv4 address towards the network; loopback where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only asks the routing table.
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def machine_hosts() -> list[str]:
    """The IPv4 addresses and the name of this machine, as a Host header would carry them."""
    name = socket.gethostname()
    found = [lan_address(), name]
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(name, None, socket.AF_INET)]
    return list(dict.fromkeys(found))
