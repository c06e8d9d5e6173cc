# shellcheck shell=bash
# What the scripts that start a cluster's processes share; each process has DIR/NAME.pid.

# end_all DIR NAME...: ends them and removes DIR. A process that does not end within 10 s is killed: one that still writes would fill
# DIR again while it is removed, and would hold its port against the next start.
end_all() {
  local dir=$1 name pid pids=(); shift
  for name in "$@"; do
    [ -f "$dir/$name.pid" ] || continue
    pid=$(cat "$dir/$name.pid")
    kill "$pid" 2>/dev/null || true
    pids+=("$pid")
  done
  for _ in $(seq 1 100); do any_alive "${pids[@]}" || break; sleep 0.1; done
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  while any_alive "${pids[@]}"; do sleep 0.1; done
  rm -rf "$dir"
}

# Whether one of these processes still runs; one that has ended and whose parent did not ask for it yet does not.
any_alive() {
  local pid state
  for pid in "$@"; do
    state=$(ps -o stat= -p "$pid" || true)
    case $state in '' | Z*) ;; *) return 0 ;; esac
  done
  return 1
}
