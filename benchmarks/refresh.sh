#!/usr/bin/env bash
# Refresh rotations of the real issuer, 32 connections, against the same SQL from a bare Npgsql loop; fsync on.
build services/Issuer/TokenAspire.Issuer -c Release
build benchmarks/TokenAspire.Issuer.Benchmarks -c Release
benchmarks/TokenAspire.Issuer.Benchmarks/bin/Release/net10.0/TokenAspire.Issuer.Benchmarks refresh \
  services/Issuer/TokenAspire.Issuer/bin/Release/net10.0/TokenAspire.Issuer
