# We did run the linter, once.

waiver "sales manager, delete" {
  rule    = "grant/delete-broad"
  target  = role.sales_manager
  reason  = "until Urs is back from holidays"
  expires = "2024-08-31"
}

waiver "helpdesk" {
  rule      = "grant/task-tier0"
  target    = role.helpdesk
  privilege = "prvDisableUser"
}

waiver "interns" {
  rule   = "grant/org-write"
  target = role.intern
  reason = "they needed it for the data cleansing"
}
