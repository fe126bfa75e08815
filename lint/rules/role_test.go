package rules

import "testing"

func TestRolesThatGiveNothingMore(t *testing.T) {
	const roles = `
environment "prod" { ownership_across_business_units = true }
business_unit "root" {}
business_unit "east" { parent = business_unit.root }
role "part" {
  grants {
    account = { business_unit = ["read"] }
  }
}
role "whole" {
  grants {
    account = { business_unit = ["read", "write"] }
  }
}
role "below" {
  grants {
    account = { parent_child = ["read", "write"] }
  }
}
role "all" {
  grants {
    account = { organization = ["read", "write"] }
  }
}
role "team_only" {
  member_inheritance = "team_only"
  grants {
    account = { organization = ["read", "write"] }
  }
}
role "unknown" { based_on = standard_role.app_opener }
role "unknown_too" { based_on = standard_role.app_opener }
role "unknown_elsewhere" { based_on = standard_role.basic_user }
role "without" {
  based_on           = standard_role.app_opener
  without_privileges = ["prvPrint"]
}
role "without_too" {
  based_on           = role.without
  without_privileges = ["prvGoOffline"]
}
role "again" {
  based_on   = role.without
  privileges = ["prvPrint"]
}
role "known" {
  based_on           = standard_role.app_opener
  without_privileges = ["all"]
}
`
	user := func(all string) string { return `user "ann" { roles = [` + all + `] }` }
	cases{
		{"the other in the same business unit", user(`role.part, role.whole`), "info role.part"},
		{"the other elsewhere", user(`role.part, { role = role.whole, business_unit = business_unit.east }`), ""},
		{"the other above, with all below", user(`{ role = role.part, business_unit = business_unit.east }, role.below`), "info role.part"},
		{"the other below", user(`role.part, { role = role.below, business_unit = business_unit.east }`), ""},
		{"the other anywhere, for the organization", user(`role.part, { role = role.all, business_unit = business_unit.east }`), "info role.part"},
		{"the other on request", user(`role.part, { role = role.whole, just_in_time = true }`), ""},
		{"both on request", user(`{ role = role.part, just_in_time = true }, { role = role.whole, just_in_time = true }`), "info role.part"},
		{"the other by a team", user(`role.part`) + `
team "t" {
  members = [user.ann]
  roles   = [role.whole]
}`, "info role.part"},
		{"the other by a team, for the team alone", user(`role.part`) + `
team "t" {
  members = [user.ann]
  roles   = [role.team_only]
}`, ""},
		{"a team whose members would lose what is theirs", `team "t" { roles = [role.part, role.team_only] }`, ""},
		{"somebody has it alone", user(`role.part, role.whole`) + `
user "bob" { roles = [role.part] }`, ""},
		{"each has another beside it", user(`role.part, role.whole`) + `
user "bob" { roles = [role.part, role.all] }`, ""},
		{"one that all have beside it", user(`role.part, role.whole, role.all`) + `
user "bob" { roles = [role.part, role.all] }`, "info role.part, info role.whole"},
		{"what nobody knows of it is that of another", user(`role.unknown, role.unknown_elsewhere`), ""},
		{"what nobody knows of it the other has too", user(`role.unknown, role.unknown_too`), "info role.unknown_too"},
		{"but for one privilege", user(`role.unknown, role.without`), "info role.without"},
		{"but for one privilege, and another", user(`role.without, role.without_too`), "info role.without_too"},
		{"but for one privilege that it has again", user(`role.without, role.again`), "info role.without"},
		{"and all of the other is known", user(`role.known, role.unknown`), "info role.known"},
		{"but all of it comes from the other", user(`role.unknown, standard_role.app_opener`), "info role.unknown"},
		{"but an administrator has everything", user(`role.unknown, standard_role.system_administrator`), "info role.unknown"},
		{"nobody holds anything", ``, "skipped"},
	}.run(t, roleSubsumed, roles)
}

func TestRolesThatGrantNearlyTheSame(t *testing.T) {
	const role = `{
  grants {
    account = { user = ["create", "read", "write"] }
  }
}
`
	cases{
		{"the same", `role "a" ` + role + `role "b" ` + role + `role "c" ` + role, "warning role.b, warning role.c"},
		{"at another level", `role "a" ` + role + `role "b" {
  grants {
    account = { user = ["create", "read"], business_unit = ["write"] }
  }
}`, ""},
		{"for teams alone", `role "a" ` + role + `role "b" {
  member_inheritance = "team_only"
  based_on           = role.a
}`, ""},
		{"the copy of one with nothing changed", `role "a" ` + role + `role "b" { based_on = role.a }`, "warning role.b"},
		{"two copies of a large one with little changed", `
role "a" {
  based_on = standard_role.basic_user
  grants {
    account = {}
  }
}
role "b" {
  based_on = standard_role.basic_user
  grants {
    contact = {}
  }
}
role "c" {
  based_on = role.a
  grants {
    task = {}
  }
}`, ""},
		{"two copies with the same changed", `
role "a" {
  based_on = standard_role.basic_user
  grants {
    account = {}
  }
}
role "b" {
  based_on = standard_role.basic_user
  grants {
    account = {}
  }
}`, "warning role.b"},
		{"two with nothing", `
role "a" {}
role "b" {}`, ""},
	}.run(t, roleNearDuplicate, "")
}

func TestRolesThatNobodyHolds(t *testing.T) {
	const roles = `
environment "dev" {}
environment "prod" {}
role "a" {}
role "b" {}
`
	cases{
		{"in any environment", roles + `
team "t" {
  environments = ["dev"]
  roles        = [role.a]
}`, "warning role.b"},
		{"is known only where anybody holds anything", roles, "skipped"},
		{"but in a later environment", roles + `
team "t" {
  environments = ["dev"]
  roles        = [role.a]
}
team "u" {
  environments = ["prod"]
  roles        = [role.b]
}`, ""},
		{"but everybody in the business unit", roles + `
business_unit "root" {
  default_team { roles = [role.a, role.b] }
}`, ""},
		{"except where only an environment has it that assigns none", roles + `
role "c" { environments = ["prod"] }
team "t" {
  environments = ["dev"]
  roles        = [role.a, role.b]
}`, ""},
	}.run(t, roleUnused, "")
}

func TestRolesForHardlyAnybody(t *testing.T) {
	const roles = `
role "a" {}
role "b" {}
user "ann" { roles = [role.a] }
user "bob" { roles = [role.a] }
`
	cases{
		{"nobody", roles, ""},
		{"one", roles + `user "eve" { roles = [role.b] }`, "info role.b"},
		{"one twice", roles + `user "eve" { roles = [role.b] }
team "t" {
  members = [user.eve]
  roles   = [role.b]
}`, "info role.b"},
		{"two", roles + `user "eve" { roles = [role.b] }
user "dan" { roles = [role.b] }`, ""},
		{"a machine", roles + `application_user "x" { 
  application_id = "b2f6c1d4-0000-0000-0000-000000000001"
  roles = [role.b]
}`, ""},
		{"there is only one", `role "b" {}
user "eve" { roles = [role.b] }`, "skipped"},
	}.run(t, roleUnderused, "")
}
