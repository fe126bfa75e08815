locals { # each environment talks to an ERP of its own
  erp_ids = {
    dev  = "b2f6c1d4-0000-0000-0000-00000000a0d0"
    test = "b2f6c1d4-0000-0000-0000-00000000a0e0"
    prod = "b2f6c1d4-0000-0000-0000-00000000a0f0"
  }
}

application_user "erp" {
  name                     = "ERP integration"
  application_id           = local.erp_ids[env.name]
  authentication           = "managed_identity"
  purpose                  = "integration"
  systems                  = ["erp"]
  roles                    = [role.erp]
  column_security_profiles = [column_security_profile.erp]
  owner                    = "integration@contoso.example"
  review_by                = local.next_review
}

application_user "deploy" { # see lint for why it is administrator
  name           = "Deployment pipeline"
  application_id = "b2f6c1d4-0000-0000-0000-00000000a002"
  authentication = "certificate"
  purpose        = "deployment"
  systems        = ["azure-devops"]
  roles          = [standard_role.system_administrator]
  owner          = "platform@contoso.example"
  review_by      = local.next_review
}
