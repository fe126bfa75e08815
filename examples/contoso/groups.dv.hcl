# Membership lives in Entra: who joins or leaves a group there gains or loses access here, without a change to this policy.

locals {
  object_ids = { for g in csvdecode(file("data/groups.csv")) : g.name => g.object_id }

  may_enter = [entra_group.environment["test"], entra_group.environment["prod"]]
}

entra_group "environment" {
  for_each  = toset(["dev", "test", "prod"])
  name      = "crm-${each.key}"
  object_id = local.object_ids["crm-${each.key}"]
}

entra_group "agents" {
  for_each  = business_unit.branch
  name      = "crm-agents-${each.key}"
  object_id = local.object_ids["crm-agents-${each.key}"]
  member_of = local.may_enter
}

entra_group "managers" {
  for_each  = business_unit.branch
  name      = "crm-managers-${each.key}"
  object_id = local.object_ids["crm-managers-${each.key}"]
  member_of = local.may_enter
}

entra_group "directors" {
  for_each  = business_unit.region
  name      = "crm-directors-${each.key}"
  object_id = local.object_ids["crm-directors-${each.key}"]
  member_of = local.may_enter
}

entra_group "service" {
  for_each  = business_unit.region
  name      = "crm-service-${each.key}"
  object_id = local.object_ids["crm-service-${each.key}"]
  member_of = local.may_enter
}

entra_group "head_office" {
  for_each  = toset(["auditors", "finance-approvers", "finance-clerks", "listing-editors"])
  name      = "crm-${each.key}"
  object_id = local.object_ids["crm-${each.key}"]
  member_of = local.may_enter
}
