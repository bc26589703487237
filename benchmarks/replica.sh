#!/usr/bin/env bash
# The revocation replica at a million entries (look-up, memory, applying) and its replay of 100,000 from a Redis server.
build benchmarks/TokenAspire.Revocation.Benchmarks -c Release
benchmarks/TokenAspire.Revocation.Benchmarks/bin/Release/net10.0/TokenAspire.Revocation.Benchmarks
