#!/usr/bin/env bash
# 10,000 refresh families at once: every one has to be answered with its successor within 10 seconds.
build services/Issuer/TokenAspire.Issuer -c Release
build benchmarks/TokenAspire.Issuer.Benchmarks -c Release
benchmarks/TokenAspire.Issuer.Benchmarks/bin/Release/net10.0/TokenAspire.Issuer.Benchmarks storm \
  services/Issuer/TokenAspire.Issuer/bin/Release/net10.0/TokenAspire.Issuer
