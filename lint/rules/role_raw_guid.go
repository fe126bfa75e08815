package rules

import (
	"regexp"

	"github.com/dvpolicy/dvpolicy/lint"
)

var roleRawGUID = &lint.Rule{
	ID: "role/raw-guid", Severity: lint.Warning,
	Summary: "an id of one environment stands where others have another: as a name, or as the row that a share of several environments is of",
	Why: "Roles, teams and business units have another id in each environment, and rows as a rule too. What is named by one is found in the environment " +
		"where it was looked up, and nowhere else. Ids of Entra groups and of applications are the tenant's, and the same everywhere.",
	Sources: []string{"Microsoft: ALM basics (ids differ between environments)", "our own: what goes wrong with examples for Terraform"},
	Bad: `
environment "test" {}
environment "prod" {}
role "0b7d2c56-3f6e-4d0b-9a53-2f8f3a9b1c11" { # here
  grants {
    account = { user = ["read"] }
  }
}
team "board" { name = "{6A2F4D0E-9C1B-4E57-8A50-7D3E2B1F0C44}" } # here
share "board_pack" { # here
  table  = "account"
  record = "4b1f7d0a-2c3e-4f5a-8b6c-7d8e9f0a1b2c"
  with   = [team.board]
  rights = ["read"]
}
`,
	Good: `
environment "test" {}
environment "prod" {}
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
entra_group "board" { object_id = "0b7d2c56-3f6e-4d0b-9a53-2f8f3a9b1c11" }
team "board" { entra_group = entra_group.board }
share "board_pack" {
  table  = "account"
  record = "A-1001"
  with   = [team.board]
  rights = ["read"]
}
share "tried_out" {
  environments = ["test"]
  table        = "account"
  record       = "4b1f7d0a-2c3e-4f5a-8b6c-7d8e9f0a1b2c"
  with         = [team.board]
  rights       = ["read"]
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			named(p, lint.Target{Address: r.Address, Span: r.Span}, r.Name)
		}
		for _, t := range p.Policy.Teams {
			if !t.Default {
				named(p, lint.Target{Address: t.Address, Span: t.Span}, t.Name)
			}
		}
		for _, u := range p.Policy.BusinessUnits {
			named(p, unitTarget(u), u.Name)
		}
		in := environmentsWith(p)
		for _, s := range p.Policy.Shares {
			if n := in[recordOf{s.Address, s.Record}]; n > 1 {
				p.Report(shareTarget(s), "%s is of the row %s, in %d environments: rows have another id in each", s.Address, s.Record, n)
			}
		}
	},
}

var guid = regexp.MustCompile(`^\{?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?$`)

func named(p *lint.Pass, at lint.Target, name string) {
	if guid.MatchString(name) {
		p.Report(at, "%s is named %s, which is an id of one environment", at.Address, name)
	}
}

// A recordOf is a share, and the row that it is of.
type recordOf struct{ share, record string }

// environmentsWith is how many environments have a share of the same row, of those whose rows are named by an id.
func environmentsWith(p *lint.Pass) map[recordOf]int {
	in := map[recordOf]int{}
	for _, m := range p.All {
		for _, s := range m.Policy().Shares {
			if guid.MatchString(s.Record) {
				in[recordOf{s.Address, s.Record}]++
			}
		}
	}
	return in
}
