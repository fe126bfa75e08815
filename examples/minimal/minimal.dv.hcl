# The smallest policy that is of use: a role, and who holds it. Nothing is said of environments and business units, so there is one
# environment, "default", and one business unit, the root.

role "salesperson" {
  description = "Looks after customers of one's own"
  owner       = "sales@contoso.example"  # who is asked whether a privilege is needed
  based_on    = standard_role.basic_user # a copy to start from: a line below replaces the whole line of the copy

  grants {
    account     = { user = ["create", "write", "append"], organization = ["read", "append_to"] }
    opportunity = { user = ["all"] } # every verb on one's own rows, and no other rows
  }
}

team "sales" { roles = [role.salesperson] } # people come and go, the team stays

user "alice@contoso.example" { member_of = [team.sales] }
