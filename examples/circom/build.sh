#!/usr/bin/env bash
# Compiles factors.circom and makes its keys: what lies in build/. Takes half a
# minute. The keys are new each time; they are a development set-up, made by one
# party who could keep what is to be forgotten.
# usage: examples/circom/build.sh [FOLDER] [CIRCUIT.circom]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
circuit=$(realpath "${2:-$here/factors.circom}")
name=$(basename "$circuit" .circom)
mkdir -p "${1:-$here/build}"
out=$(realpath "${1:-$here/build}")
power=7 # of two: the most constraints

[ -e "$here/node_modules/.package-lock.json" ] || (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund)
bin=$here/node_modules/.bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
entropy() { head -c 64 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

cp "$circuit" "$work/$name.circom"
cd "$work" # circom2 sees the files below its folder
cp -r "$here/node_modules/circomlib" .
"$bin/circom2" "$name.circom" --r1cs --wasm -l . -o .
"$bin/snarkjs" powersoftau new bn128 "$power" begun.ptau
"$bin/snarkjs" powersoftau contribute begun.ptau contributed.ptau --name=development -e="$(entropy)"
"$bin/snarkjs" powersoftau prepare phase2 contributed.ptau ready.ptau
"$bin/snarkjs" groth16 setup "$name.r1cs" ready.ptau begun.zkey
"$bin/snarkjs" zkey contribute begun.zkey "$name.zkey" --name=development -e="$(entropy)"
"$bin/snarkjs" zkey verify "$name.r1cs" ready.ptau "$name.zkey"
"$bin/snarkjs" zkey export verificationkey "$name.zkey" verification_key.json
cp "$name.r1cs" "$name.zkey" verification_key.json "${name}_js/$name.wasm" "$out"
