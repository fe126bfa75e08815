test "branches are isolated" {
  environments = ["test", "prod"]
  principals = [
    user.agent["ane@contoso.example"],     # Oslo
    user.agent["marta@contoso.example"],   # Madrid
    user.director["nils@contoso.example"], # North
  ]

  record "oslo_deal" {
    table                = "opportunity"
    owner                = user.agent["ane@contoso.example"]
    owning_business_unit = business_unit.branch["oslo"]
  }
  record "madrid_deal" {
    table                = "opportunity"
    owner                = user.agent["marta@contoso.example"]
    owning_business_unit = business_unit.branch["madrid"]
  }
  expect "read" {
    oslo_deal   = [user.agent["ane@contoso.example"], user.director["nils@contoso.example"]]
    madrid_deal = [user.agent["marta@contoso.example"]]
  }
  expect "write" {
    oslo_deal   = [user.agent["ane@contoso.example"]]
    madrid_deal = [user.agent["marta@contoso.example"]]
  }
  expect "delete" {
    oslo_deal   = []
    madrid_deal = []
  }
}

test "payments are finance's" {
  environments = ["test", "prod"]

  only "create" "user" {
    administrators  = true # leaves out who holds System Administrator
    contoso_payment = [team.finance_clerks]
  }
  only "read" "user" {
    administrators  = true
    contoso_payment = [team.finance_clerks, team.finance_approvers, team.auditors, application_user.erp]
  }
}

test "nobody deletes but managers their leads, and editors images" {
  environments = ["test", "prod"]

  only "delete" "user" {
    administrators       = true
    account              = []
    contact              = []
    contoso_listingimage = [team.listing_editors]
    contoso_payment      = []
    invoice              = []
    lead                 = [team.managers]
    opportunity          = []
  }
}

segregation_of_duties "enter and approve payments" {
  environments = ["test", "prod"]
  severity     = "error"
  first { contoso_payment = ["create", "write"] }
  second { contoso_paymentapproval = ["create"] }
  except = [user.admin, user.break_glass, application_user.deploy]
}
