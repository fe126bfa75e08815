# The organization chart, as it was in 2019. A new shop is a new line in data/staff.csv.

locals { staff = csvdecode(file("data/staff.csv")) }

business_unit "root" {
  name = "alpinecheese-prod" # whatever the wizard proposed

  default_team {
    roles = [role.shop_base] # or new people see an empty screen
  }
}

business_unit "region" {
  for_each = { west = "Region West", east = "Region East" } # the sales contests need them; everybody sees both
  name     = each.value
  parent   = business_unit.root
}

business_unit "shop" {
  for_each = toset([for s in local.staff : s.shop])
  name     = "Shop ${each.key}"
  parent   = business_unit.region["west"] # to be sorted into regions, said in 2020
}

# Operations got one for each level of the chart

business_unit "operations" {
  name   = "Operations"
  parent = business_unit.root
}

business_unit "production" {
  name   = "Production"
  parent = business_unit.operations
}

business_unit "dairy" {
  name   = "Dairy Valley"
  parent = business_unit.production
}

business_unit "cellar" {
  name   = "Cellar"
  parent = business_unit.dairy
}
