# A business unit is a boundary of access, not a box of the organization chart: twelve, and no more without a new boundary.

business_unit "root" { name = "Contoso" }

business_unit "region" {
  for_each = {
    north = "Contoso North"
    south = "Contoso South"
    west  = "Contoso West"
  }
  name   = each.value
  parent = business_unit.root
}

locals {
  branches = {
    bergen    = { name = "Bergen", region = "north" }
    oslo      = { name = "Oslo", region = "north" }
    stockholm = { name = "Stockholm", region = "north" }
    lisbon    = { name = "Lisbon", region = "south" }
    madrid    = { name = "Madrid", region = "south" }
    dublin    = { name = "Dublin", region = "west" }
    london    = { name = "London", region = "west" }
  }
}

business_unit "branch" {
  for_each = local.branches
  name     = each.value.name
  parent   = business_unit.region[each.value.region]
}

business_unit "finance" { # payments and commissions: nobody else's
  name   = "Finance"
  parent = business_unit.root
}
