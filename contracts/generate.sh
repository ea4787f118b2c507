#!/bin/sh
# Compiles the contracts and writes their Go bindings, which hold ABI and
# bytecode. Needs node, npm and go; the bindings are checked in, so that nobody
# else does. sources.sha256 tells the tests from which sources they were made.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm ci --ignore-scripts --no-audit --no-fund --silent
proxy=@openzeppelin/contracts/proxy/transparent
node compile.mjs "$work" 1000000 Groth16Verifier.sol
node compile.mjs "$work" 200 ProofManager.sol Settlement.sol dev/TestUSDC.sol \
	$proxy/TransparentUpgradeableProxy.sol $proxy/ProxyAdmin.sol

# bind NAME FILE writes the binding of a contract.
bind() {
	go run github.com/ethereum/go-ethereum/cmd/abigen@v1.17.10 --v2 \
		--abi "$work/$1.abi" --bin "$work/$1.bin" \
		--pkg contracts --type "$1" --out "$work/$2"
	gofmt -w "$work/$2"
	chmod 644 "$work/$2"
	mv "$work/$2" "$2"
}
bind Groth16Verifier groth16_verifier.go
bind ProofManager proof_manager.go
bind Settlement settlement.go
bind TestUSDC test_usdc.go
bind TransparentUpgradeableProxy transparent_proxy.go
bind ProxyAdmin proxy_admin.go
sha256sum -- *.sol dev/*.sol compile.mjs package-lock.json \
	groth16_verifier.go proof_manager.go settlement.go test_usdc.go transparent_proxy.go proxy_admin.go >sources.sha256
