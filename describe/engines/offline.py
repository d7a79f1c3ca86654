"""What keeps the models' libraries off the network, for the environment of the process that runs them."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""They are read when those libraries are imported, so they have to be there before. Nothing that we ask of a library
goes to the network either; this is for what it might ask by itself."""
