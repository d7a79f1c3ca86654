"""How hot the machine is, from files like those of the kernel."""

from pathlib import Path

from describe.engines.heat import hottest_c


def zones(folder: Path, *contents: str) -> Path:
    for number, content in enumerate(contents):
        (folder / f"thermal_zone{number}").mkdir()
        (folder / f"thermal_zone{number}" / "temp").write_text(content)
    return folder


def test_the_hottest_zone_counts(tmp_path: Path) -> None:
    assert hottest_c(zones(tmp_path, "41000\n", "87500\n", "0\n")) == 87.5


def test_what_no_sensor_can_tell_is_left_out(tmp_path: Path) -> None:
    assert hottest_c(zones(tmp_path, "-274000\n", "255000\n", "none\n", "52000\n")) == 52.0


def test_a_machine_without_sensors_is_not_judged(tmp_path: Path) -> None:
    assert hottest_c(tmp_path) is None
    assert hottest_c(tmp_path / "nowhere") is None
