package compiler

var waiverConstruct = &construct{
	name: "waiver", labels: []string{"name"}, limits: true, later: true,
	doc: "A finding that is accepted, with its reason and an end.",
}
