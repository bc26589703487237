#!/usr/bin/env bash
# From the answer to a revocation to the first 401 at the slowest of the four verifiers, on the running topology.
build benchmarks/TokenAspire.Topology.Benchmarks -c Release
exec dotnet run --project benchmarks/TokenAspire.Topology.Benchmarks -c Release --no-build -- revocation
