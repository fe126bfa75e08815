package rules

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/lint"
)

var buRootRenamed = &lint.Rule{
	ID: "bu/root-renamed", Severity: lint.Warning,
	Summary: "the root business unit is called in one environment after another",
	Why: "The root starts with the name of its environment's domain, so it has another name in each, and its default team is called so too. " +
		"A policy that writes down that of one environment claims, or makes, the same name in all.",
	Sources: []string{"Microsoft: Create or edit business units (the name of the root business unit)"},
	Bad: `
environment "dev" {}
environment "prod" {}

business_unit "root" { name = "woodgrove-dev" } # here
`,
	Good: `
environment "dev" {}
environment "prod" {}

business_unit "root" { name = env.name == "dev" ? "woodgrove-dev" : "Woodgrove" }
`,
	CheckAll: func(p *lint.Pass) {
		for _, m := range p.All {
			policy := m.Policy()
			root, own := policy.BusinessUnits[0], words(policy.Environment.Name)
			for _, of := range p.All {
				name := words(of.Policy().Environment.Name)
				if len(name) == 0 || isPart(name, own) || !isPart(name, words(root.Name)) {
					continue
				}
				at := unitTarget(root)
				at.Other = policy.Environment.Name
				p.Report(at, "%s of environment %q is called %q, after environment %q", root.Address, policy.Environment.Name, root.Name, of.Policy().Environment.Name)
			}
		}
	},
}

// words are what a name is made of, in small letters.
func words(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// isPart reports whether words follow each other in others.
func isPart(part, of []string) bool {
	for ; len(of) >= len(part); of = of[1:] {
		if slices.Equal(part, of[:len(part)]) {
			return true
		}
	}
	return false
}
