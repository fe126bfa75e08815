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

lint {
  rule "bu/too-many" {
    warn  = 15
    error = 30
  }
  rule "role/naming" {
    severity = "warning"
    pattern  = "^Contoso "
  }
}
