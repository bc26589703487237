#!/usr/bin/env bash
# Every test. Ends with one line: N passed, N failed, N skipped.
# Arguments go to every test project (xunit's own: -class "*OrderTests", -method …).
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
export results runtime

# The test programs themselves: dotnet test takes seconds to find out for each what is known here. A project that cannot
# run writes no results: its exit code counts as a failure below.
run_project() {
  local name=$1 folder status=0
  shift
  for folder in tests/$name/bin/{"$runtime","${ISSUER_ENGINE:-}",.}/Debug; do
    if [ -d "$folder" ]; then break; fi
  done
  dotnet "$folder"/net*/"$name.dll" -noLogo -noColor -trx "$results/$name.trx" "$@" >"$results/$name.log" 2>&1 || status=$?
  # In one piece, though two projects run at a time; without what the issuers and services inside of a test program log.
  {
    flock 9
    echo "== $name"
    if [ "$status" -eq 0 ]; then
      grep -F ' Total: ' "$results/$name.log" || true
    else
      grep -v '^{"Timestamp":' "$results/$name.log" || true
    fi
  } 9>"$results/output"
  return "$status"
}
export -f run_project

# Two at a time and the longest first: most of a project's time is waiting for processes, ports and clocks.
longest=(TokenAspire.EndToEnd.Tests TokenAspire.Issuer.Tests TokenAspire.ResourceServer.Tests)
projects=$(printf '%s\n' "${longest[@]}" tests/*.Tests/*.Tests.csproj | sed 's|.*/||; s|\.csproj$||' | awk '!seen[$0]++')
# Not in the solution: built and run only with the engine that they are of.
if [ "${ISSUER_ENGINE:-}" = Duende ]; then
  for project in tests/*.Duende.Tests/*.csproj; do dotnet build "$project" --nologo -v quiet; done
else
  projects=$(grep -v '\.Duende\.Tests$' <<<"$projects")
fi
status=0
xargs -P 2 -I {} bash -c 'run_project "$@"' run_project {} "$@" <<<"$projects" || status=1

# sum COUNTER: over the <Counters …/> element of every result file.
sum() {
  { cat "$results"/*.trx 2>/dev/null || true; } | { grep -o '<Counters [^>]*>' || true; } |
    { grep -o " $1=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}
total=$(sum total) passed=$(sum passed) failed=$(sum failed)
skipped=$((total - passed - failed))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
[ "$passed" -gt 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
