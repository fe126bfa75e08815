# Contoso lets and sells homes, in branches in three regions. This folder says who may do what in its three environments.
#
#   environments, business_units      where
#   tables_standard, tables_contoso   what there is, and how sensitive it is
#   roles, column_security            what can be given
#   groups, teams, users, positions   to whom it is given
#   sharing                           single rows, by exception
#   contoso_test, lint                what is promised, and which findings are accepted

environment "dev" { # makers build here; there is no real data
  type                                      = "sandbox"
  url                                       = "https://contoso-dev.crm4.dynamics.com"
  security_group                            = entra_group.environment["dev"]
  ownership_across_business_units           = true
  recompute_ownership_across_business_units = true
  always_move_record_to_owner_business_unit = false
  keep_roles_on_business_unit_change        = false

  audit {
    enabled        = false
    user_access    = false
    retention_days = 31
  }
}

environment "test" { # as prod, so that what is tested is what will be
  type                                      = "sandbox"
  url                                       = "https://contoso-test.crm4.dynamics.com"
  security_group                            = entra_group.environment["test"]
  ownership_across_business_units           = true
  recompute_ownership_across_business_units = true
  always_move_record_to_owner_business_unit = false
  keep_roles_on_business_unit_change        = false
  managed                                   = true

  audit {
    enabled        = true
    user_access    = true
    retention_days = 90
  }
  hierarchy_security {
    model           = "position"
    depth           = 2
    excluded_tables = ["contoso_commission"]
  }
}

environment "prod" {
  type                                      = "production"
  url                                       = "https://contoso.crm4.dynamics.com"
  security_group                            = entra_group.environment["prod"]
  ownership_across_business_units           = true # teams in the root hold the roles of the branches
  recompute_ownership_across_business_units = true
  always_move_record_to_owner_business_unit = false # a row stays with its branch, whoever owns it
  keep_roles_on_business_unit_change        = false
  managed                                   = true
  customer_lockbox                          = true
  customer_managed_key                      = true

  audit {
    enabled        = true
    user_access    = true
    read           = true
    retention_days = 2557 # seven years, as the auditors ask
  }
  activity_logging {
    enabled        = true
    retention_days = 365
    exported_to    = "sentinel"
    alerts         = ["role assigned", "bulk export"]
  }
  hierarchy_security { # managers see the mails and visits of their agents; an agent's commission stays between agent and finance
    model           = "position"
    depth           = 2
    excluded_tables = ["contoso_commission"]
  }
}

locals {
  next_review = "2027-01-31" # of every role and every account that can do more: each quarter
}
