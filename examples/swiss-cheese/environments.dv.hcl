# Alpine Cheese makes cheese in two dairies and sells it in forty shops. This is who may do what there, after nine years, three
# administrators and one reorganization. It is valid, it works, and nobody dares to touch it.
#
# No policy to copy: it is what "dvpolicy lint" is for. "dvpolicy check" fails here, and has to.

environment "dev" {
  type           = "developer"
  security_group = entra_group.everybody # does nothing here? left it in, to be safe

  audit { enabled = true } # to test the audit history tab
}

environment "uat" { # Björn tried the matrix structure here, then he went on parental leave
  type                            = "sandbox"
  security_group                  = entra_group.everybody # one group, or people open tickets
  ownership_across_business_units = true

  audit {
    enabled        = true
    retention_days = -1 # better safe than sorry
  }
  activity_logging { enabled = true }
}

environment "prod" {
  type                    = "production"
  url                     = "https://alpinecheese.crm4.dynamics.com"
  security_group          = entra_group.everybody
  managed                 = true
  customer_managed_key    = true # the consultants said that banks do it
  share_to_previous_owner = true # so that nobody calls when a customer is reassigned

  audit {
    enabled        = true
    user_access    = false # too noisy
    retention_days = 30    # the storage was full
  }
  activity_logging { enabled = false } # asked whether we pay for it, no answer yet
  hierarchy_security {                 # managers complained
    model = "manager"
    depth = 5
  }
}

environment "old" { # before the migration. Accounting still looks up invoices here
  type = "production"

  audit {
    enabled     = false # was slow on the old plan
    user_access = true
  }
}
