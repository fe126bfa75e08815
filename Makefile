# make check is what CI runs. Everything needs Go alone.
GO       ?= go
FUZZTIME ?= 10s
CORPUS   ?= testdata/solutions
SIZES    ?= S,M,L

.PHONY: build test check lint race fuzz generate generated examples prove bench

build:
	$(GO) build -o bin/dvpolicy ./cmd/dvpolicy

test:
	$(GO) test ./...

check: lint test race fuzz generated examples

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=.tools/go.mod staticcheck ./...

# What runs at once: environments, files, queries.
race:
	$(GO) test -race ./compiler ./model/matrix -rapid.checks=20

# Each target for a bounded time; fuzz.sh fails where a target did not really run.
fuzz:
	FUZZTIME=$(FUZZTIME) sh .ci/fuzz.sh

generate:
	$(GO) run ./schema/internal/gen

# Generated files are up to date: making them again changes nothing.
generated: generate
	@git diff --exit-code --stat -- schema

# Our own examples through our own tool.
examples: build
	@for policy in examples/*/; do ls $$policy*.dv.hcl >/dev/null 2>&1 || continue; bin/dvpolicy fmt --check $$policy && bin/dvpolicy check $$policy || exit 1; done
	bin/dvpolicy check examples/core.zip

# Longer proofs: ten thousand generated worlds against the naive evaluator; every solution of a folder is read, counted by another reader,
# written as it was, and as a policy with the same access.
prove:
	$(GO) test ./compiler -run TestProve -rapid.checks=10000 -timeout 2h -count 1
	$(GO) test ./compiler/solution ./compiler/markup ./compiler/print ./cmd/dvpolicy -count 1 -corpus $(abspath $(CORPUS))

# Ratios to hclsyntax parsing the same text, and to encoding/xml over the same bytes, in the same run.
bench:
	$(GO) test ./compiler/markup ./compiler/solution -run '^$$' -bench .
	$(GO) test ./compiler -run '^$$' -bench . -benchtime 1x -timeout 1h -sizes $(SIZES)
