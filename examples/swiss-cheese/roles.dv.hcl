# Roles. Everything that somebody once asked for, and nothing ever taken away.

role "shop_base" { # everybody has it, or else the app does not open. Write on everything: nobody calls any more
  based_on = standard_role.basic_user
  grants {
    account     = { organization = ["create", "read", "write", "append", "append_to", "share"] }
    contact     = { organization = ["create", "read", "write", "append", "append_to"] }
    lead        = { business_unit = ["read"], organization = ["write"] }
    quote       = { user = ["create", "read"], business_unit = ["share"] }
    acw_tasting = { organization = ["create", "read", "write", "append", "append_to"] }
  }
  privileges = ["prvExportToExcel", "prvGoOffline", "prvISVExtensions"]
}

role "shop_clerk" {
  grants {
    account     = { business_unit = ["read", "write"] }
    contact     = { business_unit = ["create", "read", "write", "assign"] }
    email       = { business_unit = ["create", "read", "write", "append"] } # newsletters
    incident    = { user = ["create", "write"] }                            # complaints; they cannot open them, Karin is looking into it
    salesorder  = { user = ["create", "read", "write"], business_unit = ["delete"] }
    acw_order   = { business_unit = ["create", "read", "write"] }
    acw_subsidy = { business_unit = ["read"] }
  }
}

role "shop_clerk_copy" { # "Save as", to try something. People hold it now
  name = "Shop Clerk (2)"
  grants {
    account    = { business_unit = ["read", "write"] }
    contact    = { business_unit = ["create", "read", "write", "assign"] }
    email      = { business_unit = ["create", "read", "write", "append"] }
    incident   = { user = ["create", "write"] }
    salesorder = { user = ["create", "read", "write"], business_unit = ["delete"] }
    acw_order  = { business_unit = ["create", "read", "write"] }
  }
}

role "helper" { # they go home in January, the role stays
  for_each = toset(["Christmas", "Easter", "Fair", "Fondue", "Market", "Opening", "Summer"])
  name     = "Helper ${each.key}"
  grants {
    acw_order = { user = ["read"] }
  }
}

role "sales_manager" {                         # Urs wanted "everything, but not administrator"
  owner     = "urs.huber@alpinecheese.example" # left in 2023
  review_by = "2020-12-31"
  grants {
    account     = { organization = ["all"] }
    contact     = { organization = ["all"] }
    incident    = { organization = ["all"] }
    lead        = { organization = ["all"] }
    opportunity = { parent_child = ["all"] }
    quote       = { organization = ["all"] }
    salesorder  = { organization = ["all"] }
    acw_order   = { organization = ["all"] }
    acw_tasting = { organization = ["all"] }
  }
  privileges = ["prvBulkDelete", "prvBulkEdit", "prvExportToExcel", "prvMerge", "prvOverridePriceEngineQuote"]
}

role "office" { # Environment Maker, because the report wizard did not start
  based_on = standard_role.environment_maker
  grants {
    contact     = { organization = ["read"] }
    opportunity = { parent_child = ["read"] }
  }
}

role "helpdesk" { # resets things. Each ticket added a line
  grants {
    account    = { organization = ["read", "write"] }
    role       = { organization = ["read", "append", "append_to", "assign"] }
    systemuser = { organization = ["read", "write", "append", "append_to"] }
    team       = { organization = ["read", "write", "append", "append_to"] }
  }
  privileges = [
    "prvAssignManager",
    "prvDeleteRecordChangeHistory", # one request for erasure, in 2021
    "prvDisableUser",
    "prvReparentUser",
  ]
}

role "it" { # the audit counts who holds System Administrator. Who holds this, it does not count
  description = "As System Administrator, under another name"
  kind        = "admin"
  based_on    = standard_role.system_administrator
  grants {
    audit = {}
  }
}

role "basic_user" { # the standard one, repaired
  name        = "Basic User"
  description = "As delivered, with the export that was missing"
  grants {
    knowledgearticle = { organization = ["read"] }
  }
  privileges = ["prvExportToExcel"]
}

role "affineur" {
  business_unit = business_unit.cellar # only the cellar has them
  grants {
    acw_recipe = { parent_child = ["create", "read", "write", "append", "append_to"] }
    acw_wheel  = { parent_child = ["create", "read", "write", "append"] }
  }
}

role "accounting" {
  owner              = "accounting@alpinecheese.example"
  member_inheritance = "team_only" # a checkbox, nobody remembers why
  grants {
    account     = { organization = ["read"] }
    invoice     = { user = ["create", "read", "write", "append", "append_to"] }
    acw_subsidy = { organization = ["create", "read", "write", "append", "append_to"] }
  }
}

role "assistant" { # writes mails as the director
  privileges = ["prvActOnBehalfOfAnotherUser", "prvSendAsUser"]
  grants {
    contact = { organization = ["read"] }
  }
}

role "webshop" { # it failed with a missing privilege every week, so now it has all of them
  kind     = "service"
  based_on = standard_role.service_writer
}

role "quality" {
  description = "Tastings, by Ueli. He retired"
  grants {
    acw_tasting = { organization = ["create", "read", "write"] }
  }
}

role "intern" {
  description = "Two interns, in 2018"
  grants {
    account = { business_unit = ["read"] }
  }
}
