#!/usr/bin/env bash
# From ./run.sh on a warm build to "All resources healthy", and the app host's memory then.
build TokenAspire.AppHost
output=$(mktemp)
started=$(date +%s.%N)
./run.sh >"$output" 2>&1 &
host=$!
trap 'kill -TERM $host 2>/dev/null || true; wait $host || true; rm -f "$output"' EXIT
for _ in $(seq 600); do
  grep -qx 'All resources healthy' "$output" && break
  kill -0 "$host" 2>/dev/null || { cat "$output" >&2; exit 1; }
  sleep 0.1
done
healthy=$(date +%s.%N)
grep -qx 'All resources healthy' "$output" || { cat "$output" >&2; exit 1; }
awk -v a="$started" -v b="$healthy" 'BEGIN { printf "startup_seconds\t%.1f\ts\n", b - a }'
awk '/^VmRSS/ { printf "apphost_rss_mb\t%.0f\tMB\n", $2 / 1024 }' "/proc/$host/status"
