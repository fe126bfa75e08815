column_security_profile "credit" {
  for_each = business_unit.region # credit limits of one region are none of the other's business
  name     = "Credit ${each.value.name}"

  columns "contact" {
    creditlimit = { read = true, update = true }
  }
}

column_security_profile "identity" { # collecting a parcel needs the number of a passport
  columns "contact" {
    address1_line1 = { read = true }
    governmentid   = { create = true, read = true, update = true, read_unmasked = "all_records" }
  }
}

column_security_profile "identity_check" {
  columns "contact" {
    governmentid = { read = true, read_unmasked = "one_record" }
  }
}

column_security_profile "recipes" { # cellar people type the recipe in, the dairy keeps it
  columns "acw_recipe" {
    acw_brine    = { create = true, update = true }
    acw_cultures = { read = true }
    acw_milk     = { read = true }
  }
}

column_security_profile "farmers" {} # to be filled in once legal answers
