#!/usr/bin/env bash
# What verifying one token costs: the bare RSA-2048 signature, the stock JsonWebTokenHandler, and this one, cold and remembered.
build benchmarks/TokenAspire.ResourceServer.Benchmarks -c Release
benchmarks/TokenAspire.ResourceServer.Benchmarks/bin/Release/net10.0/TokenAspire.ResourceServer.Benchmarks verification
