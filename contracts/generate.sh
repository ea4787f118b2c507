#!/bin/sh
# Compiles the contracts and writes their Go bindings, which hold ABI and
# bytecode. Needs node, npm and go; the bindings are checked in, so that nobody
# else does. sources.sha256 tells the tests from which sources they were made.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm ci --ignore-scripts --no-audit --no-fund --silent
node compile.mjs "$work" Groth16Verifier
go run github.com/ethereum/go-ethereum/cmd/abigen@v1.17.10 --v2 \
	--abi "$work/Groth16Verifier.abi" --bin "$work/Groth16Verifier.bin" \
	--pkg contracts --type Groth16Verifier --out "$work/groth16_verifier.go"
gofmt -w "$work/groth16_verifier.go"
chmod 644 "$work/groth16_verifier.go"
mv "$work/groth16_verifier.go" groth16_verifier.go
sha256sum -- *.sol compile.mjs package-lock.json groth16_verifier.go >sources.sha256
