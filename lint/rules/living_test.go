package rules_test

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
	"github.com/dvpolicy/dvpolicy/model"
)

// What a policy excludes, no rule speaks of; what it waives is still there, marked as accepted, until the waiver expires.
func TestEveryRuleCanBeExcludedAndWaived(t *testing.T) {
	for _, r := range rules.All() {
		if r.CheckWaiver != nil {
			continue
		}
		t.Run(strings.ReplaceAll(r.ID, "/", "_"), func(t *testing.T) {
			all := matrices(t, r.Bad)
			found := lint.Run([]*lint.Rule{r}, all, lint.Options{Today: "2026-11-21"}).Findings
			excluded := model.LintRule{Rule: r.ID}
			var waivers []*model.Waiver
			for _, f := range found {
				excluded.Exclude = append(excluded.Exclude, f.Address)
				waivers = append(waivers, &model.Waiver{Address: "waiver.x", Rule: r.ID, Target: f.Address, Reason: "known", Expires: "2026-12-31"})
			}
			for _, m := range all {
				m.Policy().Lint.Rules = []model.LintRule{excluded}
			}
			var diags diag.List
			if left := lint.Run(lint.Configure([]*lint.Rule{r}, all, &diags), all, lint.Options{Today: "2026-11-21"}).Findings; len(left) > 0 || diags.Len() > 0 {
				t.Errorf("excluded: %d findings of %d are left, %d problems", len(left), len(found), diags.Len())
			}
			for _, m := range all {
				m.Policy().Lint.Rules, m.Policy().Waivers = nil, waivers
			}
			for _, f := range lint.Run([]*lint.Rule{r}, all, lint.Options{Today: "2026-11-21"}).Findings {
				if f.Waived == r.Unwaivable {
					t.Errorf("waived: %s is %t", f.Address, f.Waived)
				}
			}
			for _, f := range lint.Run([]*lint.Rule{r}, all, lint.Options{Today: "2027-01-01"}).Findings {
				if f.Waived {
					t.Errorf("expired: %s is waived", f.Address)
				}
			}
		})
	}
}

// What is about a table that a policy excludes, no rule speaks of, whatever its address.
func TestEveryRuleCanLeaveOutTables(t *testing.T) {
	looked := 0
	for _, r := range rules.All() {
		if r.CheckWaiver != nil {
			continue
		}
		all := matrices(t, r.Bad)
		excluded := model.LintRule{Rule: r.ID}
		want := 0
		for _, f := range lint.Run([]*lint.Rule{r}, all, lint.Options{Today: today}).Findings {
			if f.Subject.Table == "" {
				want++
				continue
			}
			looked++
			excluded.Exclude = append(excluded.Exclude, model.Address("table", f.Subject.Table))
		}
		for _, m := range all {
			m.Policy().Lint.Rules = []model.LintRule{excluded}
		}
		var diags diag.List
		left := lint.Run(lint.Configure([]*lint.Rule{r}, all, &diags), all, lint.Options{Today: today}).Findings
		if len(left) != want || diags.Len() > 0 {
			t.Errorf("%s: %d findings are left, %d are about no table, %d problems", r.ID, len(left), want, diags.Len())
		}
	}
	if looked < 50 {
		t.Errorf("only %d findings are about tables", looked)
	}
}

// A waiver with a count accepts as many findings, and no more.
func TestAWaiverAcceptsAsManyAsItCounts(t *testing.T) {
	const text = `
role "clerk" {
  grants {
    account = { organization = ["write", "delete"] }
    contact = { organization = ["write"] }
  }
}
waiver "two" {
  rule   = "grant/org-write"
  target = role.clerk
  count  = 2
  reason = "known"
}
waiver "contacts" {
  rule   = "grant/org-write"
  table  = "lead"
  reason = "known"
}
`
	waived, all := 0, 0
	for _, f := range lint.Run(rules.All(), matrices(t, text), lint.Options{Today: "2026-11-21"}).Findings {
		if f.Rule.ID == "grant/org-write" {
			all++
			if f.Waived {
				waived++
			}
		}
		if f.Rule.ID == "lint/suppression-unused" && f.Address != "waiver.contacts" {
			t.Errorf("%s is said to be unused", f.Address)
		}
	}
	if waived != 2 || all != 3 {
		t.Errorf("%d of %d findings are waived, want 2 of 3", waived, all)
	}
}

// A finding's fingerprint is its own.
func TestNoTwoFindingsOfARuleShareAFingerprint(t *testing.T) {
	for _, r := range rules.All() {
		seen := map[string]string{}
		for _, f := range lint.Run(rules.All(), matrices(t, r.Bad), lint.Options{Today: "2026-11-21"}).Findings {
			key := f.Rule.ID + f.Fingerprint()
			if first, again := seen[key]; again {
				t.Errorf("%s: %q and %q", f.Rule.ID, first, f.Message)
			}
			seen[key] = f.Message
		}
	}
}
