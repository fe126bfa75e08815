package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// inOne is what rules find in a policy of one environment.
func inOne(t *testing.T, text string, rules ...*lint.Rule) (*model.Policy, []lint.Finding) {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text}))
	if diags.HasErrors() {
		t.Fatalf("%d: %s", diags.Sorted()[0].Span.Line(), diags.Sorted()[0].Message)
	}
	p := program.Environments[0]
	return p, lint.Run(rules, []*matrix.Matrix{matrix.Build(p)}, lint.Options{Today: "2026-11-21"}).Findings
}

func TestMessagesNameWhatOneLooksFor(t *testing.T) {
	for _, c := range []struct {
		policy, want string
		rule         *lint.Rule
	}{
		{`
role "clerk" {
  grants {
    email = { business_unit = ["create", "read"] }
  }
}
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
entra_group "east" { members = [user.ann] }
team "eastern" {
  entra_group   = entra_group.east
  business_unit = business_unit.east
  roles         = [role.clerk]
}
user "ann" {}
`, "user.ann is in the root: what it creates of email with role.clerk by team.eastern does not belong to business_unit.east", userCrossBUOwner},
		{`
role "clerk" {
  privileges = ["prvDeleteAuditPartitions"]
  grants {
    annotation = { user = ["write"] }
    invoice    = { user = ["write"] }
  }
}
table "invoice" { classification = "restricted" }
`, "role.clerk can change invoice rows, and holds prvDeleteAuditPartitions", auditDeleteEvidence},
		{`
role "clerk" {
  grants {
    account     = { organization = ["write"] }
    contact     = { organization = ["write"] }
    opportunity = { organization = ["write"] }
  }
}
table "opportunity" { classification = "restricted" }
business_unit "root" {
  default_team { roles = [role.clerk] }
}
`, "everybody in business_unit.root holds role.clerk, and with it can write every row of opportunity", buDefaultTeamRole},
		{`
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
team "clerks" { roles = [role.clerk] }
user "ann" {
  enabled   = false
  roles     = [role.clerk]
  member_of = [team.clerks]
}
`, "user.ann is disabled, and keeps 1 role, 1 team", userDisabledWithAccess},
		{`
role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
`, "role.clerk grants 1 privilege: it may belong to another role", roleTiny},
		{`
table "contact" {
  column "governmentid" {
    secured      = true
    masking_rule = "x"
  }
}
column_security_profile "all" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "all_records" }
  }
}
team "shops" {
  members                  = [user.ann]
  column_security_profiles = [column_security_profile.all]
}
user "ann" {}
`, "column_security_profile.all shows contact.governmentid unmasked in lists to people of team.shops", columnUnmaskedBroad},
		{hierWidensSensitive.Bad, "by hierarchy security alone, user.dora writes rows of account that those directly below own", hierWidensSensitive},
	} {
		t.Run(strings.ReplaceAll(c.rule.ID, "/", "_"), func(t *testing.T) {
			r := *c.rule
			r.Severity = max(r.Severity, lint.Info) // some are off until somebody asks
			var said []string
			_, found := inOne(t, c.policy, &r)
			for _, f := range found {
				said = append(said, f.Message)
			}
			if !slices.Contains(said, c.want) {
				t.Errorf("got  %q\nwant %q", said, c.want)
			}
		})
	}
}

// Roles that a solution, or Dataverse, puts into the same business unit have no name of another's.
func TestOneNameInOneBusinessUnitIsNoCollision(t *testing.T) {
	program, _ := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": `
role "base" { name = "Basic User" }
team "all" { roles = [role.base, standard_role.basic_user] }
`}))
	all := []*matrix.Matrix{matrix.Build(program.Environments[0])}
	for _, f := range lint.Run([]*lint.Rule{buNameCollision}, all, lint.Options{Today: "2026-11-21", Include: []string{"standard_roles"}}).Findings {
		t.Errorf("found %q", f.Message)
	}
}

// --fix leaves the audit of a column on where somebody should see its changes.
func TestColumnsThatMatterStayAudited(t *testing.T) {
	for _, c := range []struct{ table, column, why string }{
		{"account", ``, ""},
		{"account", `secured = true`, "the column is secured: audit the table"},
		{"account", `classification = "restricted"`, "the column is restricted: audit the table"},
		{"lead", ``, "lead is sensitive: audit the table"},
		{"lead", `classification = "public"`, ""},
	} {
		p, found := inOne(t, `
table "`+c.table+`" {
  audit = false
  column "new_x" {
    audit = true
    `+c.column+`
  }
}
`, auditColumnWithoutTable)
		if len(found) != 1 {
			t.Fatalf("found %d, want 1", len(found))
		}
		if fix := auditColumnWithoutTable.Fix(p, found[0]); fix.Why != c.why {
			t.Errorf("%s, %s: %q, want %q", c.table, c.column, fix.Why, c.why)
		}
	}
}

// Pages that call tables sensitive say which are.
func TestPagesSayWhatIsSensitive(t *testing.T) {
	for _, r := range All() {
		if strings.Contains(r.Summary, "sensitive table") && !strings.Contains(r.Page(), "contact, lead, incident") {
			t.Errorf("the page of %s does not say which tables are", r.ID)
		}
	}
}
