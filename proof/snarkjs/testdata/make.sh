#!/usr/bin/env bash
# Makes the proofs in this folder with snarkjs, from the keys that
# examples/circom/build.sh made: factors.* for 65537·65537, other.* of another
# circuit, which has two public inputs, plonk.* of another protocol.
# usage: proof/snarkjs/testdata/make.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
example=$root/examples/circom
[ -e "$example/node_modules/.package-lock.json" ] || (cd "$example" && npm ci --ignore-scripts --no-audit --no-fund)
snarkjs=$example/node_modules/.bin/snarkjs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"

prove() { # NAME FOLDER CIRCUIT INPUT
  "$snarkjs" groth16 fullprove "$4" "$2/$3.wasm" "$2/$3.zkey" "$1.proof.json" "$1.public.json"
  cp "$2/verification_key.json" "$1.key.json"
  "$snarkjs" groth16 verify "$1.key.json" "$1.public.json" "$1.proof.json"
}
prove factors "$example/build" factors "$example/input.json"
echo '{"steps": "5", "x": "3"}' >"$work/slow.json"
slow=$root/backend/circom/testdata/slow
prove other "$slow" slow "$work/slow.json"

cd "$work"
"$snarkjs" powersoftau new bn128 4 a.ptau
"$snarkjs" powersoftau prepare phase2 a.ptau b.ptau
"$snarkjs" plonk setup "$slow/slow.r1cs" b.ptau plonk.zkey
"$snarkjs" plonk fullprove slow.json "$slow/slow.wasm" plonk.zkey "$here/plonk.proof.json" "$here/plonk.public.json"
"$snarkjs" zkey export verificationkey plonk.zkey "$here/plonk.key.json"
# A key whose zkey has had no contribution.
"$snarkjs" groth16 setup "$slow/slow.r1cs" b.ptau bare.zkey
"$snarkjs" zkey export verificationkey bare.zkey "$here/bare.key.json"
