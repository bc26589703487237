#!/usr/bin/env bash
# What the scripts need beyond the .NET SDK, installed when missing and only through the system's
# package manager. Sourced by run.sh, test.sh and bench.sh.

# Nothing that a script starts may outlive it: no build server, and a compiler server of its own, which it ends.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=true SharedCompilationId="tokenaspire-$$"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Where OpenSSL looks for who is trusted: without it the trust in the development certificate is partial (exit code 4 when
# it is made), which .NET's own clients accept.
export SSL_CERT_DIR="$HOME/.aspnet/dev-certs/trust:${SSL_CERT_DIR:-/etc/ssl/certs}"

fail() { printf '\n%s\n' "$*" >&2; exit 1; }

have_postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }

# install PROGRAM PACKAGE…: says what it does; without apt or root it says what to type.
install() {
  local program=$1; shift
  command -v apt-get >/dev/null ||
    fail "'$program' is missing. Install it with the system's package manager (Debian's name for it: $*), then start again."
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "'$program' is missing. As root, run: apt-get install --no-install-recommends $*"
    sudo=(sudo)
  fi
  echo "Installing $* (for $program) ..."

  # Only the programs are wanted: a policy of "forbidden" keeps the packages from starting services.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod 755 "$policy"
    made=1
  fi
  local log status=0
  log=$(mktemp)
  { "${sudo[@]}" apt-get update -q &&
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 || status=$?
  [ -z "$made" ] || "${sudo[@]}" rm -f "$policy"
  [ "$status" -eq 0 ] || { tail -n 20 "$log" >&2; fail "apt-get could not install $*; the end of its output is above."; }
  rm -f "$log"
}

require_dotnet() {
  command -v dotnet >/dev/null || fail "The .NET SDK is missing. Install .NET 10: https://dot.net/download"
  dotnet --version >/dev/null 2>&1 || fail "No .NET SDK fits global.json. Installed: $(dotnet --list-sdks | tr '\n' ' ')"
}

require_stores() {
  command -v redis-server >/dev/null || install redis-server redis-server
  have_postgres || install postgres postgresql
}

require_node() {
  command -v node >/dev/null && command -v npm >/dev/null || install node nodejs npm
}

require_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    install chromium chromium
}

# Everything that carries a token is HTTPS, in development too.
require_development_certificate() {
  dotnet dev-certs https --check >/dev/null 2>&1 && return
  echo "Creating the ASP.NET Core development certificate ..."
  dotnet dev-certs https --trust >/dev/null 2>&1 || [ $? -eq 4 ] ||
    fail "The development certificate could not be created. Run: dotnet dev-certs https --trust"
}

# build PROJECT-OR-SOLUTION [ARGUMENT…]: quiet when it works, and nothing to do when nothing has changed since.
build() {
  runtime=${runtime:-$(app_host_runtime)}
  # Two empty files for each thing that was built: as old as its sources, and as old as its assemblies.
  local stamp="artifacts/built/$(printf '%s' "$* $runtime ${ISSUER_ENGINE:-}" | tr -c '[:alnum:].' '_')" log
  is_built "$stamp" && return
  mkdir -p artifacts/built
  touch "$stamp.sources"
  log=$(mktemp)
  # In the background, so that a signal ends the build at once and leaves none of its processes.
  dotnet build "$@" --nologo -v quiet -clp:NoSummary >"$log" 2>&1 &
  build_process=$!
  trap 'kill "$build_process"; wait "$build_process"; end_compiler_server; exit 130' INT TERM
  local built=0
  wait "$build_process" || built=$?
  end_compiler_server
  if [ "$built" -ne 0 ]; then
    trap - INT TERM
    cat "$log" >&2
    if [ "$runtime" = Aspire ] && grep -qE 'NU1101|NU1102|MSB4236' "$log"; then
      fail "Aspire's packages cannot be restored here (errors above). To run without them: APPHOST_RUNTIME=Local $0"
    fi
    fail "The build failed; its errors are above."
  fi
  trap - INT TERM
  rm -f "$log"
  mv "$stamp.sources" "$stamp"
  touch "$stamp.assemblies"
}

end_compiler_server() {
  "$(dotnet msbuild TokenAspire.ServiceDefaults -nologo -getProperty:RoslynTargetsPath)/bincore/VBCSCompiler" \
    -shutdown "-pipename:$SharedCompilationId" >/dev/null || true
}

# is_built STAMP: whether no source, and no folder that held one, has changed since, and nobody else has built since,
# perhaps for the other runtime. MSBuild needs seconds to find out: it evaluates every project and the packages first.
is_built() {
  [ -e "$1" ] && compgen -G "TokenAspire.AppHost/bin/$runtime/*/*/TokenAspire.AppHost.dll" >/dev/null &&
    [ -z "$(find . -mindepth 1 -type d \( -name '.?*' -o -name bin -o -name obj -o -name artifacts -o -name docs -o -name node_modules \) -prune \
      -o ! -name '*.md' -cnewer "$1" -print -quit)" ] &&
    [ -z "$(find . -path '*/bin/*' -name 'TokenAspire.*.dll' -newer "$1.assemblies" -print -quit)" ]
}

# app_host_runtime: who runs AppHost.cs.
app_host_runtime() { dotnet msbuild eng/AppHostRuntime.props -nologo -getProperty:AppHostRuntime; }
