package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

// heard are the findings of the rule about writing, and of those about waivers, as address, what is accepted, and environment.
func heard(t *testing.T, text string) string {
	t.Helper()
	ran := slices.DeleteFunc(rules.All(), func(r *lint.Rule) bool { return r.ID != "grant/org-write" && !strings.HasPrefix(r.ID, "lint/") })
	var lines []string
	for _, f := range lint.Run(ran, matrices(t, text), lint.Options{Today: "2026-11-21"}).Findings {
		line := fmt.Sprintf("%d %s", f.Span.Line(), f.Address)
		if f.Rule.ID != "grant/org-write" {
			line = fmt.Sprintf("%d %s: %s", f.Span.Line(), strings.TrimPrefix(f.Rule.ID, "lint/suppression-"), f.Message)
		}
		if f.Waived {
			line += " waived"
		}
		if f.Environment != "" {
			line += " in " + f.Environment
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// A dvpolicy:ignore comment is a waiver of its block.
func TestACommentWaivesItsBlock(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the block that it is in, and no other", `
role "a" {
  # dvpolicy:ignore grant/org-write reason="imports at night"
  grants { account = { organization = ["write"] } }
}
role "a_b" {
  grants { account = { organization = ["write"] } }
}`, "4 role.a waived\n7 role.a_b"},
		{"until its day", `
role "a" { # dvpolicy:ignore grant/org-write reason=x until=2026-11-20
  grants { account = { organization = ["write"] } }
}
role "b" { # dvpolicy:ignore grant/org-write reason=x until=2026-11-21
  grants { account = { organization = ["write"] } }
}`, "2 expired: dvpolicy:ignore grant/org-write of role.a expired on 2026-11-20\n3 role.a\n6 role.b waived"},
		{"with a reason", `
role "a" {
  # dvpolicy:ignore grant/org-write
  grants { account = { organization = ["write"] } }
}`, "3 no-reason: dvpolicy:ignore grant/org-write of role.a gives no reason\n4 role.a waived"},
		{"of the table that it names", `
role "a" {
  # dvpolicy:ignore grant/org-write table=account reason=x
  # dvpolicy:ignore grant/org-write table=lead reason=x
  grants {
    account = { organization = ["write"] }
    contact = { organization = ["write"] }
  }
}`, "4 unused: dvpolicy:ignore grant/org-write table=lead of role.a: nothing that it names violates grant/org-write\n6 role.a waived\n7 role.a"},
		{"as often as it counts, over all that the block declares", `
# dvpolicy:ignore grant/org-write count=2 reason=x
role "a" {
  for_each = toset(["x", "y"])
  grants {
    account = { organization = ["write"] }
    contact = { organization = ["write"] }
  }
}`, "6 role.a[\"x\"] waived\n6 role.a[\"y\"] waived\n7 role.a[\"x\"]\n7 role.a[\"y\"]"},
		{"used where one of what the block declares needs it", `
# dvpolicy:ignore grant/org-write reason=x
role "a" {
  for_each = { x = "write", y = "read" }
  grants { account = { organization = [each.value] } }
}`, "5 role.a[\"x\"] waived"},
		{"used where one of its environments needs it", `
environment "prod" {}
environment "test" {}
# dvpolicy:ignore grant/org-write reason=x
role "a" {
  grants { account = { organization = [env.name == "prod" ? "write" : "read"] } }
}
# dvpolicy:ignore grant/org-write reason=x
role "b" { environments = ["test"] }`, "6 role.a waived in prod\n8 unused: dvpolicy:ignore grant/org-write of role.b: nothing that it names violates grant/org-write in test"},
		{"as often as it counts, over all environments, what all have once", `
environment "prod" {}
environment "test" {}
# dvpolicy:ignore grant/org-write count=2 reason=x
role "a" {
  grants {
    account = { organization = ["write"] }
    contact = { organization = [env.name == "prod" ? "delete" : "write"] }
  }
}`, "7 role.a waived\n8 role.a waived in prod\n8 role.a in test"},
		{"several findings and any to come, which is too much", `
# dvpolicy:ignore grant/org-write reason=x
role "a" {
  grants { account = { organization = ["write", "delete"] } }
}
# dvpolicy:ignore grant/org-write table=account reason=x
role "b" {
  grants { account = { organization = ["write", "delete"] } }
}
# dvpolicy:ignore grant/org-write reason=x until=2026-11-20
role "c" {
  grants { account = { organization = ["write", "delete"] } }
}`, "2 broad: dvpolicy:ignore grant/org-write of role.a accepts 2 findings and any that are to come: " +
			"narrow it to a table or a privilege, or say that its count is 2\n" +
			"4 role.a waived\n4 role.a waived\n8 role.b waived\n8 role.b waived\n" +
			"10 expired: dvpolicy:ignore grant/org-write of role.c expired on 2026-11-20\n12 role.c\n12 role.c"},
		{"nobody knows whether it is used where its rule does not run", `
role "a" {} # dvpolicy:ignore grant/org-read reason=x`, ""},
		{"findings about waivers are not waived", `
role "a" { # dvpolicy:ignore lint/suppression-unused reason=x
  # dvpolicy:ignore grant/org-write reason=x
}`, "2 unused: dvpolicy:ignore lint/suppression-unused of role.a: nothing that it names violates lint/suppression-unused\n" +
			"3 unused: dvpolicy:ignore grant/org-write of role.a: nothing that it names violates grant/org-write"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := heard(t, c.text); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// What is found about two comments of one block has two identities.
func TestCommentsOfABlockAreToldApart(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range lint.Run(rules.All(), matrices(t, `
role "a" {
  # dvpolicy:ignore grant/org-write
  # dvpolicy:ignore grant/org-write table=account
  # dvpolicy:ignore grant/org-read table=account
}`), lint.Options{Today: "2026-11-21"}).Findings {
		if f.Rule.ID == "lint/suppression-no-reason" {
			seen[f.Fingerprint()] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("three comments have %d fingerprints", len(seen))
	}
}

// A rule that lacks what it looks at has not passed, so that nobody knows whether a waiver of it is needed.
func TestAWaiverOfASkippedRuleIsNotUnused(t *testing.T) {
	result := lint.Run(rules.All(), matrices(t, `
role "a" {} # dvpolicy:ignore role/unused reason="the policy assigns no role"
waiver "b" {
  rule   = "role/unused"
  target = role.a
  reason = "the same"
}`), lint.Options{Today: "2026-11-21"})
	if !slices.ContainsFunc(result.Skipped, func(s lint.Skipped) bool { return s.Rule.ID == "role/unused" }) {
		t.Fatal("role/unused is not skipped")
	}
	for _, f := range result.Findings {
		if f.Rule.ID == "lint/suppression-unused" {
			t.Error(f.Message)
		}
	}
}
