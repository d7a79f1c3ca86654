"""Makes the box known in the network as lookaloud.local, by multicast DNS; without it, its addresses still work."""

import ipaddress
import logging

from zeroconf import ServiceInfo, Zeroconf

from web.hosts import OWN_NAME

log = logging.getLogger(__name__)

KIND = "_https._tcp.local."


class Announcement:
    """The name, known in the network until close(). `trouble` says why it is not."""

    def __init__(self, port: int, addresses: tuple[str, ...]) -> None:
        self._zeroconf: Zeroconf | None = None
        self._service = ServiceInfo(
            KIND,
            f"Lookaloud.{KIND}",
            port=port,
            addresses=[ipaddress.ip_address(address).packed for address in addresses],
            server=f"{OWN_NAME}.",
        )
        self.trouble = ""
        try:
            self._zeroconf = Zeroconf()
            self._zeroconf.register_service(self._service, allow_name_change=True)
        except Exception as error:  # noqa: BLE001  the network's faults have many classes; the name is a convenience
            self.trouble = f"{type(error).__name__}: {error}"
            log.warning("%s is not known in the network: %s", OWN_NAME, self.trouble)
            self.close()

    def close(self) -> None:
        """Take the name back; may be called twice."""
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            zeroconf.close()
