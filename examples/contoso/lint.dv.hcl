# Findings that we know of and accept, each with a reason and an end; and where our limits differ from the recommended ones.

waiver "the pipeline is administrator" {
  rule    = "user/app-sysadmin"
  target  = application_user.deploy
  reason  = "imports solutions; signs in with a certificate, from the build agents only"
  expires = "2027-06-30"
}

waiver "directors export" {
  rule    = "grant/task-tier2"
  target  = role.regional_director
  reason  = "monthly report to the board, replaced by Power BI in 2027"
  expires = "2027-03-31"
}

waiver "auditors read" {
  rule    = "grant/org-read-sensitive"
  target  = role.auditor
  count   = 10
  reason  = "internal audit reads the books of the whole group, and changes nothing"
  expires = "2027-12-31"
}

waiver "finance reads what is paid" {
  for_each = { clerk = { role = role.finance_clerk, tables = 5 }, approver = { role = role.finance_approver, tables = 1 } }
  rule     = "grant/org-read-sensitive"
  target   = each.value.role
  count    = each.value.tables
  reason   = "finance is one department for all regions"
  expires  = "2027-12-31"
}

waiver "managers merge duplicates" {
  rule    = "grant/task-tier1"
  target  = role.sales_manager
  reason  = "until the duplicate detection job runs"
  expires = "2027-06-30"
}

lint {
  rule "bu/too-many" {
    warn  = 15
    error = 30
  }
  rule "role/naming" {
    severity = "warning"
    pattern  = "^Contoso "
  }

  # Handing work over is a supervisor's, and the listing team's, trade.
  rule "grant/assign-broad" {
    exclude = [role.sales_manager, role.service_agent, role.listing_editor, role.finance_clerk]
  }
  rule "grant/delete-broad" {
    exclude = [role.sales_manager, role.listing_editor]
  }
  # Listings are one catalogue for the whole company.
  rule "grant/org-write" {
    exclude = [role.listing_editor]
  }
  # Managers answer the mails and complete the notes of those who report to them.
  rule "hier/widens-sensitive" {
    exclude_tables = ["activitypointer", "annotation"]
  }
  # Three makers, in dev only.
  rule "team/direct-user-role" {
    exclude = env.name == "dev" ? [user.maker] : []
  }
  rule "env/customer-key-acknowledged" {
    reason = "the key lies in two vaults; losing both locks the environment, which the board has accepted"
  }
}
