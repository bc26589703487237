#!/usr/bin/env bash
# CPU and throughput of one Kestrel endpoint: without any verification, with stock JwtBearer, and with this project's, 64 connections.
# HTTP/1.1 without TLS on purpose: encryption costs all variants the same and would only flatter the ratio.
build benchmarks/TokenAspire.ResourceServer.Benchmarks -c Release
benchmarks/TokenAspire.ResourceServer.Benchmarks/bin/Release/net10.0/TokenAspire.ResourceServer.Benchmarks pipeline
