"""Judges by the rhythm in which pictures come whether they are new, or old ones out of a buffer."""

from collections import deque

from camera.errors import CameraLost

FLOOD_PER_S = 100
FLOOD_S = 3.0
"""Some cameras send a few seconds at once when they are opened; a flood lasts longer."""
FLOOD_PAUSE_S = 0.004
FEW = 15
"""So many pictures at a time may come late together."""
GAP = 3.0
"""Times the usual interval: something, this process or the network, stood still, and pictures piled up."""
SHORTEST_GAP_S = 0.3
HASTY = 0.5
"""Times the usual interval: what comes sooner had been waiting in a buffer."""
FIRST_GUESS_S = 1.0
WEIGHT = 0.1


class Arrivals:
    """Watches when the pictures of a live source come."""

    def __init__(self) -> None:
        self._came_at: deque[float] = deque(maxlen=int(FLOOD_PER_S * FLOOD_S))
        self._usual_s = FIRST_GUESS_S
        self._is_piled_up = False

    @property
    def are_old(self) -> bool:
        """Whether the last picture may be an old one: of a flood, or piled up while something stood still."""
        return self._is_piled_up or self._is_flood(FEW)

    def came(self, now: float) -> float:
        """Count a picture; return the pause to make so that a flood costs little.

        Raises CameraLost when pictures go on coming faster than any camera takes them: how old they are cannot be
        known.
        """
        interval_s = now - self._came_at[-1] if self._came_at else FIRST_GUESS_S
        self._came_at.append(now)
        if interval_s > max(GAP * self._usual_s, SHORTEST_GAP_S):
            self._is_piled_up = not self._is_piled_up  # a second one at once: nothing piled up, the camera became slow
        elif interval_s >= HASTY * self._usual_s:
            self._is_piled_up = False
        if not self._is_piled_up:
            self._usual_s += WEIGHT * (interval_s - self._usual_s)
        if self._is_flood(FLOOD_PER_S * FLOOD_S - 1):
            raise CameraLost("it sends pictures faster than any camera takes them")
        return FLOOD_PAUSE_S if interval_s < FLOOD_PAUSE_S else 0.0

    def _is_flood(self, pictures: float) -> bool:
        first = len(self._came_at) - 1 - int(pictures)
        return first >= 0 and self._came_at[-1] - self._came_at[first] < pictures / FLOOD_PER_S
