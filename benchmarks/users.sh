#!/usr/bin/env bash
# 10,000 users, each with a connection and a token, 1,005 requests/s in all for a minute: open loop.
ulimit -n "$(ulimit -H -n)"
build benchmarks/TokenAspire.Topology.Benchmarks -c Release
exec dotnet run --project benchmarks/TokenAspire.Topology.Benchmarks -c Release --no-build -- users 10000 1005
