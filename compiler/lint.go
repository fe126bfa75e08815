package compiler

var lintConstruct = &construct{
	name: "lint", later: true,
	doc: "Configures lint rules: severity, parameters, excluded targets.",
}
