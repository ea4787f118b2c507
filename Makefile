# muster: make help says what there is.

GO      ?= go
BIN     := bin/muster
TOOLS   := $(CURDIR)/.cache/tools/bin
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
export MUSTER_TOOLS ?= $(TOOLS)
# Keys that tests prove with are made once per checkout.
export MUSTER_KEYS ?= $(CURDIR)/.cache/keys

# Packages whose tests prove, or live through a thousand seeds; the race
# detector makes them ten times slower, so it runs on all the others.
PROVING := /rollup|/program/ownership|/keys|/proof|/backend|/settle/evm|/contracts|/cmd/muster|/internal/chaos|/internal/sim
# Packages with benchmarks that know a tiny size (-short).
BENCHED := ./pipeline ./artifact ./backend/gnark ./backend/circom ./cmd/muster
RACED   = $(shell $(GO) list ./... | grep -v -E '$(PROVING)')
PROVED  = $(shell $(GO) list ./... | grep -E '$(PROVING)')

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/muster
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/muster

.PHONY: demo
demo: build ## Prove a batch of rollup transactions and have an EVM accept it
	$(BIN) demo

.PHONY: demo-market
demo-market: build ## Run a market for proofs: chain, submitter, three networks, audit
	@scripts/tools geth
	$(BIN) market demo

.PHONY: tools
tools: ## Install what the tests need (PostgreSQL, an S3-compatible server)
	@scripts/tools test

.PHONY: test
test: tools ## Run all tests, with the race detector where nothing proves
	$(GO) test -race -timeout 15m $(RACED)
	$(GO) test -timeout 30m $(PROVED)

.PHONY: soak
soak: tools ## Run the fault tests for hours (MUSTER_SEEDS, MUSTER_ROUNDS)
	MUSTER_SEEDS=$${MUSTER_SEEDS:-10000} $(GO) test -race -timeout 24h ./internal/chaos
	MUSTER_ROUNDS=$${MUSTER_ROUNDS:-1000} $(GO) test -race -timeout 24h -run TestAHundredKills -v ./cmd/muster

.PHONY: check
check: ## Check format, lint, import rules and generated files
	@scripts/tools check
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not gofmt-ed (run gofmt -w):"; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(TOOLS)/golangci-lint run ./...
	$(GO) test -run 'TestImports|TestPackageDocs' .
	cd contracts && node_modules/.bin/solhint -c solhint.yaml --disc --noPoster --max-warnings 0 '*.sol' 'dev/*.sol'
	$(GO) test -run 'TestBindingsAreOfTheseSources|TestPublishedLayout|TestStorageKeepsItsLayout' ./contracts

.PHONY: generate
generate: ## Make generated code again (protobuf, contracts, key set-up, examples)
	@scripts/tools generate
	PATH="$(TOOLS):$$PATH" $(GO) generate ./...

.PHONY: bench
bench: ## Measure: overhead, latencies, throughput (figures in docs/performance.md)
	@scripts/tools test
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./...

.PHONY: bench-smoke
bench-smoke: ## Run each benchmark once at a tiny size, to see that it still runs
	$(GO) test -short -run '^$$' -bench . -benchtime 1x $(BENCHED)

.PHONY: clean
clean: ## Remove what make build and make test left
	rm -rf bin .cache
