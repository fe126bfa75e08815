package compiler

var segregationOfDutiesConstruct = &construct{
	name: "segregation_of_duties", labels: []string{"name"}, limits: true, later: true,
	doc: "Two sets of privileges that nobody may hold together.",
}
