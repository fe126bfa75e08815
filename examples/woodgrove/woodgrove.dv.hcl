# Woodgrove, the worked example of Microsoft's "Security concepts in Microsoft Dataverse", in both structures that it describes.
# Two environments of one policy: what differs between them is what the matrix structure changes, and for whom.

environment "hierarchical" {
  type           = "sandbox"
  security_group = entra_group.dynamics_users

  audit {
    enabled        = true
    user_access    = true
    retention_days = 365
  }
}

environment "matrix" {
  type                                      = "production"
  security_group                            = entra_group.dynamics_users
  ownership_across_business_units           = true
  always_move_record_to_owner_business_unit = false # a row stays where it is when its owner changes
  managed                                   = true
  customer_lockbox                          = true

  audit {
    enabled        = true
    user_access    = true
    retention_days = 365
  }
  activity_logging {
    enabled        = true
    retention_days = 365
    exported_to    = "siem"
  }
}

# --- The same in both: the business units, the role, what is worth protecting

business_unit "root" { name = "Woodgrove" }

business_unit "division" {
  for_each = { a = "Division A", b = "Division B" }
  name     = each.value
  parent   = business_unit.root
}

role "y" {
  name        = "Woodgrove Y"
  description = "Works with the contacts of one business unit: the one that the role is assigned in"
  owner       = "sales@woodgrove.example"

  grants {
    account      = { business_unit = ["read", "append_to"] }
    businessunit = { business_unit = ["append_to"] } # to set Owning Business Unit, where the structure is matrix
    contact      = { business_unit = ["create", "read", "write", "append", "append_to"] }
  }
}

table "contact" {
  classification = "confidential"
  audit          = true
}

entra_group "dynamics_users" { object_id = "b2f6c1d4-0000-0000-0000-000000000001" }

# --- Hierarchical: a user sits in the business unit whose rows they work with, and holds the role there

user "a" {
  environments  = ["hierarchical"]
  upn           = "a@woodgrove.example"
  business_unit = business_unit.division["a"]
  roles         = [standard_role.basic_user, role.y]
  member_of     = [entra_group.dynamics_users]
}

user "b" {
  environments  = ["hierarchical"]
  upn           = "b@woodgrove.example"
  business_unit = business_unit.division["b"]
  roles         = [standard_role.basic_user, role.y]
  member_of     = [entra_group.dynamics_users]
}

# --- Matrix: one Entra group and one group team for each business unit. Users and teams sit in the root;
# --- the team holds the business unit's role, so access follows the groups and nothing else.

entra_group "unit" {
  environments = ["matrix"]
  for_each = {
    root = { object_id = "b2f6c1d4-0000-0000-0000-000000000010", members = [] }
    a    = { object_id = "b2f6c1d4-0000-0000-0000-00000000001a", members = [user.a] }
    b    = { object_id = "b2f6c1d4-0000-0000-0000-00000000001b", members = [user.a, user.b] }
  }
  object_id = each.value.object_id
  members   = each.value.members # all of them: answers about users are final
  member_of = [entra_group.dynamics_users]
}

team "unit" {
  environments = ["matrix"]
  for_each     = merge({ root = business_unit.root }, business_unit.division)
  name         = "${each.value.name} users"
  entra_group  = entra_group.unit[each.key]
  membership   = "members"
  roles = [
    standard_role.basic_user,                     # in the team's own business unit: user settings, to run apps
    { role = role.y, business_unit = each.value } # in the business unit that the group stands for
  ]
}

user "a" {
  environments = ["matrix"]
  upn          = "a@woodgrove.example"
}

user "b" {
  environments = ["matrix"]
  upn          = "b@woodgrove.example"
}

# --- Who is given access shows in the audit log of these tables

table "access" {
  for_each = toset(["businessunit", "fieldsecurityprofile", "organization", "position", "role", "systemuser", "team"])
  audit    = true
}

# --- What the example is about, and lint would have otherwise

waiver "one company in two structures" {
  environments = ["hierarchical"]
  rule         = "env/group-shared"
  target       = "environment"
  reason       = "the environments are two answers to one question: of them Woodgrove has one"
}

waiver "the classic structure" {
  environments = ["hierarchical"]
  for_each     = { a = user.a, b = user.b }
  rule         = "team/direct-user-role"
  target       = each.value
  count        = 2
  reason       = "as the article has it: a user in each division, with a role; the matrix structure shows teams"
}

lint {
  rule "drift/prod-wider-than-test" { # neither structure is the test of the other
    severity = "off"
  }
}
