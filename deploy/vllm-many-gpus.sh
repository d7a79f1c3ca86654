#!/usr/bin/env bash
# The same on several GPUs of one machine: deploy/vllm-many-gpus.sh NUMBER [further options of vllm serve]
# Each GPU holds the whole model; vLLM hands each request to the one that has least to do, behind one address.
set -euo pipefail
gpus=${1:?how many GPUs?}
shift
exec "$(dirname "${BASH_SOURCE[0]}")/vllm-one-gpu.sh" --data-parallel-size "$gpus" "$@"
