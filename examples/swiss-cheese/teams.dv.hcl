# Groups come from Entra, teams came with projects.

entra_group "everybody" { # the group that Microsoft 365 made on the first day
  name   = "All Company"
  groups = [entra_group.shops, entra_group.seasonal]
}

entra_group "shops" { members = values(user.staff) }
entra_group "seasonal" { members = [user.ueli] } # he helps out in December
entra_group "callcenter" { members = [user.karin] }

entra_group "farmers" { # from outside; they are to see their subsidies, one day
  kind    = "microsoft_365"
  members = [user.farmer]
  guests  = [user.farmer]
}

team "shops" {
  entra_group              = entra_group.shops
  membership               = "members"
  roles                    = [role.shop_base, role.shop_clerk]
  column_security_profiles = [column_security_profile.identity]
}

team "callcenter" { # Karin, in the east since the phones moved
  name          = "Call Center"
  business_unit = business_unit.region["east"]
  entra_group   = entra_group.callcenter
  membership    = "members"
  roles         = [role.shop_clerk]
}

team "farmers" {
  entra_group = entra_group.farmers
  roles       = [role.shop_clerk]
}

team "region_west" {
  name                     = "Managers"
  business_unit            = business_unit.region["west"]
  roles                    = [role.sales_manager]
  members                  = [user.lukas]
  column_security_profiles = [column_security_profile.credit["west"]]
}

team "region_east" { # one person leads both regions since 2022
  name                     = "Managers"
  business_unit            = business_unit.region["east"]
  roles                    = [role.sales_manager]
  members                  = [user.lukas]
  column_security_profiles = [column_security_profile.credit["east"]]
}

team "cellar" {
  name                     = "Cellar team"
  business_unit            = business_unit.cellar
  roles                    = [role.affineur]
  members                  = [user.ruedi]
  column_security_profiles = [column_security_profile.recipes, column_security_profile.identity_check]
}

team "accounting" {
  roles   = [role.accounting]
  members = [user.brigitte]
}

team "season" { # one for each shop window. They all hold the same
  for_each = toset(["Christmas", "Easter", "Fair", "Fondue", "Market", "Opening", "Summer"])
  name     = "Season ${each.key}"
  roles    = [role.helper[each.key]]
}

team "tasting" { # one for each tasting: notes of one are none of the others' business
  for_each = toset([for n in range(1, 25) : "Tasting ${n}"])
  name     = each.key
  roles    = [role.quality]
}

team "project_phoenix" {} # cancelled
