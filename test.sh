#!/usr/bin/env bash
# Every test. Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"
. eng/prerequisites.sh

require_dotnet
require_stores
require_node
require_chromium
require_development_certificate
build TokenAspire.sln

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  # Built, and not in the solution, only with the engine that it is of.
  case $name in
    *.Duende.Tests)
      [ "${ISSUER_ENGINE:-}" = Duende ] || continue
      dotnet build "$project" --nologo -v quiet ;;
  esac
  echo "== $name"
  # A project that cannot run writes no results: its exit code counts as a failure below.
  dotnet test "$project" --no-build --nologo -v quiet \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" || status=1
done

# sum COUNTER: over the <Counters …/> element of every result file.
sum() {
  { cat "$results"/*.trx 2>/dev/null || true; } | { grep -o '<Counters [^>]*>' || true; } |
    { grep -o " $1=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}
total=$(sum total) passed=$(sum passed) failed=$(sum failed) executed=$(sum executed)
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
[ "$passed" -gt 0 ] || status=1
echo "$passed passed, $failed failed, $((total - executed)) skipped"
exit "$status"
