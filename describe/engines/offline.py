"""Keeps the libraries of models off the network, quiet, and polite to the other parts of the program."""


def offline_environment() -> dict[str, str]:
    """Return what a process that runs a model has to have in its environment before it imports anything.

    Nothing is looked for on the hub, nothing is reported to anybody, no newer version is asked for. Threads sleep while
    they wait for each other: with a camera, a reader or a voice on the same cores, waiting busily takes the core from
    the very thread that is waited for. With one other busy program on two cores the first token of the 500M model took
    13.8 s so, and takes 1.6 s.
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
        "OMP_WAIT_POLICY": "passive",
    }
