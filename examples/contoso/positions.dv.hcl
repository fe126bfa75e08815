# The ladder of sales, for hierarchy security: a branch's agents, its manager, the region's director.

position "director" {
  environments = ["test", "prod"]
  for_each     = business_unit.region
  name         = "Director ${each.value.name}"
}

position "manager" {
  environments = ["test", "prod"]
  for_each     = local.branches
  name         = "Manager ${each.value.name}"
  parent       = position.director[each.value.region]
}

position "agent" {
  environments = ["test", "prod"]
  for_each     = business_unit.branch
  name         = "Agent ${each.value.name}"
  parent       = position.manager[each.key]
}
