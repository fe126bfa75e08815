package examples

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Who may do anything in prod: two people on request, the sealed account, and the pipeline.
var contosoAdministrators = []string{
	"application_user.deploy", `user.admin["ines.admin@contoso.example"]`, `user.admin["omar.admin@contoso.example"]`, "user.break_glass",
}

func TestContosoPromises(t *testing.T) {
	m := build(t, open(t, "contoso"))["prod"]
	for _, c := range []struct{ promise, principal, verb, table, want string }{
		{"a sales agent of Oslo reads Oslo's opportunities, and not Madrid's", "ane@contoso.example", "read", "opportunity", `business_unit.branch["oslo"], own rows`},
		{"a sales agent of Madrid reads Madrid's", "marta@contoso.example", "read", "opportunity", `business_unit.branch["madrid"], own rows`},
		{"who joins Oslo's group has what the team has", `team.agents["oslo"]`, "read", "opportunity", `business_unit.branch["oslo"], own rows`},
		{"an agent books no orders", "ane@contoso.example", "write", "salesorder", "nothing"},
		{"an agent shows the homes of all branches", "ane@contoso.example", "read", "contoso_listing", "every row"},
		{"and changes those of the own branch", "ane@contoso.example", "write", "contoso_listing", `business_unit.branch["oslo"], own rows`},
		{"an agent hands no deal over", "ane@contoso.example", "assign", "opportunity", "nothing"},
		{"the manager does", "dora@contoso.example", "assign", "opportunity", `business_unit.branch["oslo"], own rows`},
		{"an agent's commission is the agent's", "ane@contoso.example", "read", "contoso_commission", "own rows"},
		{"not the manager's", "dora@contoso.example", "read", "contoso_commission", "own rows"},
		{"nor the director's", "nils@contoso.example", "read", "contoso_commission", "nothing"},
		{"a director reads the region and its branches", "nils@contoso.example", "read", "opportunity", `business_unit.region["north"] and below, own rows`},
		{"and changes nothing there", "nils@contoso.example", "write", "opportunity", "nothing"},
		{"service answers the cases of its region", `team.service["south"]`, "write", "incident", `business_unit.region["south"] and below, own rows`},
		{"and sees no deals", `team.service["south"]`, "read", "opportunity", "nothing"},
		{"a finance clerk enters payments", "team.finance_clerks", "create", "contoso_payment", "business_unit.finance, own rows"},
		{"a finance approver enters none", "team.finance_approvers", "create", "contoso_payment", "nothing"},
		{"an auditor reads payments", "team.auditors", "read", "contoso_payment", "every row"},
		{"and owns nothing", "team.auditors", "create", "contoso_payment", "nothing"},
		{"to be staff opens no customer", "role.staff", "read", "contact", "nothing"},
	} {
		if got := reach(t, m, c.principal, c.verb, c.table); got != c.want {
			t.Errorf("%s: %s %ss %s of %s, want %s", c.promise, c.principal, c.verb, got, c.table, c.want)
		}
	}
}

func TestContosoAgentsReachNoOtherBranch(t *testing.T) {
	m := build(t, open(t, "contoso"))["prod"]
	for _, own := range []string{"bergen", "dublin", "lisbon", "london", "madrid", "oslo", "stockholm"} {
		team := `team.agents["` + own + `"]`
		p, err := m.Resolve(team)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"account", "contact", "contoso_lease", "lead", "opportunity", "quote"} {
			for _, u := range m.Policy().BusinessUnits {
				if got, want := m.Reaches(p, table, privilege.Read, u), u.Address == `business_unit.branch["`+own+`"]`; got != want {
					t.Errorf("%s reads the %s rows of %s: %v, want %v", team, table, u.Address, got, want)
				}
			}
		}
	}
}

func TestContosoOnlyThesePeople(t *testing.T) {
	m := build(t, open(t, "contoso"))["prod"]
	for _, c := range []struct {
		verb, table string
		want        []string // beside the administrators
	}{
		{"delete", "account", nil},
		{"delete", "contact", nil},
		{"delete", "contoso_payment", nil},
		{"delete", "contoso_listingimage", []string{"team.listing_editors"}},
		{"create", "contoso_payment", []string{"team.finance_clerks"}},
		{"create", "contoso_paymentapproval", []string{"team.finance_approvers"}},
		{"read", "contoso_payment", []string{"application_user.erp", "team.auditors", "team.finance_approvers", "team.finance_clerks"}},
		{"share", "account", nil},
		{"write", "role", nil},
	} {
		want := slices.Sorted(slices.Values(slices.Concat(contosoAdministrators, c.want)))
		got := slices.Sorted(slices.Values(who(t, m, c.verb, c.table)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("who can %s %s, want - got +:\n%s", c.verb, c.table, diff)
		}
	}
}

func TestContosoNobodyExportsButDirectors(t *testing.T) {
	m := build(t, open(t, "contoso"))["prod"]
	for _, p := range principals(m.WhoCan(matrix.Filter{Privilege: "prvExportToExcel"}, false)) {
		if !slices.Contains(contosoAdministrators, p) && !strings.HasPrefix(p, "team.directors[") && !strings.HasPrefix(p, "user.director[") {
			t.Errorf("%s exports to Excel", p)
		}
	}
}

func TestContosoAccountNumbersAreMasked(t *testing.T) {
	m := build(t, open(t, "contoso"))["prod"]
	for principal, want := range map[string]string{
		"team.finance_clerks":    "one_record",
		"team.finance_approvers": "none",
		"team.auditors":          "none",
		"application_user.erp":   "all_records",
		`team.managers["oslo"]`:  "no profile",
	} {
		p, err := m.Resolve(principal)
		if err != nil {
			t.Fatal(err)
		}
		got := "no profile"
		for _, c := range m.WhatCan(p, matrix.Filter{Table: "contoso_payment"}).Columns {
			got = c.ReadUnmasked
		}
		if got != want {
			t.Errorf("%s reads account numbers unmasked: %s, want %s", principal, got, want)
		}
	}
}

func TestContosoDevHasNoBusinessUsers(t *testing.T) {
	m := build(t, open(t, "contoso"))["dev"]
	for _, address := range m.Principals(false) {
		if strings.HasPrefix(address, "team.") || strings.HasPrefix(address, "user.agent") {
			t.Errorf("%s is in dev", address)
		}
	}
}

// A policy to copy has the size that it is said to have, and nothing in it that nobody uses.
func TestContosoHasNothingUnused(t *testing.T) {
	p := build(t, open(t, "contoso"))["prod"].Policy()
	held, granted, profiles, groups := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	hold := func(assignments []model.Assignment, uses []model.ProfileUse) {
		for _, a := range assignments {
			held[a.Role.Address] = true
		}
		for _, u := range uses {
			profiles[u.Profile.Address] = true
		}
	}
	for _, u := range p.Users {
		hold(u.Assignments, u.Profiles)
	}
	for _, team := range p.Teams {
		hold(team.Assignments, team.Profiles)
		if team.Group != nil {
			groups[team.Group.Address] = true
		}
	}
	own := 0
	for _, r := range p.Roles {
		if r.Standard {
			continue
		}
		if own++; !held[r.Address] && !slices.ContainsFunc(p.Roles, func(o *model.Role) bool { return o.BasedOn == r.Address }) {
			t.Errorf("nobody holds %s", r.Address)
		}
		for _, g := range r.Grants {
			for _, table := range g.Base.Tables {
				granted[table] = true
			}
		}
	}
	for _, c := range p.Profiles {
		if !profiles[c.Address] {
			t.Errorf("nobody holds %s", c.Address)
		}
	}
	for _, g := range p.Groups {
		if !groups[g.Address] && !strings.HasPrefix(g.Address, "entra_group.environment[") {
			t.Errorf("no team is of %s", g.Address)
		}
	}
	for _, table := range p.Tables {
		if strings.HasPrefix(table.Fact.Name, "contoso_") && !granted[table.Fact.Name] {
			t.Errorf("no role opens %s", table.Fact.Name)
		}
	}
	size := map[string]int{"business units": len(p.BusinessUnits), "roles": own, "tables": len(p.Tables)}
	if diff := cmp.Diff(map[string]int{"business units": 12, "roles": 10, "tables": 39}, size); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
	if got := slices.Sorted(maps.Keys(groups)); len(got) != 24 {
		t.Errorf("there are teams of %d groups, want 24: %q", len(got), got)
	}
}
