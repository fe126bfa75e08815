# Everybody holds staff, in the root, and one role for the work, in the business unit that the work is about.
# Of what concerns customers, nobody deletes and nobody shares but where a line says so.

locals {
  use  = ["read", "append_to"]                              # look up, and link to
  work = ["create", "read", "write", "append", "append_to"] # a colleague's day
}

role "staff" {
  name               = "Contoso Staff"
  description        = "To sign in and run apps: one's own settings, activities and notes, and no customer"
  kind               = "business"
  owner              = "platform@contoso.example"
  review_by          = local.next_review
  based_on           = standard_role.basic_user
  without_privileges = ["prvExportToExcel", "prvGoOffline"]

  grants { # what Basic User has too much
    account                = {}
    contact                = {}
    knowledgearticle       = { organization = local.use }
    msdyn_dmsrequest       = {}
    msdyn_dmsrequeststatus = {}
  }
}

# Sales

role "sales_agent" {
  name        = "Contoso Sales Agent"
  description = "Sells and lets for a branch"
  kind        = "business"
  owner       = "sales-operations@contoso.example"
  review_by   = local.next_review

  grants {
    account      = { business_unit = local.work }
    businessunit = { business_unit = ["append_to"] } # sets Owning Business Unit to the branch
    competitor   = { organization = local.use }
    contact      = { business_unit = local.work }
    lead         = { business_unit = local.work }
    opportunity  = { business_unit = local.work }
    pricelevel   = { organization = local.use }
    product      = { organization = local.use }
    quote        = { business_unit = local.work }
    salesorder   = { business_unit = ["read"] } # the ERP writes them
    territory    = { organization = local.use }

    contoso_amenity        = { organization = local.use }
    contoso_commission     = { user = ["read"] }
    contoso_lease          = { business_unit = local.work }
    contoso_listing        = { business_unit = ["create", "write", "append"], organization = local.use }
    contoso_listingfee     = { business_unit = local.use }
    contoso_listingfeetype = { organization = ["read"] }
    contoso_listingimage   = { business_unit = ["create", "write", "append"], organization = ["read"] }
    contoso_offer          = { business_unit = local.work }
    contoso_reservation    = { business_unit = local.work }
  }
}

role "sales_manager" {
  name        = "Contoso Sales Manager"
  description = "Leads the sales of a branch: hands work over, and fills the teams of deals across branches"
  kind        = "business"
  owner       = "sales-operations@contoso.example"
  review_by   = local.next_review
  based_on    = role.sales_agent

  grants {
    account     = { business_unit = [local.work, "assign"] }
    contact     = { business_unit = [local.work, "assign"] }
    lead        = { business_unit = [local.work, "assign", "delete"] }
    opportunity = { business_unit = [local.work, "assign", "share"] }
    quote       = { business_unit = [local.work, "assign"] }

    contoso_lease       = { business_unit = [local.work, "assign"] }
    contoso_offer       = { business_unit = [local.work, "assign"] }
    contoso_reservation = { business_unit = [local.work, "assign"] }
  }
  privileges = ["prvMerge"]
}

role "regional_director" {
  name        = "Contoso Regional Director"
  description = "Reads everything of a region and its branches"
  kind        = "business"
  owner       = "sales-operations@contoso.example"
  review_by   = local.next_review

  grants {
    account     = { parent_child = ["read"] }
    contact     = { parent_child = ["read"] }
    incident    = { parent_child = ["read"] }
    invoice     = { parent_child = ["read"] }
    lead        = { parent_child = ["read"] }
    opportunity = { parent_child = ["read"] }
    quote       = { parent_child = ["read"] }
    salesorder  = { parent_child = ["read"] }

    contoso_inspection  = { parent_child = ["read"] }
    contoso_lease       = { parent_child = ["read"] }
    contoso_listing     = { organization = ["read"] }
    contoso_offer       = { parent_child = ["read"] }
    contoso_repair      = { parent_child = ["read"] }
    contoso_reservation = { parent_child = ["read"] }
  }
  privileges = ["prvExportToExcel"]
}

role "listing_editor" {
  name        = "Contoso Listing Editor"
  description = "Keeps the listings of all branches, and the lists that they choose from"
  kind        = "business"
  owner       = "marketing@contoso.example"
  review_by   = local.next_review

  grants {
    contoso_amenity        = { organization = ["all"] }
    contoso_listing        = { organization = [local.work, "assign"] }
    contoso_listingfee     = { organization = local.work }
    contoso_listingfeetype = { organization = ["all"] }
    contoso_listingimage   = { organization = [local.work, "assign", "delete"] }
  }
}

# Service

role "service_agent" {
  name        = "Contoso Service Agent"
  description = "Answers the cases of a region, and looks after its homes"
  kind        = "business"
  owner       = "service@contoso.example"
  review_by   = local.next_review

  grants {
    account      = { parent_child = local.use }
    businessunit = { parent_child = ["append_to"] }
    contact      = { parent_child = local.use }
    entitlement  = { parent_child = local.use }
    feedback     = { parent_child = local.work }
    incident     = { parent_child = [local.work, "assign"] }

    contoso_inspection = { parent_child = local.work }
    contoso_lease      = { parent_child = local.use }
    contoso_listing    = { organization = local.use }
    contoso_repair     = { parent_child = local.work }
  }
}

# Finance: who enters a payment does not approve one

role "finance_clerk" {
  name        = "Contoso Finance Clerk"
  description = "Enters payments, deposits and commissions"
  kind        = "business"
  owner       = "finance@contoso.example"
  review_by   = local.next_review

  grants {
    account      = { organization = local.use }
    businessunit = { business_unit = ["append_to"] }
    contact      = { organization = local.use }
    invoice      = { organization = local.use }
    salesorder   = { organization = local.use }

    contoso_commission = { business_unit = [local.work, "assign"] } # to the agent, who then reads it as the owner
    contoso_deposit    = { business_unit = local.work }
    contoso_lease      = { organization = local.use }
    contoso_payment    = { business_unit = local.work }
  }
}

role "finance_approver" {
  name        = "Contoso Finance Approver"
  description = "Approves payments, and enters none"
  kind        = "business"
  owner       = "finance@contoso.example"
  review_by   = local.next_review

  grants {
    businessunit = { business_unit = ["append_to"] }
    invoice      = { organization = ["read"] }

    contoso_commission      = { business_unit = ["read"] }
    contoso_deposit         = { business_unit = ["read"] }
    contoso_payment         = { business_unit = local.use }
    contoso_paymentapproval = { business_unit = ["create", "read", "append"] }
  }
}

role "auditor" {
  name               = "Contoso Auditor"
  description        = "Reads business data and the audit log, owns nothing"
  kind               = "business"
  owner              = "audit@contoso.example"
  review_by          = local.next_review
  member_inheritance = "team_only" # what members may do here, they may do for the team alone

  grants {
    account     = { organization = ["read"] }
    contact     = { organization = ["read"] }
    invoice     = { organization = ["read"] }
    opportunity = { organization = ["read"] }
    salesorder  = { organization = ["read"] }

    contoso_commission      = { organization = ["read"] }
    contoso_deposit         = { organization = ["read"] }
    contoso_lease           = { organization = ["read"] }
    contoso_payment         = { organization = ["read"] }
    contoso_paymentapproval = { organization = ["read"] }
  }
  privileges = ["prvReadAuditSummary", "prvReadRecordAuditHistory"]
}

# Machines

role "erp" {
  name        = "Contoso ERP Integration"
  description = "Books orders and invoices, pays what is approved, keeps prices and credit limits"
  kind        = "service"
  owner       = "integration@contoso.example"
  review_by   = local.next_review

  grants {
    account             = { organization = local.use }
    contact             = { organization = ["read", "write", "append_to"] }
    invoice             = { organization = [local.work, "assign"] }
    pricelevel          = { organization = local.work }
    product             = { organization = local.work }
    salesorder          = { organization = [local.work, "assign"] }
    transactioncurrency = { organization = local.use }

    contoso_payment         = { organization = ["read", "write"] }
    contoso_paymentapproval = { organization = ["read"] }
  }
}
