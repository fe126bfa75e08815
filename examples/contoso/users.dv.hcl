# Most people are members of a group in Entra, and nothing here. Named are those who have a position, and those who can do more.

locals {
  sales_staff = csvdecode(file("data/sales_staff.csv"))
}

user "agent" {
  environments = ["test", "prod"]
  for_each     = { for u in local.sales_staff : u.upn => u if u.job == "agent" }
  name         = each.value.name
  position     = position.agent[each.value.unit]
  member_of    = [entra_group.agents[each.value.unit]]
}

user "manager" {
  environments = ["test", "prod"]
  for_each     = { for u in local.sales_staff : u.upn => u if u.job == "manager" }
  name         = each.value.name
  position     = position.manager[each.value.unit]
  member_of    = [entra_group.managers[each.value.unit]]
}

user "director" {
  environments = ["test", "prod"]
  for_each     = { for u in local.sales_staff : u.upn => u if u.job == "director" }
  name         = each.value.name
  position     = position.director[each.value.unit]
  member_of    = [entra_group.directors[each.value.unit]]
}

# Makers, in dev only

user "maker" {
  environments = ["dev"]
  for_each     = { for u in csvdecode(file("data/makers.csv")) : u.upn => u }
  name         = each.value.name
  member_of    = [entra_group.environment["dev"]]
  roles        = [role.staff, standard_role.environment_maker, standard_role.system_customizer]
}

# Administrators: two people, on request where there is real data, and one account for the day on which that fails

user "admin" {
  for_each    = { "ines.admin@contoso.example" = "Ines (administration)", "omar.admin@contoso.example" = "Omar (administration)" }
  name        = each.value
  kind        = "admin"
  access_mode = "administrative"
  member_of   = [entra_group.environment[env.name]]
  roles       = [{ role = standard_role.system_administrator, just_in_time = env.name != "dev" }]
  owner       = "platform@contoso.example"
  review_by   = local.next_review
}

user "break_glass" {
  environments = ["test", "prod"]
  upn          = "break-glass@contoso.example"
  name         = "Break glass"
  kind         = "admin"
  access_mode  = "administrative"
  break_glass  = true
  tenant_roles = ["global_administrator"] # enters without the environment's group
  roles        = [standard_role.system_administrator]
  owner        = "security@contoso.example"
  purpose      = "Sealed; its use raises an alert"
  review_by    = local.next_review
}
