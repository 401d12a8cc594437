#!/usr/bin/env bash
# A run on a machine that is lent for minutes, takes little in at a time and forgets everything: models/pretrain/h100.md.
# `pack` runs here, everything else there.
set -euo pipefail
cd "$(dirname "$0")/../.."

box=.cache/lease      # what travels: ignored by git, named in `carry`
there=/tmp/lease      # where it lies on the other machine from call to call
largest=$((62 * 1024 * 1024))
python=${PYTHON:-python3}

# pack <plan folder> <photos.tar>...: the plan, and the photos in pieces that fit into a call beside the working tree.
pack() {
  local plan=$1 tree args=()
  shift
  rm -rf "$box"
  mkdir -p "$box/plan"
  cp "$plan"/plan.json "$plan"/*.onnx "$box/plan/"
  [ -f "$plan/initial.safetensors" ] && set -- "$plan/initial.safetensors" "$@"
  for file in "$@"; do args+=(-C "$(cd "$(dirname "$file")" && pwd)" "$(basename "$file")"); done
  tree=$(git ls-files -co --exclude-standard -z | { du -cb --files0-from=- 2>/dev/null || true; } | tail -1 | cut -f1)
  tree=$((tree + $(du -sb "$box/plan" | cut -f1)))
  tar -c "${args[@]}" | split -b $((largest - tree)) -d -a 1 - "$box/piece."
  for piece in "$box"/piece.*; do
    mkdir "$box/${piece##*.}"
    mv "$piece" "$box/${piece##*.}/"
  done
  du -sh "$box"/*
}

# take <number>: keeps the code, the plan and one piece; after the last piece, unpacks them.
take() {
  mkdir -p "$there/code/models" "$there/pieces" "$there/plan" "$there/data"
  cp -r models/pretrain "$there/code/models/"
  cp "$box"/plan/* "$there/plan/"
  [ ! -d "$box/$1" ] || cp "$box/$1"/piece.* "$there/pieces/"
  ls -l "$there/pieces"
}

unpack() {
  cat "$there"/pieces/piece.* | tar -x -C "$there/data"
  [ ! -f "$there/data/initial.safetensors" ] || mv "$there/data/initial.safetensors" "$there/plan/"
}

# rehearse <minutes of each stage>: noise instead of photos; fills the cache of torch.compile and says what the device can do.
rehearse() {
  cd "$there/code"
  "$python" -u -m models.pretrain.rehearse --plan "$there/plan/plan.json" --work "$there/rehearsal" --minutes "$1" --tell-seconds 5 "${@:2}"
}

# begin [options of train.py]: goes on after this call has returned; does nothing while a run is on.
begin() {
  if [ -f "$there/pid" ] && kill -0 "$(cat "$there/pid")" 2>/dev/null; then return; fi
  cd "$there/code"
  setsid "$python" -u -m models.pretrain.train --plan "$there/plan/plan.json" --data "$there/data" --run "$there/run" "$@" \
    >>"$there/log" 2>&1 </dev/null &
  echo $! >"$there/pid"
}

# watch <seconds>: the log, until the run ends or the time is up.
watch() {
  timeout "$1" tail -n 5 -f --pid="$(cat "$there/pid")" "$there/log" || true
}

# stop: by SIGTERM, so that the state and the model are saved.
stop() {
  kill -TERM "$(cat "$there/pid")" 2>/dev/null || true
  timeout 90 tail -f --pid="$(cat "$there/pid")" /dev/null || true
}

# collect: the average of the weights as saved last, in files that may come back.
collect() {
  cp "$there"/run/model/manifest.json "$OUT/"
  split -b 15M -d -a 1 "$there/run/model/model.safetensors" "$OUT/model.safetensors."
  cp "$there/run/progress.jsonl" "$there/log" "$OUT/"
  nvidia-smi --query-gpu=name,memory.used,clocks.sm --format=csv || true
}

# join <files_at> <model folder>: here again.
join() {
  mkdir -p "$2"
  cat "$1"/model.safetensors.? >"$2/model.safetensors"
  cp "$1/manifest.json" "$2/"
  printf '%s  %s\n' "$(sed -n 's/.*"sha256": "\([0-9a-f]*\)".*/\1/p' "$2/manifest.json")" "$2/model.safetensors" | sha256sum -c
}

"$@"
