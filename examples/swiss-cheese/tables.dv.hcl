# The day before the auditors came, somebody ticked the box on every table of the list. Those below were changed afterwards.

table "audited" { # "until the letter i, the rest tomorrow"
  for_each = setsubtract(split(" ", trimspace(replace(file("data/audited_tables.txt"), "\n", " "))), ["account", "contact"])
  audit    = true
}

table "account" {
  audit          = true
  retrieve_audit = true # who looks at customers? (nothing shows up)
  access_teams   = true
  classification = "confidential"
}

table "contact" {
  audit          = false # so many changes
  access_teams   = true
  classification = "confidential"

  column "creditlimit" {
    secured = true
    audit   = true
  }
  column "governmentid" {
    secured      = true
    masking_rule = "last_four"
  }
  column "address1_line1" { secured = true } # the director's private address
  column "birthdate" { secured = true }      # an employee complained. Nobody missed it since
}

table "product" {
  audit = true
  column "entityimage" { audit = true }
  column "modifiedon" { audit = true } # who touched the prices
}

table "team" { audit = false } # the sync fills the log
table "systemuser" { audit = false }

table "opportunity" { access_teams = true }

# Our own

table "acw_recipe" { # the crown jewels
  schema_name    = "acw_Recipe"
  ownership      = "user_or_team"
  classification = "restricted"

  column "acw_brine" { secured = true }
  column "acw_cultures" { secured = true }
  column "acw_herbs" { secured = true }
  column "acw_humidity" { secured = true }
  column "acw_milk" { secured = true }
  column "acw_months" { secured = true }
  column "acw_press" { secured = true }
  column "acw_rennet" { secured = true }
  column "acw_salt" { secured = true }
  column "acw_secret" { secured = true }
  column "acw_temperature" { secured = true }
}

table "acw_order" {
  schema_name = "acw_Order"
  ownership   = "user_or_team"
  volume      = "high"

  relationship "acw_account_orders" { # who has the customer has the orders
    parent   = "account"
    assign   = "cascade"
    share    = "cascade"
    reparent = "cascade"
  }
}

table "acw_subsidy" { # milk subsidies, by farmer, with bank details
  schema_name    = "acw_Subsidy"
  ownership      = "user_or_team"
  classification = "restricted"
  column "acw_iban" {}
}

table "acw_tasting" { # notes about cheese
  schema_name    = "acw_Tasting"
  ownership      = "user_or_team"
  classification = "public"
}

table "acw_wheel" {
  schema_name = "acw_Wheel"
  ownership   = "user_or_team"
}
