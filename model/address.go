package model

import "strings"

// Address is how a policy refers to a block: role.clerk, or role["Case Worker"] where the label is no identifier.
func Address(construct, label string) string { return construct + Step(label) }

// Step writes a member as it follows in an address: .sales, or ["Sales Manager"].
func Step(name string) string {
	if Identifier(name) {
		return "." + name
	}
	return Index(name)
}

// Index writes a key as it follows in an address: ["a"].
func Index(key string) string { return `["` + escapes.Replace(key) + `"]` }

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{")

// Identifier reports whether a name can stand in a policy without quotes.
func Identifier(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		digit := i > 0 && (r == '-' || '0' <= r && r <= '9')
		if !letter && !digit {
			return false
		}
	}
	return name != ""
}
