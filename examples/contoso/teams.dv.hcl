# One group team for each group. Teams and people sit in the root, where they hold staff; the other role is that of the business unit
# that the team works for.

team "agents" {
  environments             = ["test", "prod"]
  for_each                 = business_unit.branch
  name                     = "Agents ${each.value.name}"
  entra_group              = entra_group.agents[each.key]
  membership               = "members"
  roles                    = [role.staff, { role = role.sales_agent, business_unit = each.value }]
  column_security_profiles = [column_security_profile.identity]
}

team "managers" {
  environments             = ["test", "prod"]
  for_each                 = business_unit.branch
  name                     = "Managers ${each.value.name}"
  entra_group              = entra_group.managers[each.key]
  membership               = "members"
  roles                    = [role.staff, { role = role.sales_manager, business_unit = each.value }]
  column_security_profiles = [column_security_profile.credit, column_security_profile.identity]
}

team "directors" {
  environments = ["test", "prod"]
  for_each     = business_unit.region
  name         = "Directors ${each.value.name}"
  entra_group  = entra_group.directors[each.key]
  membership   = "members"
  roles        = [role.staff, { role = role.regional_director, business_unit = each.value }]
}

team "service" {
  environments             = ["test", "prod"]
  for_each                 = business_unit.region
  name                     = "Service ${each.value.name}"
  entra_group              = entra_group.service[each.key]
  membership               = "members"
  roles                    = [role.staff, { role = role.service_agent, business_unit = each.value }]
  column_security_profiles = [column_security_profile.identity_check]
}

team "listing_editors" {
  environments = ["test", "prod"]
  name         = "Listing editors"
  entra_group  = entra_group.head_office["listing-editors"]
  membership   = "members"
  roles        = [role.staff, role.listing_editor]
}

team "finance_clerks" {
  environments             = ["test", "prod"]
  name                     = "Finance clerks"
  entra_group              = entra_group.head_office["finance-clerks"]
  membership               = "members"
  roles                    = [role.staff, { role = role.finance_clerk, business_unit = business_unit.finance }]
  column_security_profiles = [column_security_profile.bank]
}

team "finance_approvers" {
  environments             = ["test", "prod"]
  name                     = "Finance approvers"
  entra_group              = entra_group.head_office["finance-approvers"]
  membership               = "members"
  roles                    = [role.staff, { role = role.finance_approver, business_unit = business_unit.finance }]
  column_security_profiles = [column_security_profile.bank_check]
}

team "auditors" { # App Opener, not staff: to look, and to leave nothing behind
  environments             = ["test", "prod"]
  name                     = "Auditors"
  entra_group              = entra_group.head_office["auditors"]
  membership               = "members"
  roles                    = [standard_role.app_opener, role.auditor]
  column_security_profiles = [column_security_profile.bank_check, column_security_profile.credit]
}
