#!/usr/bin/env bash
# Qwen2.5-Omni-7B on one GPU with vLLM: deploy/vllm-one-gpu.sh [further options of vllm serve]
# Needs about 24 GB of GPU memory, and once a network for the weights. See docs/servers.md.
set -euo pipefail

# vLLM takes the key from VLLM_API_KEY, so that it stands in no list of processes.
export VLLM_API_KEY=${LOOKALOUD_SERVER_KEY:?set LOOKALOUD_SERVER_KEY to a long random word: openssl rand -hex 32}

# --host: this machine only, also with a key: vLLM's key guards /v1 and leaves other paths open. For other machines
# put deploy/Caddyfile in front.
# --max-model-len: a clip of twelve pictures and its sound take about 4,000 tokens.
# --limit-mm-per-prompt: what Lookaloud sends at most; more would only reserve memory.
# --max-num-seqs: one wearer asks one thing at a time, so this is how many wearers are served at once.
exec vllm serve "${LOOKALOUD_MODEL:-Qwen/Qwen2.5-Omni-7B}" \
  --host 127.0.0.1 --port "${LOOKALOUD_PORT:-8000}" \
  --dtype bfloat16 \
  --max-model-len 8192 \
  --max-num-seqs 16 \
  --gpu-memory-utilization 0.92 \
  --limit-mm-per-prompt '{"image": 12, "audio": 2, "video": 0}' \
  "$@"
