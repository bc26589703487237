#!/usr/bin/env bash
# 2,000 users at 250 requests/s for 5 minutes while Redis, Postgres, the issuer and each service are killed and restarted in turn.
ulimit -n "$(ulimit -H -n)"
build benchmarks/TokenAspire.Topology.Benchmarks -c Release
exec dotnet run --project benchmarks/TokenAspire.Topology.Benchmarks -c Release --no-build -- faults 2000 250 300
