# Exceptions, most of them for good.

access_team_template "deal" {
  table  = "opportunity"
  rights = ["read", "write", "delete", "assign", "share"]
}

access_team_template "deal_readers" {
  table  = "opportunity"
  rights = ["read"]
}

access_team_template "deal_auditors" { # the two above were not enough
  table  = "opportunity"
  rights = ["read", "append_to"]
}

share "milk_board" {
  table  = "account"
  record = "Milk Board"
  with   = "organization"
  rights = ["read", "write"]
  reason = "everybody needs the phone number"
}

share "hotel_chain" {
  table  = "account"
  record = "Hotel Edelweiss"
  with   = [user.lukas, user.ruedi]
  rights = ["read"]
  reason = "large order, December 2021"
}

share "won_deals" { # a flow shares each won deal with accounting, to invoice it
  table     = "opportunity"
  record    = "every won deal"
  with      = [team.accounting]
  rights    = ["read", "write"]
  automated = true
}
