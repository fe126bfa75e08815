package compiler_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/internal/world"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var (
	sizes  = flag.String("sizes", "S", "sizes that the benchmarks run, as in S,M,L,XL")
	rounds = flag.Int("rounds", 3, "how often each part is timed; the best counts")
)

// BenchmarkRatios measures each part against hclsyntax parsing the same text on one processor, each tree dropped, in the same run.
// A ratio is what to quote: machines are shared and noisy.
func BenchmarkRatios(b *testing.B) {
	for _, name := range strings.Split(*sizes, ",") {
		size, ok := world.SizeNamed(name)
		if !ok {
			b.Fatalf("no size is called %q", name)
		}
		b.Run(name, func(b *testing.B) { ratios(b, size) })
	}
}

func ratios(b *testing.B, size world.Size) {
	dir := b.TempDir()
	written, files, err := world.WriteTo(dir, size)
	if err != nil {
		b.Fatal(err)
	}
	var all []*model.Policy
	var m *matrix.Matrix
	var artifact bytes.Buffer
	yardstick, disk, flatten, encode, decode, linted, strict := best(), best(), best(), best(), best(), best(), best()
	for range *rounds {
		all, m, artifact = nil, nil, bytes.Buffer{} // nothing is kept from before, as in a fresh process
		yardstick(func() { parseAlone(b, dir) })
		disk(func() {
			defer debug.SetGCPercent(debug.SetGCPercent(200)) // as the program does
			all = compileFolder(b, dir)
			m = matrix.Build(all[0])
		})
		flatten(func() { m = matrix.Build(all[0]) })
		linted(func() { lint.Run(recommended(), []*matrix.Matrix{m}, lint.Options{Today: "2026-11-21"}) })
		strict(func() { lint.Run(rules.All(), []*matrix.Matrix{m}, lint.Options{Today: "2026-11-21"}) })
		encode(func() {
			artifact.Reset()
			if err := m.Encode(&artifact); err != nil {
				b.Fatal(err)
			}
		})
		decode(func() {
			if _, err := matrix.Decode(artifact.Bytes()); err != nil {
				b.Fatal(err)
			}
		})
	}
	one := yardstick(nil)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(disk(nil)/one, "disk-to-matrix/parse")
	b.ReportMetric(flatten(nil)/one, "flatten/parse")
	b.ReportMetric(linted(nil)/disk(nil), "lint/disk-to-matrix")
	b.ReportMetric(strict(nil)/disk(nil), "all-rules/disk-to-matrix")
	b.ReportMetric(encode(nil)/one, "encode/parse")
	b.ReportMetric(decode(nil)/one, "decode/parse")
	b.ReportMetric(pointQuery(m), "ns/query")
	b.ReportMetric(float64(artifact.Len())/1e6, "artifact-MB")
	b.ReportMetric(one, "parse-s")
	b.ReportMetric(peak(), "peak-MiB")
	compared(b, size, artifact.Bytes())
	b.Logf("%s: %.1f MB in %d files", size.Name, float64(written)/1e6, files)
}

// compared measures a comparison with an artifact in which every hundredth user and two roles differ, against reading the two artifacts:
// time, and the memory that is used beyond both.
func compared(b *testing.B, size world.Size, before []byte) {
	dir := b.TempDir()
	size.Changed = true
	if _, _, err := world.WriteTo(dir, size); err != nil {
		b.Fatal(err)
	}
	var after bytes.Buffer
	if err := matrix.Build(compileFolder(b, dir)[0]).Encode(&after); err != nil {
		b.Fatal(err)
	}
	read, compare, found := best(), best(), 0
	var allocated uint64
	for range *rounds {
		var was, is *matrix.Matrix
		read(func() { was, is = decoded(b, before), decoded(b, after.Bytes()) })
		compare(func() {
			start := allocations()
			found = len(matrix.Compare(was, is, false))
			allocated = allocations() - start
		})
	}
	if found == 0 {
		b.Fatal("nothing differs")
	}
	b.ReportMetric(compare(nil)/read(nil), "compare/read-both")
	b.ReportMetric(float64(allocated)/float64(len(before)+after.Len()), "compare-bytes/artifacts")
	b.ReportMetric(float64(found), "changes")
}

func decoded(b *testing.B, artifact []byte) *matrix.Matrix {
	m, err := matrix.Decode(artifact)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// allocations is how many bytes the process has allocated since it started.
func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// recommended are the rules that lint runs unless it is told otherwise.
func recommended() []*lint.Rule {
	return slices.DeleteFunc(rules.All(), func(r *lint.Rule) bool { return r.Pack != "" || r.Severity < lint.Warning })
}

// best keeps the shortest time of what it is given, in seconds.
func best() func(func()) float64 {
	least := 0.0
	return func(f func()) float64 {
		if f == nil {
			return least
		}
		runtime.GC()
		start := time.Now()
		f()
		if took := time.Since(start).Seconds(); least == 0 || took < least {
			least = took
		}
		return least
	}
}

// parseAlone is the yardstick.
func parseAlone(b *testing.B, dir string) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if _, diags := hclsyntax.ParseConfig(text, path, hcl.InitialPos); diags.HasErrors() {
			return diags
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func compileFolder(b *testing.B, dir string) []*model.Policy {
	var diags diag.List
	in, err := input.OpenPolicy(dir, "", &diags)
	if err != nil {
		b.Fatal(err)
	}
	program, found := compiler.Compile(in)
	if found.HasErrors() || diags.HasErrors() {
		b.Fatal(found.Sorted()[0])
	}
	return program.Environments
}

// pointQuery is the time of one question by name, in nanoseconds.
func pointQuery(m *matrix.Matrix) float64 {
	const questions = 200_000
	people, tables, verbs := m.Principals(false), m.Tables(), privilege.Verbs()
	people = slices.DeleteFunc(people, func(p string) bool { return !strings.HasPrefix(p, "user.") })
	asked := 0
	seed := uint32(1)
	start := time.Now()
	for range questions {
		seed = seed*1664525 + 1013904223
		asked += int(m.Level(people[int(seed>>8)%len(people)], tables[int(seed>>4)%len(tables)], verbs[seed>>29]))
	}
	took := float64(time.Since(start).Nanoseconds()) / questions
	if asked == 0 {
		panic("bug: nobody can do anything")
	}
	return took
}

// peak is the most memory that the process ever had, in MiB, 0 where the system does not say.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kib float64
		if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &kib); err == nil {
			return kib / 1024
		}
	}
	return 0
}
