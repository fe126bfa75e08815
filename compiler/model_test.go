package compiler_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What no cell of the matrix shows still has to arrive in the model: rules and evaluators read it from there.

func compileOne(t *testing.T, text string) *model.Policy {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": text}))
	for _, d := range diags.Sorted() {
		t.Fatalf("%s: %s [%s]", at(d.Span), saidBy(d), d.Code)
	}
	return program.Environments[0]
}

// ignoringPlaces compares values of the model without where they were written.
var ignoringPlaces = gocmp.Options{cmpopts.IgnoreTypes(source.Span{}), cmpopts.EquateEmpty()}

func TestEnvironmentReachesTheModel(t *testing.T) {
	got := compileOne(t, `
environment "prod" {
  type                                       = "production"
  url                                        = "https://woodgrove.crm.dynamics.com"
  ownership_across_business_units            = true
  recompute_ownership_across_business_units  = false
  always_move_record_to_owner_business_unit  = false
  keep_roles_on_business_unit_change         = true
  share_to_previous_owner                    = true
  administration_mode                        = true
  managed                                    = true
  customer_lockbox                           = true
  customer_managed_key                       = true
  disputed                                   = { "D-03" = "append", "D-01" = "no" }
  settings                                   = { ipfirewall = "on" }
  audit {
    enabled        = true
    user_access    = true
    read           = true
    retention_days = -1
  }
  activity_logging {
    enabled        = true
    retention_days = 365
    exported_to    = "siem"
    alerts         = ["export"]
  }
  hierarchy_security {
    model                      = "position"
    depth                      = 4
    write_levels               = 2
    restrict_to_business_units = false
    include_disabled           = false
    excluded_tables            = ["invoice", "account"]
  }
}`).Environment
	want := model.Environment{
		Name: "prod", Type: "production", URL: "https://woodgrove.crm.dynamics.com",
		Matrix: true, KeepRoles: true, ShareToPrevious: true, AdministrationMode: true,
		Managed: true, CustomerLockbox: true, CustomerManagedKey: true,
		Disputed:            []model.DisputedAnswer{{Point: "D-01", Answer: "no"}, {Point: "D-03", Answer: "append"}},
		OrganizationSetting: []model.Setting{{Name: "ipfirewall", Value: "on"}},
		Audit:               model.Audit{Declared: true, Enabled: true, UserAccess: true, Read: true, RetentionDays: -1},
		ActivityLogging:     &model.ActivityLogging{Enabled: true, RetentionDays: 365, ExportedTo: "siem", Alerts: []string{"export"}},
		Hierarchy:           &model.HierarchySecurity{Model: "position", Depth: 4, WriteLevels: 2, ExcludedTables: []string{"account", "invoice"}},
	}
	if diff := gocmp.Diff(want, got, ignoringPlaces); diff != "" {
		t.Errorf("wanted - got +:\n%s", diff)
	}
}

func TestEnvironmentThatSaysNothing(t *testing.T) {
	got := compileOne(t, `environment "prod" {
  hierarchy_security { model = "manager" }
}`).Environment
	want := model.Environment{
		Name: "prod", AlwaysMove: true,
		Hierarchy: &model.HierarchySecurity{Model: "manager", Depth: 3, WriteLevels: 1, RestrictToBusinessUnits: true, IncludeDisabled: true},
	}
	if diff := gocmp.Diff(want, got, ignoringPlaces); diff != "" {
		t.Errorf("wanted - got +:\n%s", diff)
	}
}

// In classic mode a row is where its owner is, and who moves loses all roles, whatever else is written.
func TestClassicModeHasItsOwnSettings(t *testing.T) {
	program, _ := compiler.Compile(input.Memory(map[string]string{"policy.dv.hcl": `environment "prod" {
  recompute_ownership_across_business_units = true
  always_move_record_to_owner_business_unit = false
  keep_roles_on_business_unit_change        = true
}`}))
	want := model.Environment{Name: "prod", AlwaysMove: true}
	if diff := gocmp.Diff(want, program.Environments[0].Environment, ignoringPlaces); diff != "" {
		t.Errorf("wanted - got +:\n%s", diff)
	}
}

// A column and its table have attributes of the same names. That another block has read the table's must not make them the column's.
func TestColumnsKeepTheirOwnAttributes(t *testing.T) {
	p := compileOne(t, `
table "account" {
  classification = table.contact.classification
  audit          = table.contact.audit
}
table "contact" {
  classification  = "confidential"
  audit           = true
  retrieve_audit  = true
  volume          = "high"
  column "creditlimit" {
    classification = "restricted"
    audit          = false
    secured        = true
    kind           = "number"
  }
  column "description" {}
  relationship "account_contacts" {
    parent = "account"
    share  = "cascade"
    delete = "restrict"
  }
}`)
	yes, no := true, false
	type table struct {
		Name, Classification, Volume string
		Audit                        *bool
		RetrieveAudit                bool
		Columns                      []model.Column
		Relationships                []model.Relationship
	}
	var got []table
	for _, of := range p.Tables {
		got = append(got, table{of.Fact.Name, of.Classification, of.Volume, of.Audit, of.RetrieveAudit, of.Columns, of.Relationships})
	}
	want := []table{
		{Name: "account", Classification: "confidential", Audit: &yes},
		{
			Name: "contact", Classification: "confidential", Volume: "high", Audit: &yes, RetrieveAudit: true,
			Columns: []model.Column{{Name: "creditlimit", Classification: "restricted", Kind: "number", Secured: &yes, Audit: &no}, {Name: "description"}},
			Relationships: []model.Relationship{{
				Name: "account_contacts", Parent: "account", Assign: "none", Share: "cascade", Unshare: "none", Reparent: "none", Delete: "restrict", Merge: "none",
			}},
		},
	}
	if diff := gocmp.Diff(want, got, ignoringPlaces); diff != "" {
		t.Errorf("wanted - got +:\n%s", diff)
	}
}

func TestPrincipalsReachTheModel(t *testing.T) {
	p := compileOne(t, `
business_unit "root" {}
position "director" {}
position "manager" { parent = position.director }
user "dora@woodgrove.example" {}
user "alice" {
  name         = "Alice"
  upn          = "alice@woodgrove.example"
  manager      = user["dora@woodgrove.example"]
  position     = position.manager
  guest        = true
  licensed     = false
  enabled      = false
  access_mode  = "administrative"
  kind         = "admin"
  tenant_roles = ["global_administrator"]
  break_glass  = true
  just_in_time = true
  owner        = "IT"
  purpose      = "emergencies"
  review_by    = "2027-01-31"
}
application_user "erp" {
  application_id = "B2F6C1D4-0000-0000-0000-000000000002"
  authentication = "certificate"
  systems        = ["ERP"]
}`)
	type user struct {
		Address, Name, UPN, Manager, Position, AccessMode, Kind, Owner, Purpose, ReviewBy, ApplicationID, Authentication string
		Application, Guest, Licensed, Enabled, BreakGlass, JustInTime                                                    bool
		TenantRoles, Systems                                                                                             []string
	}
	var got []user
	for _, u := range p.Users {
		one := user{
			u.Address, u.Name, u.UPN, "", "", u.AccessMode, u.Kind, u.Owner, u.Purpose, u.ReviewBy, u.ApplicationID, u.Authentication,
			u.Application, u.Guest, u.Licensed, u.Enabled, u.BreakGlass, u.JustInTime, u.TenantRoles, u.Systems,
		}
		if u.Manager != nil {
			one.Manager = u.Manager.Address
		}
		if u.Position != nil {
			one.Position = u.Position.Address + " below " + u.Position.Parent.Address
		}
		got = append(got, one)
	}
	want := []user{
		{
			Address: "application_user.erp", Name: "erp", Application: true, Licensed: true, Enabled: true,
			ApplicationID: "b2f6c1d4-0000-0000-0000-000000000002", Authentication: "certificate", Systems: []string{"ERP"},
		},
		{
			Address: "user.alice", Name: "Alice", UPN: "alice@woodgrove.example", Manager: `user["dora@woodgrove.example"]`,
			Position: "position.manager below position.director", AccessMode: "administrative", Kind: "admin", Owner: "IT", Purpose: "emergencies",
			ReviewBy: "2027-01-31", Guest: true, BreakGlass: true, JustInTime: true, TenantRoles: []string{"global_administrator"},
		},
		{
			Address: `user["dora@woodgrove.example"]`, Name: "dora@woodgrove.example", UPN: "dora@woodgrove.example",
			Licensed: true, Enabled: true,
		},
	}
	if diff := gocmp.Diff(want, got, ignoringPlaces); diff != "" {
		t.Errorf("wanted - got +:\n%s", diff)
	}
}

// What is assumed may be written: it is the same policy.
func TestAssumedAccessModeIsNoneSaid(t *testing.T) {
	for _, text := range []string{`user "a" {}`, `user "a" { access_mode = "read_write" }`} {
		if mode := compileOne(t, text).Users[0].AccessMode; mode != "" {
			t.Errorf("%s has access mode %q, wanted none", text, mode)
		}
	}
}

func TestSharesAndTemplatesReachTheModel(t *testing.T) {
	p := compileOne(t, `
table "opportunity" { access_teams = true }
team "board" {}
user "a" {}
access_team_template "deal" {
  table  = "opportunity"
  rights = ["append", "read"]
}
share "pack" {
  table     = "account"
  record    = "A-1001"
  with      = [team.board, [user.a], team.board]
  rights    = ["write", "read"]
  reason    = "quarterly pack"
  expires   = "2027-01-31"
  automated = true
}`)
	templates := []*model.AccessTeamTemplate{{
		Address: "access_team_template.deal", Name: "deal", Table: "opportunity", Rights: []privilege.Verb{privilege.Read, privilege.Append},
	}}
	if diff := gocmp.Diff(templates, p.Templates, ignoringPlaces); diff != "" {
		t.Errorf("templates, wanted - got +:\n%s", diff)
	}
	shares := []*model.Share{{
		Address: "share.pack", Table: "account", Record: "A-1001", With: []string{"team.board", "user.a"},
		Rights: []privilege.Verb{privilege.Read, privilege.Write}, Reason: "quarterly pack", Expires: "2027-01-31", Automated: true,
	}}
	if diff := gocmp.Diff(shares, p.Shares, ignoringPlaces); diff != "" {
		t.Errorf("shares, wanted - got +:\n%s", diff)
	}
}

func TestGroupsReachTheModel(t *testing.T) {
	p := compileOne(t, `
user "a" {}
user "b" { member_of = [entra_group.known] }
entra_group "all" {
  object_id = "B2F6C1D4-0000-0000-0000-0000000000A1"
  kind      = "microsoft_365"
  dynamic   = true
  members   = [user.a]
}
entra_group "known" {
  known_members = [user.a]
  member_of     = [entra_group.all]
}
team "sales" { entra_group = entra_group.known }
team "marketing" { entra_group = entra_group.all }`)
	type group struct {
		Address, Name, ObjectID, Kind string
		Dynamic, Complete             bool
		Members, Groups               []string
	}
	var got []group
	for _, g := range p.Groups {
		one := group{g.Address, g.Name, g.ObjectID, g.Kind, g.Dynamic, g.Complete, nil, nil}
		for _, u := range g.Members {
			one.Members = append(one.Members, u.Address)
		}
		for _, inner := range g.Groups {
			one.Groups = append(one.Groups, inner.Address)
		}
		got = append(got, one)
	}
	want := []group{
		{"entra_group.all", "all", "b2f6c1d4-0000-0000-0000-0000000000a1", "microsoft_365", true, true, []string{"user.a"}, []string{"entra_group.known"}},
		{"entra_group.known", "known", "", "security", false, false, []string{"user.a", "user.b"}, nil},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("groups, wanted - got +:\n%s", diff)
	}
	teams := map[string]string{"team.sales": "entra_security_group", "team.marketing": "microsoft_365_group"}
	for _, team := range p.Teams {
		if kind := teams[team.Address]; kind != "" && (team.Type.String() != kind || team.Complete || team.Membership != "members_and_guests") {
			t.Errorf("%s is a complete (%t) %s team of %s, wanted an incomplete %s team of members and guests", team.Address, team.Complete, team.Type, team.Membership, kind)
		}
	}
}
