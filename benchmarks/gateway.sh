#!/usr/bin/env bash
# CPU and throughput of the gateway over bare YARP, without and with telemetry, and HAProxy with the same checks: the same backend, TLS on both sides.
command -v haproxy >/dev/null || install haproxy haproxy
build services/Gateway -c Release
build benchmarks/TokenAspire.Gateway.Benchmarks -c Release
benchmarks/TokenAspire.Gateway.Benchmarks/bin/Release/net10.0/TokenAspire.Gateway.Benchmarks gateway \
  services/Gateway/bin/Release/net10.0/TokenAspire.Gateway
