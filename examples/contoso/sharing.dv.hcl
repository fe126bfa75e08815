# What business units and roles cannot say: single rows, with a reason and an end.

access_team_template "deal" { # a deal across branches: a manager adds colleagues from elsewhere
  name   = "Deal team"
  table  = "opportunity"
  rights = ["read", "write", "append", "append_to"]
}

team "investors_board" {
  environments = ["prod"]
  name         = "Investors' board"
  type         = "access"
  members      = user.director
}

share "investors_account" {
  environments = ["prod"]
  table        = "account"
  record       = "A-1001 Northwind Homes"
  with         = [team.investors_board]
  rights       = ["read"]
  reason       = "Northwind invests in all regions, its account lies in the root; the directors report to it each quarter"
  expires      = "2027-01-31"
}

share "fjord_houses" {
  environments = ["prod"]
  table        = "contoso_listing"
  record       = "L-2044 Fjord Houses"
  with         = [team.agents["bergen"]]
  rights       = ["read", "write", "append"]
  reason       = "listed by Oslo, shown by Bergen until it is sold"
  expires      = "2026-12-31"
}
