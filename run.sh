#!/usr/bin/env bash
# Starts the whole topology; Ctrl+C stops it.
set -euo pipefail
cd "$(dirname "$0")"
. eng/prerequisites.sh

require_dotnet
require_development_certificate & certificate=$!
runtime=$(app_host_runtime)
[ "$runtime" = Aspire ] || require_stores
wait "$certificate"
build TokenAspire.AppHost

if [ "$runtime" = Aspire ]; then
  exec dotnet run --project TokenAspire.AppHost --no-build -- "$@"
fi
# The same as `dotnet run`, but in this very process: a signal sent to run.sh reaches the app host.
export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
exec TokenAspire.AppHost/bin/Local/Debug/*/TokenAspire.AppHost "$@"
