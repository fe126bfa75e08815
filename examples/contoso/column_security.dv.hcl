# Secured columns are empty to everybody whom no profile names. A masked column shows its last four characters, but to read_unmasked.

column_security_profile "identity" { # agents enter the number of a passport, and see its end
  name = "Contoso Identity"

  columns "contact" {
    governmentid = { create = true, read = true, update = true }
  }
}

column_security_profile "identity_check" { # service asks a caller for the end of the number
  name = "Contoso Identity Check"

  columns "contact" {
    governmentid = { read = true }
  }
}

column_security_profile "credit" {
  name = "Contoso Credit"

  columns "contact" {
    creditlimit = { read = true }
  }
}

column_security_profile "bank" { # who enters an account number may look at one again, one row at a time
  name = "Contoso Bank Details"

  columns "contoso_payment" {
    contoso_iban = { create = true, read = true, update = true, read_unmasked = "one_record" }
  }
}

column_security_profile "bank_check" {
  name = "Contoso Bank Details Check"

  columns "contoso_payment" {
    contoso_iban = { read = true }
  }
}

column_security_profile "erp" { # all_records: for machines only
  name = "Contoso ERP Integration"

  columns "contact" {
    creditlimit = { read = true, update = true }
  }
  columns "contoso_payment" {
    contoso_iban = { read = true, read_unmasked = "all_records" }
  }
}
