package records

// What the test of the round trip, which has to stand outside, shares with the others.
var (
	Everything = everything
	Facts      = facts
	Reports    = reports
	RolesOf    = rolesOf
	Read       = read
	DataXML    = dataXML
	Entity     = entity
	Record     = record
	Links      = links
)
