package rules

import (
	"regexp"
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// What parameters take. Words of the policy's own count in all environments, wherever they are declared.
var (
	verbWords  = &lint.Vocabulary{Of: "verb", Words: fixed(privilege.VerbNames()...)}
	levelWords = &lint.Vocabulary{Of: "access level", Words: fixed(levelNames()...)}
	typeWords  = &lint.Vocabulary{Of: "type of an environment", Words: fixed("production", "sandbox", "developer", "trial", "default")}
	classWords = &lint.Vocabulary{Of: "classification", Words: fixed("public", "internal", "confidential", "restricted")}
	kindWords  = &lint.Vocabulary{Of: "kind of column", Words: fixed(model.ColumnKinds...)}
	factWords  = &lint.Vocabulary{Of: "fact about a role", Words: fixed("owner", "purpose", "kind", "review_by")}
	needWords  = &lint.Vocabulary{Of: "fact about an account", Words: fixed("owner", "review_by")}

	tableWords     = &lint.Vocabulary{Of: "table that the catalogue or the policy has", Words: tableNames}
	privilegeWords = &lint.Vocabulary{Of: "miscellaneous privilege that the catalogue or the policy has", Words: privilegeNames}
	standardLabels = &lint.Vocabulary{Of: "label of a standard role", Words: standardLabelsOf}
	standardWords  = &lint.Vocabulary{Of: "standard role", Words: labelsAndNames}
	roleWords      = &lint.Vocabulary{Of: "address of a role", Words: roleAddresses}

	expression = &lint.Vocabulary{Of: "no regular expression", Fault: func(text string) string {
		if _, err := regexp.Compile(text); err != nil {
			return err.Error()
		}
		return ""
	}}
)

func fixed(words ...string) func([]*matrix.Matrix) []string {
	return func([]*matrix.Matrix) []string { return words }
}

func levelNames() []string {
	var names []string
	for _, l := range privilege.Levels() {
		names = append(names, l.String())
	}
	return names
}

func standardLabelsOf([]*matrix.Matrix) []string {
	var labels []string
	for _, r := range schema.StandardRoles() {
		labels = append(labels, r.Label)
	}
	return sortedOnce(labels)
}

// labelsAndNames are those of the standard roles.
func labelsAndNames(environments []*matrix.Matrix) []string {
	words := standardLabelsOf(environments)
	for _, r := range schema.StandardRoles() {
		words = append(words, r.Name)
	}
	return sortedOnce(words)
}

func tableNames(environments []*matrix.Matrix) []string {
	var names []string
	for _, t := range schema.Tables() {
		names = append(names, t.Name)
	}
	for _, m := range environments {
		for _, t := range m.Policy().Tables {
			names = append(names, t.Fact.Name)
		}
	}
	return sortedOnce(names)
}

func privilegeNames(environments []*matrix.Matrix) []string {
	var names []string
	for _, one := range schema.Miscellaneous() {
		names = append(names, one.Name)
	}
	for _, m := range environments {
		names = append(names, m.Policy().Privileges...)
	}
	return sortedOnce(names)
}

func roleAddresses(environments []*matrix.Matrix) []string {
	var addresses []string
	for _, r := range schema.StandardRoles() {
		addresses = append(addresses, model.Address("standard_role", r.Label))
	}
	for _, m := range environments {
		for _, r := range m.Policy().Roles {
			addresses = append(addresses, r.Address)
		}
	}
	return sortedOnce(addresses)
}

func sortedOnce(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
