# Facts about tables that every environment has: how sensitive they are, and what is audited.

# Customers

table "account" {
  classification = "confidential"
  audit          = true
}

table "contact" {
  classification = "confidential"
  audit          = true
  retrieve_audit = true

  column "creditlimit" {
    secured        = true
    audit          = true
    classification = "restricted"
  }
  column "governmentid" {
    secured        = true
    audit          = true
    classification = "restricted"
    masking_rule   = "last_four"
  }
}

# Sales

table "lead" {
  classification = "confidential"
  audit          = true
}

table "opportunity" {
  classification = "confidential"
  audit          = true
  access_teams   = true # for deals across branches: see sharing
}

table "quote" {
  classification = "confidential"
  audit          = true
}

table "salesorder" {
  classification = "confidential"
  audit          = true
}

table "invoice" {
  classification = "confidential"
  audit          = true
}

table "competitor" { classification = "internal" }
table "pricelevel" { classification = "internal" }
table "product" { classification = "public" }
table "territory" { classification = "internal" }

# Service

table "incident" {
  classification = "confidential"
  audit          = true
}

table "entitlement" { classification = "internal" }
table "feedback" { classification = "internal" }
table "knowledgearticle" { classification = "internal" }

# Activities and notes hold whatever people type

table "activitypointer" {
  classification = "confidential"
  volume         = "high"
}

table "annotation" {
  classification = "confidential"
  volume         = "high"
}

# Who has access, and who changed it

table "businessunit" { audit = true }
table "fieldsecurityprofile" { audit = true }
table "organization" { audit = true }
table "position" { audit = true }
table "role" { audit = true }
table "systemuser" { audit = true }
table "team" { audit = true }
