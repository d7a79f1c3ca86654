"""Measures a live camera on a real MJPEG server at 30 pictures a second: python -m tests.measure_camera."""

import statistics
import time
from functools import partial

import psutil

from camera.address import parse_address
from camera.clock import boot_clock
from camera.errors import CameraError
from camera.frame import Frame
from camera.live import LiveCamera
from tests.mjpeg_server import mjpeg_server, read_moment
from tests.waiting import eventually

RUNS = 5
LOOKS = 60
CPU_FOR_S = 6.0


def young(camera: LiveCamera) -> Frame | None:
    try:
        return camera.latest(0.5)
    except CameraError:
        return None


def main() -> None:
    for size in ((640, 480), (1280, 720)):
        with mjpeg_server("ok", size=size) as server:
            starts = []
            for _ in range(RUNS):
                started_at = time.monotonic()
                camera = LiveCamera(parse_address(server.url))
                eventually(partial(young, camera), 10.0)
                starts.append(time.monotonic() - started_at)
                camera.close()
            camera = LiveCamera(parse_address(server.url))
            eventually(partial(young, camera), 10.0)
            ages, costs = [], []
            for _ in range(LOOKS):
                asked_at = time.perf_counter()
                frame = camera.latest(0.5)
                costs.append(time.perf_counter() - asked_at)
                ages.append(boot_clock() - read_moment(frame.image))
                time.sleep(0.05)
            child = next(each for each in psutil.Process().children() if "spawn_main" in " ".join(each.cmdline()))
            before = child.cpu_times()
            time.sleep(CPU_FOR_S)
            after = child.cpu_times()
            spent = after.user + after.system - before.user - before.system
            print(
                f"{size[0]}x{size[1]}: first frame {statistics.median(starts):.2f} s (longest {max(starts):.2f}); "
                f"age of a look median {statistics.median(ages) * 1000:.0f} ms, longest {max(ages) * 1000:.0f}; "
                f"latest() {statistics.median(costs) * 1000:.2f} ms; "
                f"reader {100 * spent / CPU_FOR_S:.1f} % of one core, {child.memory_info().rss / 1e6:.0f} MB"
            )
            camera.close()


if __name__ == "__main__":
    main()
