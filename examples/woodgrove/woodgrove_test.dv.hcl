# What the article promises: contacts 1 and 2 belong to Division A, contact 3 to Division B.

test "hierarchical: a user reads the contacts of their own division" {
  environments = ["hierarchical"]
  principals   = [user.a, user.b]

  user "colleague_in_a" { # exists in this test only
    business_unit = business_unit.division["a"]
    roles         = [standard_role.basic_user]
  }
  record "contact_1" {
    table = "contact"
    owner = user.colleague_in_a
  }
  record "contact_2" {
    table = "contact"
    owner = user.colleague_in_a
  }
  record "contact_3" {
    table = "contact"
    owner = user.b
  }
  expect "read" { # of the principals exactly these
    contact_1 = [user.a]
    contact_2 = [user.a]
    contact_3 = [user.b]
  }
  expect "delete" {
    contact_1 = []
    contact_2 = []
    contact_3 = [user.b] # Basic User: one's own rows
  }
}

test "matrix: from the root, A works in both divisions and B in one" {
  environments = ["matrix"]
  principals   = [user.a, user.b]

  user "colleague" { roles = [standard_role.basic_user] }
  record "contact_1" {
    table                = "contact"
    owner                = user.colleague
    owning_business_unit = business_unit.division["a"]
  }
  record "contact_2" {
    table                = "contact"
    owner                = user.colleague
    owning_business_unit = business_unit.division["a"]
  }
  record "contact_3" {
    table                = "contact"
    owner                = user.colleague
    owning_business_unit = business_unit.division["b"]
  }
  expect "read" {
    contact_1 = [user.a]
    contact_2 = [user.a]
    contact_3 = [user.a, user.b]
  }
  only "read" "business_unit" { # at this level or wider, by any path
    contact = [team.unit]
  }
}
