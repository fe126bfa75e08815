package compiler

var solutionConstruct = &construct{
	name: "solution", labels: []string{"name"}, limits: true, later: true,
	doc: "Brings the roles, column security profiles and table facts of a solution into the policy.",
}
