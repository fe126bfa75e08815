package lint_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// ran is what rules find that were told: "prod a/b x; test a/b x y" are a finding of a/b about x in prod, and two in test. "-" before a rule
// means that it is skipped there, "~" before an address that the finding is waived, "!" that it is an error.
func ran(text string) lint.Result {
	var rules []*lint.Rule
	var all []*matrix.Matrix
	said := map[string][]string{} // by environment
	for _, part := range strings.Split(text, "; ") {
		words := strings.Fields(part)
		said[words[0]] = append(said[words[0]], strings.Join(words[1:], " "))
		if !slices.ContainsFunc(all, func(m *matrix.Matrix) bool { return m.Policy().Environment.Name == words[0] }) {
			p := &model.Policy{Environment: model.Environment{Name: words[0]}}
			all = append(all, matrix.Build(p))
		}
		for i, w := range words[min(2, len(words)):] {
			if address, waived := strings.CutPrefix(w, "~"); waived {
				p := all[slices.IndexFunc(all, func(m *matrix.Matrix) bool { return m.Policy().Environment.Name == words[0] })].Policy()
				p.Waivers = append(p.Waivers, &model.Waiver{Address: fmt.Sprint("waiver.", i), Rule: words[1], Target: address})
			}
		}
	}
	for _, id := range []string{"a/b", "a/c"} {
		rules = append(rules, &lint.Rule{ID: id, Severity: lint.Warning, Check: func(p *lint.Pass) {
			for _, line := range said[p.Policy.Environment.Name] {
				words := strings.Fields(line)
				switch {
				case len(words) > 0 && words[0] == "-"+id:
					p.Skip("told so")
				case len(words) > 0 && words[0] == id:
					for i, w := range words[1:] {
						address, error := strings.CutPrefix(strings.TrimPrefix(w, "~"), "!")
						p.ReportAs(map[bool]lint.Severity{false: lint.Warning, true: lint.Error}[error], lint.Target{Address: address}, "message %d", i)
					}
				}
			}
		}})
	}
	return lint.Run(rules, all, lint.Options{Today: "2026-11-21"})
}

// Some editors put a byte order mark before a text.
func TestABaselineMayBeginWithAMark(t *testing.T) {
	var text bytes.Buffer
	if err := lint.BaselineOf(ran("prod a/b x"), lint.Baseline{}, everything).Write(&text); err != nil {
		t.Fatal(err)
	}
	if b, err := lint.ParseBaseline(append([]byte("\xef\xbb\xbf"), text.Bytes()...)); err != nil || len(b.Findings) != 1 {
		t.Errorf("got %v, %v", b, err)
	}
}

func everything(*lint.Finding) bool { return true }

// left is what is still reported, and what is stale.
func left(r lint.Result) string {
	var parts []string
	for _, f := range r.Findings {
		part := strings.TrimSpace(f.Rule.ID + " " + f.Address + " " + f.Environment)
		if f.Severity == lint.Error {
			part = "!" + part
		}
		if f.Waived {
			part = "~" + part
		}
		parts = append(parts, part)
	}
	for _, s := range r.Stale {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %d %s", s.Entry, s.Count, s.Why)))
	}
	return strings.Join(parts, "; ")
}

// A baseline leaves out what it has, where it has it, as often as it has it; what it has too much of is stale.
func TestBaseline(t *testing.T) {
	for _, c := range []struct{ name, was, is, want string }{
		{"the same", "prod a/b x; test a/b x", "prod a/b x; test a/b x", ""},
		{"one more", "prod a/b x", "prod a/b x y", "a/b y"},
		{"one less", "prod a/b x y", "prod a/b y", "a/b at x 0 no longer occurs"},
		{"twice, once before", "prod a/b x", "prod a/b x x", "a/b x"},
		{"once, thrice before", "prod a/b x x x", "prod a/b x", "a/b at x 2 no longer occurs 2 of 3 times"},
		{"another rule", "prod a/b x", "prod a/c x", "a/c x; a/b at x 0 no longer occurs"},
		{"everywhere, before in some", "prod a/b x; test", "prod a/b x; test a/b x", "a/b x"},
		{"in some, before everywhere", "prod a/b x; test a/b x", "prod a/b x; test", "a/b at x 0 no longer occurs in test"},
		{"in another", "prod a/b x; test", "prod; test a/b x", "a/b x test; a/b at x in prod 0 no longer occurs"},
		{"in an environment that is gone", "prod a/b x; test", "test", "a/b at x in prod 0 no longer occurs"},
		{"waived before", "prod a/b ~x", "prod a/b x", "a/b x"},
		{"waived now", "prod a/b x", "prod a/b ~x", "~a/b x; a/b at x 0 is waived"},
		{"an environment that is new", "test a/b x", "prod a/b x; test a/b x", "a/b x"},
		{"another environment", "test a/b x", "prod a/b x", "a/b x; a/b at x 0 no longer occurs"},
		{"one less in one", "prod a/b x x; test a/b x", "prod a/b x; test a/b x", "a/b at x in prod 0 no longer occurs"},
		{"skipped now", "prod a/b x", "prod -a/b", ""},
		{"skipped in one", "prod a/b x; test a/b x", "prod -a/b; test", "a/b at x 0 no longer occurs in test"},
		{"an error now", "prod a/b x", "prod a/b !x", "!a/b x"},
		{"an error before", "prod a/b !x", "prod a/b x", ""},
		{"an error in one", "prod a/b x; test a/b x", "prod a/b x; test a/b !x", "!a/b x test"},
		{"one of two is an error now", "prod a/b x x", "prod a/b x !x", "!a/b x"},
		{"an error beside what was one", "prod a/b !x", "prod a/b x !x", "a/b x"},
		{"one of each, the error gone", "prod a/b !x x", "prod a/b x", "a/b at x 0 no longer occurs"},
		{"waived in one", "prod a/b x; test a/b x", "prod a/b x; test a/b ~x", "~a/b x test; a/b at x 0 is waived in test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var text bytes.Buffer
			if err := lint.BaselineOf(ran(c.was), lint.Baseline{}, everything).Write(&text); err != nil {
				t.Fatal(err)
			}
			b, err := lint.ParseBaseline(text.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			r := ran(c.is)
			r.Subtract(b, everything)
			if got := left(r); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// What an older input had is no news; that something is not waived any more is.
func TestSince(t *testing.T) {
	for _, c := range []struct{ name, was, is, want string }{
		{"the same", "prod a/b x; test a/b x", "prod a/b x; test a/b x", ""},
		{"one more", "prod a/b x", "prod a/b x y", "a/b y"},
		{"twice, once before", "prod a/b x", "prod a/b x x", "a/b x"},
		{"one less", "prod a/b x y", "prod a/b y", ""},
		{"everywhere, before in some", "prod a/b x; test", "prod a/b x; test a/b x", "a/b x"},
		{"everywhere, before in each of more", "dev; prod a/b x; test a/b x", "prod a/b x; test a/b x", ""},
		{"in some, before everywhere", "prod a/b x; test a/b x", "prod a/b x; test", ""},
		{"in another", "prod a/b x; test", "prod; test a/b x", "a/b x test"},
		{"waived before, and now", "prod a/b ~x", "prod a/b ~x", ""},
		{"waived before, not now", "prod a/b ~x", "prod a/b x", "a/b x"},
		{"waived now, not before", "prod a/b x", "prod a/b ~x", ""},
		{"new and waived", "prod", "prod a/b ~x", "~a/b x"},
		{"an error now", "prod a/b x", "prod a/b !x", "!a/b x"},
		{"an error before", "prod a/b !x", "prod a/b x", ""},
		{"an environment that is new", "test a/b x", "prod a/b x; test a/b x", "a/b x"},
		{"two that are new", "test a/b x; dev a/b x", "prod a/b x; qa a/b x", "a/b x"},
		{"one against one, whatever they are called", "test a/b x", "prod a/b x", ""},
		{"an error everywhere, before in one", "prod a/b !x; test a/b x", "prod a/b !x; test a/b !x", "!a/b x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ran(c.is)
			r.Since(ran(c.was), everything)
			if got := left(r); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A new baseline keeps what the older one has of rules that did not look, and of findings that are not shown.
func TestANewBaselineKeepsWhatNobodyLookedFor(t *testing.T) {
	older := lint.BaselineOf(ran("prod a/b x z; prod a/c y; prod a/d z"), lint.Baseline{}, everything)
	got := lint.BaselineOf(ran("prod a/b x; prod -a/c"), older, func(*lint.Finding) bool { return false })
	if len(older.Findings) != 3 || fmt.Sprint(got.Findings[0], got.Findings[1]) != "a/b at x a/c at y" || len(got.Findings) != 2 {
		t.Errorf("of %v it keeps %v", older.Findings, got.Findings)
	}
}

// What is not understood is refused, with the reason.
func TestParseBaselineRefuses(t *testing.T) {
	var text bytes.Buffer
	if err := lint.BaselineOf(ran("prod a/b x <&> ä"), lint.Baseline{}, everything).Write(&text); err != nil {
		t.Fatal(err)
	}
	good := text.String()
	entry := good[strings.Index(good, "{\"rule") : strings.Index(good, "}")+1]
	for _, c := range []struct{ name, old, new, want string }{
		{"nothing", good, "", "it is no baseline: unexpected end of JSON input"},
		{"no JSON", good, "rules: []", "it is no baseline: invalid character"},
		{"a list", good, "[]", "it is no baseline"},
		{"cut", "]\n}", "]", "it is no baseline: unexpected end of JSON input"},
		{"more behind it", "]\n}", "]\n}{}", "it is no baseline: invalid character '{' after top-level value"},
		{"no format", "dvpolicy/baseline", "dvpolicy/findings", "it is no baseline: its format is not \"dvpolicy/baseline\""},
		{"no version", "\"version\": 1,\n", "", "it is a baseline of another version than 1"},
		{"no findings", "\"findings\": [", "\"found\": [", "unknown field \"found\""},
		{"null findings", good[strings.LastIndex(good[:strings.Index(good, "{\"rule")], "["):], "null}", "it lacks environments or findings"},
		{"no environments", "\"environments\": [\"prod\"],", "", "it lacks environments or findings"},
		{"an unknown word", "\"address\"", "\"adress\"", "unknown field \"adress\""},
		{"another type", "\"address\":\"<&>\"", "\"address\":1", "\"findings.address\" has number"},
		{"no rule", entry, "{}", "one of its findings names no rule"},
		{"another address", "\"address\":\"<&>\"", "\"address\":\"z\"", "the fingerprint of a/b at z is not its own"},
		{"no severity", "\"severity\":\"warning\",", "", "a/b at <&> has no severity"},
		{"another severity", "\"warning\"", "\"grave\"", "\"grave\" is none of info, warning, error"},
		{"twice", entry, entry + "," + entry, "it has a/b at <&> twice"},
		{"less than none", "\"rule\"", "\"count\":-1,\"rule\"", "-1 times"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.Replace(good, c.old, c.new, 1)
			if changed == good {
				t.Fatal("nothing was changed")
			}
			if _, err := lint.ParseBaseline([]byte(changed)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
