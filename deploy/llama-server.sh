#!/usr/bin/env bash
# A small model on a computer without a large GPU, with llama.cpp: deploy/llama-server.sh [further options]
# Needs llama-server, and once a network for the weights. See docs/servers.md.
set -euo pipefail
export LLAMA_API_KEY=${LOOKALOUD_SERVER_KEY:?set LOOKALOUD_SERVER_KEY to a long random word: openssl rand -hex 32}
exec llama-server -hf "${LOOKALOUD_MODEL:-ggml-org/SmolVLM2-500M-Video-Instruct-GGUF}" \
  --host 127.0.0.1 --port "${LOOKALOUD_PORT:-8080}" \
  --ctx-size 8192 --parallel 1 \
  "$@"
