"""What the bench says of its figures."""

from describe.models.architectures import ARCHITECTURES
from describe.models.bench import Bench, Figures
from describe.models.bench_engines import Setting


def bench_words(bench: Bench, setting: Setting) -> str:
    """Return a table and sentences for people."""
    rows = {
        "our engine": bench.ours,
        "plain generate, its own tiles": bench.plain,
        "plain generate, one small picture": bench.one_tile,
    }
    lines = [_heading(setting), f"{'':34}first token  16 tokens  tokens/s  memory"]
    lines += [_row(name, figures) for name, figures in rows.items()]
    lines.append(_ratio(bench.ours, bench.plain, "plain generate"))
    lines.append(_ratio(bench.ours, bench.one_tile, "with one small picture"))
    return "\n".join([*lines, _where(bench), _limit(bench)])


def _heading(setting: Setting) -> str:
    if setting.folder is not None:
        return f"{setting.folder.name}, a picture of 640x480"
    name = ARCHITECTURES[setting.preset].name
    return f"{name} at random weights: what it says is noise, and its tokenizer a stand-in; a picture of 640x480"


def _row(name: str, figures: Figures) -> str:
    first, sixteen = f"{figures.first_token_s:.2f} s", f"{figures.first_16_tokens_s:.2f} s"
    return f"{name:34}{first:>11}{sixteen:>11}{figures.tokens_per_s:10.1f}{figures.memory_mb / 1000:5.1f} GB"


def _ratio(ours: Figures, other: Figures, name: str) -> str:
    sooner = other.first_16_tokens_s / ours.first_16_tokens_s
    faster = ours.tokens_per_s / other.tokens_per_s
    return f"Our first 16 tokens come {sooner:.1f} times sooner than {name}'s, and {faster:.1f} times as many a second."


def _where(bench: Bench) -> str:
    ms = {name: seconds * 1000 for name, seconds in bench.parts.items()}
    return (
        f"Ours: {ms['ready_part_s']:.0f} ms to make the inputs, {ms['picture_part_s']:.0f} ms to look at the picture, "
        f"{ms['prefill_part_s']:.0f} ms for the words of the request,\nthen {ms['step_part_s']:.1f} ms a token: "
        f"{ms['products_part_s']:.1f} ms are products with weights, the rest is attention, norms and Python."
    )


def _limit(bench: Bench) -> str:
    limit = bench.limit
    return (
        f"This machine multiplies {limit['multiply_gflop_per_s']:.0f} GFLOP/s and reads {limit['read_gb_per_s']:.0f} "
        f"GB/s now: a first token cannot come before {limit['first_token_s']:.2f} s,\nand reading the "
        f"{limit['step_mb']:.0f} MB of weights in {limit['step_bits']:.0f} bits takes {limit['step_s'] * 1000:.1f} ms; "
        f"a step takes {bench.parts['step_part_s'] / limit['step_s']:.2f} times as long."
    )
