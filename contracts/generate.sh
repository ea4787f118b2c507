#!/bin/sh
# Compiles the contracts and writes their Go bindings, which hold ABI and
# bytecode. Needs node, npm and go; the bindings are checked in, so that nobody
# else does. sources.sha256 tells the tests from which sources they were made.
#
# Stops where the Proof Manager's storage no longer begins as the published one;
# LAYOUT=replace takes the new layout for published, which is right only while
# no proxy keeps the old one.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm ci --ignore-scripts --no-audit --no-fund --silent
cp package-lock.json node_modules/.installed-lock.json # for scripts/tools
proxy=@openzeppelin/contracts/proxy/transparent
node compile.mjs "$work" 1000000 Groth16Verifier.sol
node compile.mjs "$work" 200 ProofManager.sol Settlement.sol dev/TestUSDC.sol \
	dev/ProofManagerV2.sol dev/HostileToken.sol dev/Crowd.sol dev/EarningsProbe.sol dev/StorageLayout.sol \
	$proxy/TransparentUpgradeableProxy.sol $proxy/ProxyAdmin.sol
if [ "$(wc -c <"$work/ProofManager.runtime")" -gt $((2 * 24576)) ]; then
	echo "ProofManager is larger than the 24,576 bytes that a chain takes" >&2
	exit 1
fi

# bind NAME FILE [PACKAGE] writes the binding of a contract.
bind() {
	go run github.com/ethereum/go-ethereum/cmd/abigen@v1.17.10 --v2 \
		--abi "$work/$1.abi" --bin "$work/$1.bin" \
		--pkg "${3:-contracts}" --type "$1" --out "$work/bound.go"
	gofmt -w "$work/bound.go"
	chmod 644 "$work/bound.go"
	mv "$work/bound.go" "$2"
}
bind Groth16Verifier groth16_verifier.go
bind ProofManager proof_manager.go
bind Settlement settlement.go
bind TestUSDC test_usdc.go
bind TransparentUpgradeableProxy transparent_proxy.go
bind ProxyAdmin proxy_admin.go
mkdir -p internal/fixture testdata
bind ProofManagerV2 internal/fixture/proof_manager_v2.go fixture
bind HostileToken internal/fixture/hostile_token.go fixture
bind Crowd internal/fixture/crowd.go fixture
bind EarningsProbe internal/fixture/earnings_probe.go fixture

cp "$work/StorageLayout.storage" testdata/storage.json
go test -count 1 -run '^TestStorageKeepsItsLayout$' . -layout "${LAYOUT:-append}"
sha256sum -- *.sol dev/*.sol compile.mjs package-lock.json testdata/storage.json \
	groth16_verifier.go proof_manager.go settlement.go test_usdc.go transparent_proxy.go proxy_admin.go \
	internal/fixture/crowd.go internal/fixture/*_*.go >sources.sha256
