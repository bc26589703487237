#!/usr/bin/env bash
# ./bench.sh lists the benchmarks; ./bench.sh NAME runs one: a figure a line, name<TAB>value<TAB>unit.
set -euo pipefail
cd "$(dirname "$0")"

name=${1:-}
if [ -z "$name" ]; then
  for script in benchmarks/*.sh; do
    printf '%s\t%s\n' "$(basename "$script" .sh)" "$(sed -n '2s/^# //p' "$script")"
  done
  exit 0
fi
[ -f "benchmarks/$name.sh" ] || { echo "No benchmark '$name'. There are: $(cd benchmarks && ls ./*.sh | sed 's/.*\///; s/\.sh$//' | paste -sd' ')" >&2; exit 2; }
. eng/prerequisites.sh
require_dotnet
require_stores
require_development_certificate
. "benchmarks/$name.sh"
