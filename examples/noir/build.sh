#!/bin/sh
# Compiles src/main.nr to transfers.json and makes the inputs of batch.json with
# the npm packages that muster pins. `nargo compile` of the same version writes
# the same program to target/. usage: build.sh [MUSTER]
set -eu
cd "$(dirname "$0")"
muster=${1:-../../bin/muster}
"$muster" backend install noir
modules=$("$muster" backend install noir | sed -n 's/^noir is installed in //p')
node ../../backend/noir/compile.mjs "$modules" . transfers.json
node inputs.mjs "$modules"
