#!/bin/sh
# Runs every fuzz target for $FUZZTIME and fails where one did not really execute: a fuzz job that fuzzes nothing is worse than none.
set -eu
time=${FUZZTIME:-10s}
least=${FUZZLEAST:-100}
ran=0
for file in $(grep -l '^func Fuzz' -r --include='*_test.go' .); do
	package=$(dirname "$file")
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		out=$(go test "./$package" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1x 2>&1) || {
			# Go's fuzzer may miss its own deadline without having found anything.
			echo "$out" | grep -q 'Failing input written\|panic:\|--- FAIL.*[^)]$' && { echo "$out"; exit 1; }
			echo "$out" | grep -q 'context deadline exceeded' || { echo "$out"; exit 1; }
		}
		execs=$(echo "$out" | sed -n 's/.*execs: \([0-9]*\).*/\1/p; s/.*baseline coverage: \([0-9]*\).*/\1/p' | sort -n | tail -1)
		echo "$package $target: ${execs:-0} executions"
		[ "${execs:-0}" -ge "$least" ] || { echo "$target ran fewer than $least times"; echo "$out"; exit 1; }
		ran=$((ran + 1))
	done
done
[ "$ran" -gt 0 ] || { echo "no fuzz target found"; exit 1; }
echo "$ran fuzz targets ran"
