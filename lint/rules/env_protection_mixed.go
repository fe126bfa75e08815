package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var envProtectionMixed = &lint.Rule{
	ID: "env/protection-mixed", Severity: lint.Info,
	Summary: "an environment lacks a protection that another of the same type has",
	Why: "Environments of one type hold data of one kind. Where only some of them are managed, have the lockbox or are encrypted with one's " +
		"own key, that was forgotten more often than meant.",
	Sources: []string{"Microsoft: Secure customer engagement apps (Lockbox, customer-managed keys)", "our own: what differs should differ for a reason"},
	Bad: `
environment "europe" {
  type             = "production"
  managed          = true
  customer_lockbox = true
}
environment "asia" { # here
  type    = "production"
  managed = true
}
environment "america" { # here
  type = "production"
}
`,
	Good: `
environment "europe" {
  type             = "production"
  managed          = true
  customer_lockbox = true
}
environment "asia" {
  type             = "production"
  managed          = true
  customer_lockbox = true
}
environment "test" { type = "sandbox" }
`,
	CheckAll: func(p *lint.Pass) {
		all, like := typedEnvironments(p), map[string]int{}
		for _, o := range all {
			like[o.Environment.Type]++
		}
		if len(like) == len(all) {
			p.Skip("no two environments say that they are of one type")
			return
		}
		for _, o := range all {
			for _, one := range protections {
				with := firstWith(all, o.Environment.Type, one.has)
				if with == nil || one.has(&o.Environment) || !one.can(&o.Environment) {
					continue
				}
				at := environmentTarget(&o.Environment, one.name)
				p.Report(at, "%s does not say %s = true, as %s of the same type does", at.Address, one.name, model.Address("environment", with.Name))
			}
		}
	},
}

// Lockbox and key need a managed environment (semantics S-PR-20): where that is what is missing, it is enough to say so.
var protections = []struct {
	name     string
	has, can func(*model.Environment) bool
}{
	{"managed", isManaged, func(*model.Environment) bool { return true }},
	{"customer_lockbox", func(e *model.Environment) bool { return e.CustomerLockbox }, isManaged},
	{"customer_managed_key", func(e *model.Environment) bool { return e.CustomerManagedKey }, isManaged},
}

func isManaged(e *model.Environment) bool { return e.Managed }

// firstWith is the first environment of a type that has something, nil where none has.
func firstWith(all []*model.Policy, kind string, has func(*model.Environment) bool) *model.Environment {
	for _, o := range all {
		if o.Environment.Type == kind && has(&o.Environment) {
			return &o.Environment
		}
	}
	return nil
}
