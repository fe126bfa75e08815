package rules_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// reread is what is left of matrices where they are written and read again.
func reread(t *testing.T, all []*matrix.Matrix) []*matrix.Matrix {
	t.Helper()
	var read []*matrix.Matrix
	for _, m := range all {
		var text bytes.Buffer
		if err := m.Encode(&text); err != nil {
			t.Fatal(err)
		}
		again, err := matrix.Decode(text.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, again)
	}
	return read
}

// identities are what is found but for waivers, and what is skipped.
func identities(r lint.Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Rule.ID+" "+f.Address+" "+f.Subject.String()+" "+f.Environment+": "+f.Message)
	}
	for _, s := range r.Skipped {
		all = append(all, s.Rule.ID+" is skipped: "+s.Reason)
	}
	all = slices.DeleteFunc(all, func(one string) bool { return strings.HasPrefix(one, "lint/") })
	slices.Sort(all)
	return all
}

// What rules find of a policy, they find of its artifacts, but for what is about waivers: those are skipped.
func TestRulesFindTheSameInAnArtifact(t *testing.T) {
	for _, r := range rules.All() {
		for _, text := range []string{r.Bad, r.Good} {
			all := matrices(t, text)
			for _, m := range all {
				m.Policy().Lint.Include = nil
			}
			of := lint.Run(rules.All(), reread(t, all), lint.Options{Today: today, Artifact: true})
			want, got := identities(lint.Run(rules.All(), all, lint.Options{Today: today})), identities(of)
			for _, one := range want {
				if !slices.Contains(got, one) {
					t.Errorf("%s: only of the policy: %s", r.ID, one)
				}
			}
			for _, one := range got {
				if !slices.Contains(want, one) {
					t.Errorf("%s: only of the artifact: %s", r.ID, one)
				}
			}
			for _, rule := range rules.All() {
				skipped := slices.ContainsFunc(of.Skipped, func(s lint.Skipped) bool { return s.Rule == rule || s.Rule.ID == rule.ID })
				if rule.CheckWaiver != nil && (!skipped || of.Looked(rule.ID, "")) {
					t.Errorf("%s is passed by an artifact", rule.ID)
				}
			}
		}
	}
}
