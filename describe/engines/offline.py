"""Keeps the libraries of models off the network, quiet, and polite to the other parts of the program."""


def offline_environment() -> dict[str, str]:
    """Return what a process that runs a model has to have in its environment before it imports anything.

    Nothing is looked for on the hub, nothing is reported to anybody, no newer version is asked for.

    Threads that wait for each other look for a few tens of microseconds, then sleep: with a camera or a voice on the
    same cores, waiting busily takes the core from the very thread that is waited for. For 16 tokens about a picture
    the 500M model took 1.27 s on two quiet cores and 2.8 s beside one busy program; 1.74 and 2.1 s where threads sleep
    at once, 1.3 and 2.9 s where they wait busily.
    """
    return {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "TRANSFORMERS_VERBOSITY": "error",
        "GOMP_SPINCOUNT": "8000",
    }
