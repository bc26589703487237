#!/usr/bin/env bash
# Tokens of the real issuer by client credentials, RS256 and ES256: CPU of its process over the bare signature, and oidc-provider in the same run.
# HTTP/1.1 without TLS on purpose: encryption costs all servers the same and would only hide what differs.
require_node
build services/Issuer/TokenAspire.Issuer -c Release
build benchmarks/TokenAspire.Issuer.Benchmarks -c Release
oidc_provider=benchmarks/TokenAspire.Issuer.Benchmarks/OidcProvider
(cd "$oidc_provider" && npm ci --ignore-scripts --no-audit --no-fund >&2)
benchmarks/TokenAspire.Issuer.Benchmarks/bin/Release/net10.0/TokenAspire.Issuer.Benchmarks issuance \
  services/Issuer/TokenAspire.Issuer/bin/Release/net10.0/TokenAspire.Issuer "$oidc_provider/server.mjs"
