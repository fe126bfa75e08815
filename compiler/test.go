package compiler

var testConstruct = &construct{
	name: "test", labels: []string{"name"}, limits: true, later: true,
	doc: "What is promised: who can do what to which row, and who cannot.",
}
