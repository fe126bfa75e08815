# make check is what CI runs. Everything needs Go alone.
GO       ?= go
FUZZTIME ?= 10s
CORPUS   ?= testdata/solutions
SIZES    ?= S,M,L
TODAY    ?= 2026-11-22

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
	$(GO) tool -modfile=.tools/go.mod actionlint examples/ci/github/*.yml

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

# Our own examples through our own tool, as of one day: shares and waivers expire. swiss-cheese has findings (2), and is right only with them.
examples: build
	@for policy in examples/*/; do \
		case $$policy in examples/ci/) continue ;; esac; \
		case $$policy in examples/swiss-cheese/) want=2 ;; *) want=0 ;; esac; \
		bin/dvpolicy fmt --check $$policy || exit 1; \
		bin/dvpolicy check --today $(TODAY) $$policy; got=$$?; \
		test $$got -eq $$want || { echo "$$policy: check exits $$got, want $$want"; exit 1; }; \
	done
	bin/dvpolicy check --today $(TODAY) examples/core.zip

# Longer proofs: ten thousand generated worlds against the naive evaluator; every solution of a folder is read, counted by another reader,
# written as it was, as a policy with the same access, and linted as its artifact is.
prove:
	$(GO) test ./compiler -run TestProve -rapid.checks=10000 -timeout 2h -count 1
	$(GO) test ./compiler/solution ./compiler/markup ./compiler/print ./cmd/dvpolicy ./lint/rules -count 1 -corpus $(abspath $(CORPUS))

# Ratios to hclsyntax parsing the same text, and to encoding/xml over the same bytes, in the same run.
bench:
	$(GO) test ./compiler/markup ./compiler/solution -run '^$$' -bench .
	$(GO) test ./compiler -run '^$$' -bench . -benchtime 1x -timeout 1h -sizes $(SIZES)
