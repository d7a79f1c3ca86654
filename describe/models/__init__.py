"""What runs in a model's worker process: the one place of torch and transformers."""
