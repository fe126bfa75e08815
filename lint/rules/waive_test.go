package rules_test

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/lint/rules"
)

const twoEnvironments = `
environment "prod" { type = "production" }
environment "test" { type = "sandbox" }
`

// waivedIn are the environments in which a rule's findings are waived, with their reasons, and those in which they are not.
func waivedIn(t *testing.T, rule, text string) (waived map[string]string, open []string) {
	t.Helper()
	waived = map[string]string{}
	for _, f := range lint.Run(rules.All(), matrices(t, text), lint.Options{Today: today}).Findings {
		switch {
		case f.Rule.ID != rule:
		case f.Waived:
			waived[f.Environment] = f.Reason
		default:
			open = append(open, f.Environment)
		}
	}
	return waived, open
}

// What a waiver counts, it counts in all environments together, and accepts the first.
func TestAWaiverCountsInAllEnvironments(t *testing.T) {
	const text = twoEnvironments + `
waiver "one" {
  rule   = "env/no-security-group"
  target = "environment"
  count  = 1
  reason = " one tenant "
}
`
	waived, open := waivedIn(t, "env/no-security-group", text)
	if len(waived) != 1 || waived["prod"] != "one tenant" || len(open) != 1 || open[0] != "test" {
		t.Errorf("waived is %v, open %v", waived, open)
	}
}

// One finding that two waivers accept, each in its environment, has two reasons.
func TestAWaivedFindingHasTheReasonOfItsWaiver(t *testing.T) {
	const text = twoEnvironments + `
role "a" {
  grants { account = { organization = ["write"] } }
}
waiver "production" {
  environments = ["prod"]
  rule         = "grant/org-write"
  target       = role.a
  reason       = "imports"
}
waiver "testing" {
  environments = ["test"]
  rule         = "grant/org-write"
  target       = role.a
  reason       = "tests imports"
}
`
	waived, open := waivedIn(t, "grant/org-write", text)
	if len(waived) != 2 || waived["prod"] != "imports" || waived["test"] != "tests imports" || len(open) > 0 {
		t.Errorf("waived is %v, open %v", waived, open)
	}
}

// Beside others, one environment shares its group: that is about the one, which accepts it, whatever the others accept.
func TestAnEnvironmentAcceptsWhatIsAboutIt(t *testing.T) {
	const text = `
entra_group "all" {}
environment "prod" {
  type           = "production"
  security_group = entra_group.all
}
environment "test" {
  type           = "sandbox"
  security_group = entra_group.all
}
waiver "one group" {
  environments = ["%s"]
  rule         = "env/group-shared"
  target       = "environment"
  reason       = "they are one team"
}
`
	waived, open := map[string]int{}, map[string]int{}
	for _, environment := range []string{"prod", "test"} {
		accepted, left := waivedIn(t, "env/group-shared", strings.Replace(text, "%s", environment, 1))
		waived[environment], open[environment] = len(accepted), len(left)
	}
	if waived["prod"]+waived["test"] != 1 || open["prod"]+open["test"] != 1 {
		t.Errorf("waived is %v, open %v: of the two, the one that it is about accepts it", waived, open)
	}
}
