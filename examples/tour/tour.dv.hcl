# The whole language, every block and every attribute once. It is no policy to copy, it is one to look things up in: `a | b | c` is what
# an attribute may be. All files of a folder are one policy; order and file split do not matter.

# --- Environments

environment "prod" {
  type                                      = "production" # production | sandbox | developer | trial | default
  url                                       = "https://tour.crm.dynamics.com"
  security_group                            = entra_group.everybody # who may enter
  ownership_across_business_units           = true                  # matrix mode: roles of any business unit, rows apart from their owner
  recompute_ownership_across_business_units = true
  always_move_record_to_owner_business_unit = false # Owning Business Unit stays when the owner changes
  keep_roles_on_business_unit_change        = false
  share_to_previous_owner                   = false
  administration_mode                       = false
  managed                                   = true
  customer_lockbox                          = true                              # needs managed
  customer_managed_key                      = true                              # needs managed
  disputed                                  = { "D-01" = "no" }                 # where the sources disagree, this is how we know it to be
  settings                                  = { MaxUploadFileSize = "5242880" } # any other organization setting, by name

  audit { # the Dataverse audit log
    enabled        = true
    user_access    = true # sign-ins
    read           = true # of tables with retrieve_audit
    retention_days = 365  # -1 is forever
  }
  activity_logging { # the Microsoft 365 audit log
    enabled        = true
    retention_days = 365
    exported_to    = "siem"
    alerts         = ["role assigned"]
  }
  hierarchy_security {
    model                      = "manager" # manager | position
    depth                      = 3         # levels down
    write_levels               = 1         # of them may be written
    restrict_to_business_units = true      # a manager sits in the report's business unit or above it
    include_disabled           = true
    excluded_tables            = ["tour_invoice"]
  }
}

environment "test" {
  type                            = "sandbox"
  ownership_across_business_units = true
}

# --- Values: env.name and env.type, functions, data files, and locals

locals {
  look_up      = ["read", "append_to"]
  clerk_groups = { east = "b2f6c1d4-0000-0000-0000-00000000000e", west = "b2f6c1d4-0000-0000-0000-00000000000f" }
  erp_ids      = { test = "b2f6c1d4-0000-0000-0000-0000000000e1", prod = "b2f6c1d4-0000-0000-0000-0000000000e2" }
  people       = { for p in csvdecode(file("data/people.csv")) : p.upn => p }
}

# --- Business units

business_unit "root" { # exactly one has no parent
  name = "Tour"

  default_team { # everybody who sits in the business unit
    roles                    = [standard_role.app_opener]
    column_security_profiles = [column_security_profile.bank_check]
  }
}

business_unit "division" {
  for_each = { east = "East", west = "West" } # a map, a set of strings, or another block with for_each
  name     = each.value
  parent   = business_unit.root
}

business_unit "closed" {
  parent   = business_unit.root
  disabled = true # its users and teams cannot act
}

# --- Tables: facts about those of the catalogue, and what the catalogue lacks

table "account" {
  audit          = true
  retrieve_audit = true           # reads are logged too
  access_teams   = true           # allows an access_team_template
  classification = "confidential" # public | internal | confidential | restricted
  volume         = "high"         # low | medium | high
}

table "tour_invoice" {
  schema_name = "tour_Invoice" # as in prvReadtour_Invoice
  ownership   = "user_or_team" # user_or_team | organization | business_unit | unknown

  column "tour_iban" {
    secured        = true # empty to everybody whom no column_security_profile names
    audit          = true
    classification = "restricted"
    kind           = "text" # text | number | date | choice | lookup | calculated | rollup | formula | file | image | composite | virtual | primary_name
    masking_rule   = "last_four"
  }
  relationship "tour_account_invoices" { # what happens to invoices when something happens to their account
    parent   = "account"
    assign   = "user_owned" # none | cascade | active | user_owned
    share    = "none"
    unshare  = "none"
    reparent = "none"
    delete   = "restrict" # remove_link | cascade | restrict
    merge    = "cascade"  # none | cascade
  }
}

table "tour_visit" { activity = true }            # shares the privileges of all activities
table "tour_color" { ownership = "organization" } # nobody owns a color: all or nothing
table "tour_import" { ownership = "unknown" }     # any verb, any level

privilege "prvTourReplay" { description = "Replays a tour" }

# --- Roles

role "clerk" {
  name               = "Tour Clerk" # what is not said is the label
  description        = "Works with the accounts of a division"
  purpose            = "Back office"
  kind               = "business" # business | admin | service | deployment
  owner              = "back-office@tour.example"
  review_by          = "2027-01-31"
  business_unit      = business_unit.root       # exists there and in every business unit below
  based_on           = standard_role.basic_user # starts as a copy of one role, standard or declared
  member_inheritance = "direct_user"            # direct_user | team_only
  privileges         = ["prvExportToExcel"]     # miscellaneous ones, at organization
  without_privileges = ["prvGoOffline"]         # of the copy's

  grants { # a line for each table, level = verbs; it replaces the copy's whole line
    account      = { user = ["create", "write"], business_unit = local.look_up, parent_child = ["append"] }
    contact      = { user = ["all"], business_unit = ["read"] } # "all": every verb that the line does not name, at its lowest level
    mailbox      = {}                                           # nothing
    tour_color   = { organization = ["read"] }
    tour_import  = { user = ["read"] }
    tour_invoice = { user = ["delete", "assign", "share"], business_unit = [local.look_up, "create", "write", "append"] }
  }
}

role "erp" {
  purpose    = "Sends invoices"
  kind       = "service"
  owner      = "integration@tour.example"
  based_on   = role.clerk
  privileges = { prvTourReplay = "organization" } # with levels, for what an import brings
}

# --- People

position "director" {}

position "manager" {
  name   = "Manager"
  parent = position.director
}

user "alice" {
  upn                      = "alice@tour.example" # not needed where the label or the for_each key is one
  name                     = "Alice"
  business_unit            = business_unit.division["east"]
  manager                  = user.staff["frank@tour.example"]
  position                 = position.manager
  member_of                = [entra_group.clerks["east"], team.complaints]
  column_security_profiles = [column_security_profile.bank]
  kind                     = "person"     # person | admin | service | test
  access_mode              = "read_write" # read_write | administrative | read | support_user | non_interactive | delegated_admin
  enabled                  = true
  licensed                 = true
  guest                    = false
  roles = [
    standard_role.basic_user,                                      # of Alice's own business unit
    { role = role.clerk, business_unit = business_unit.division }, # of others: one, a list, or a whole block
  ]
}

user "staff" {
  for_each = local.people
  manager  = each.value.manager == "" ? null : user.staff[each.value.manager]
}

user "admin" {
  # global_administrator | power_platform_administrator | dynamics_365_administrator | privileged_role_administrator | security_administrator | user_administrator | application_administrator | cloud_application_administrator | exchange_administrator | sharepoint_administrator | teams_administrator | billing_administrator | global_reader
  roles        = [{ role = standard_role.system_administrator, just_in_time = true }] # on request only
  tenant_roles = ["power_platform_administrator"]
  owner        = "platform@tour.example"
  review_by    = "2027-01-31"
}

user "visitor" { upn = "visitor@elsewhere.example" }

user "emergency" {
  environments = ["prod"] # limits any block
  roles        = [standard_role.system_administrator]
  just_in_time = false # of every role
  break_glass  = true
  purpose      = "Sealed"
  owner        = "security@tour.example"
  review_by    = "2027-01-31"
}

application_user "erp" {
  environments             = ["prod"]
  application_id           = local.erp_ids[env.name]
  name                     = "ERP"
  business_unit            = business_unit.root
  authentication           = "managed_identity" # certificate | secret | managed_identity
  purpose                  = "integration"
  systems                  = ["erp"]
  roles                    = [role.erp]
  column_security_profiles = [column_security_profile.bank_check]
  member_of                = [team.complaints]
  enabled                  = true
  just_in_time             = false
  owner                    = "integration@tour.example"
  review_by                = "2027-01-31"
}

application_user "erp" { # one address, declared again for another environment
  environments   = ["test"]
  application_id = local.erp_ids[env.name]
  roles          = [role.erp]
  owner          = "integration@tour.example"
  review_by      = "2027-01-31"
}

# --- Groups and teams

entra_group "everybody" {
  groups        = [entra_group.temps] # nested groups: here, or member_of there
  known_members = [user.admin]        # some; there are others
}

entra_group "temps" {}

entra_group "clerks" {
  for_each  = local.clerk_groups
  name      = "tour-clerks-${each.key}"
  object_id = each.value
  kind      = "security" # security | microsoft_365
  dynamic   = false
  members   = [user.staff] # all, beside those who name the group: answers about them are final
  member_of = [entra_group.everybody]
}

entra_group "board" {
  kind      = "microsoft_365"
  owners    = [user.admin]
  guests    = [user.visitor]
  member_of = [entra_group.everybody]
}

team "clerks" {
  for_each                 = business_unit.division # one for each division
  name                     = "Clerks ${each.value.name}"
  type                     = "entra_security_group" # owner | access | entra_security_group | microsoft_365_group
  business_unit            = each.value
  entra_group              = entra_group.clerks[each.key]
  membership               = "members" # members_and_guests | members | owners | guests
  roles                    = [role.clerk]
  column_security_profiles = [column_security_profile.bank_check]
}

team "board" { entra_group = entra_group.board } # its type is what its group says

team "complaints" {
  members       = [user.alice, application_user.erp] # of owner and access teams; a group's team asks its group
  administrator = user.admin
  roles         = [role.clerk]
}

# --- Columns

column_security_profile "bank" {
  name        = "Bank details"
  description = "Enters account numbers, and looks at one again"
  users       = [user.admin]
  teams       = [team.complaints] # or column_security_profiles there

  columns "tour_invoice" {
    tour_iban = { create = true, read = true, update = true, read_unmasked = "one_record" } # none | one_record | all_records
  }
}

column_security_profile "bank_check" {
  columns "tour_invoice" {
    tour_iban = { read = true } # masked
  }
}

# --- Single rows

access_team_template "account_team" {
  name   = "Account team"
  table  = "account"
  rights = ["read", "write"] # read | write | delete | append | append_to | assign | share
}

share "board_pack" {
  table     = "account"
  record    = "A-1001"
  with      = [team.complaints, user.alice] # or "organization"
  rights    = ["read"]
  reason    = "quarterly pack"
  expires   = "2027-01-31"
  automated = false # by a flow or plug-in
}

# What a solution has, by its real names: team "cases" holds one of its roles.
solution "core" { path = "../core.zip" }

team "cases" {
  roles                    = [role["Case Intake"], solution.core.role["Case Manager"]]
  column_security_profiles = [column_security_profile.Settlements]
}

# --- Lint: what findings weigh, and which are accepted. "dvpolicy rules" lists the rules and their parameters.

lint {
  packs   = ["segregation-of-duties"] # of rules that nobody asks for otherwise
  include = ["managed_roles"]         # standard_roles | managed_roles

  rule "grant/org-write" {
    severity       = "error" # off | info | warning | error
    exclude        = [role.clerk]
    exclude_tables = ["tour_invoice"]
    allow_tables   = ["account"] # a parameter of the rule
  }
}

waiver "nightly import" {
  for_each = { contact = 3, contoso_case = 3 }
  rule     = "grant/org-write"
  target   = role["Nightly Import"]
  table    = each.key   # of what the rule finds about the target, this
  count    = each.value # and so many: a fourth is a finding
  reason   = "imports at night, and nobody holds it by day"
  expires  = "2027-06-30"
}

waiver "nightly import clears up" {
  rule      = "grant/task-tier1"
  target    = role["Nightly Import"]
  privilege = "prvBulkDelete"
  reason    = "clears up what was imported in vain"
  expires   = "2027-06-30"
}

# Production audits who is given access: lint asks for these tables.
table "access" {
  for_each = toset(["businessunit", "fieldsecurityprofile", "organization", "position", "role", "systemuser", "team"])
  audit    = true
}
