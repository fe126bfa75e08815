package compiler

var invariantConstruct = &construct{
	name: "invariant", labels: []string{"name"}, limits: true, later: true,
	doc: "An invariant: a condition over the whole matrix.",
}
