package rules

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

// subjectsOf are what grants of a role come to, of each table and level the verbs together. What is found of them is found of each, so that
// who accepts one does not accept what is granted later.
func subjectsOf(grants []model.Grant) []lint.Subject {
	var all []lint.Subject
	verbs := map[lint.Subject][]string{}
	for _, g := range grants {
		s := lint.Subject{Table: g.Table, Level: g.Level.String()}
		if verbs[s] == nil {
			all = append(all, s)
		}
		verbs[s] = append(verbs[s], g.Verb.String())
	}
	for i, s := range all {
		all[i].Verb = strings.Join(verbs[s], ",")
	}
	return all
}

// andVerbs are the verbs of a subject, for a message.
func andVerbs(s lint.Subject) string { return strings.ReplaceAll(s.Verb, ",", ", ") }
