application_user "webshop" { # the newsletter and the till use it as well, registering another takes weeks
  name           = "Webshop"
  authentication = "secret"
  systems        = ["webshop", "newsletter", "till"]
  roles          = [role.webshop]
}

application_user "flows" {
  name           = "Flows"
  authentication = "secret" # expires at night, of course
  purpose        = "integration"
  roles          = [standard_role.system_administrator] # otherwise approvals get stuck
}
