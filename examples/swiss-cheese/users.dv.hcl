# People. Those of the shops come from the list that HR mails each month.

user "staff" {
  for_each      = { for s in local.staff : s.upn => s }
  name          = each.value.name
  business_unit = business_unit.shop[each.value.shop]
  manager       = user.lukas # all of them: the field was mandatory
}

# Administrators. Whoever once needed something at the weekend

user "admin" {
  environments = ["dev", "prod", "old"]
  for_each     = toset(["andrea", "beni", "claude", "dominik", "eva", "franz", "gabi", "hugo", "isa"])
  upn          = "${each.key}@alpinecheese.example"
  kind         = "admin"
  roles        = [standard_role.system_administrator, standard_role.system_customizer]
}

user "partner" { # built it all, in 2015
  environments = ["dev", "prod", "old"]
  upn          = "support@fondue-consulting.example"
  guest        = true
  roles        = [standard_role.system_administrator, role.it]
  owner        = "it@alpinecheese.example"
  review_by    = "2019-12-31"
}

user "karin" { # helpdesk, and the counter on Saturdays
  roles                    = [standard_role.basic_user, role.helpdesk, role.shop_base, role.shop_clerk, role.shop_clerk_copy, role.office, role.basic_user]
  column_security_profiles = [column_security_profile.identity]
}

user "lukas" { # sales
  roles = [role.sales_manager]
}

user "ruedi" {
  business_unit = business_unit.cellar
}

user "brigitte" { # her desk is in the dairy
  business_unit = business_unit.dairy
}

user "silvia" {
  manager = user.ruedi # head of operations; somebody has to sign
  roles   = [standard_role.basic_user, role.assistant, standard_role.delegate]
}

user "ueli" { # retired, but one never knows
  enabled = false
  roles   = [role.quality, role.shop_base]
}

user "farmer" { upn = "hof@milk.example" }

user "anna" { # tested for Björn
  environments = ["uat"]
  roles        = [{ role = role.shop_clerk, business_unit = business_unit.region }]
}

user "bjoern" { # on leave
  environments = ["uat"]
  roles        = [standard_role.system_administrator]
}

user "olivia" { # Microsoft 365 administrator. "I cannot even open it"
  environments = ["prod"]
  tenant_roles = ["global_administrator"]
}

# Accounts of machines. The scale in each cellar signs in with a password

user "scale" {
  for_each    = toset([for n in range(1, 9) : "scale-${n}"])
  upn         = "${each.key}@alpinecheese.example"
  access_mode = "non_interactive"
  roles       = [standard_role.service_reader]
}

user "scanner" { # reads invoices from the mailbox
  kind  = "service"
  roles = [standard_role.service_writer]
}
