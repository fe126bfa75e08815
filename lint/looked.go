package lint

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// looks are which rules looked at which environments: not those that were skipped there, or did not run.
type looks struct {
	environments []string
	at           map[string][]bool // by rule, of each environment
}

func looksOf(rules []*Rule, passed [][]*Pass, all []*matrix.Matrix, o Options) looks {
	l := looks{at: map[string][]bool{}}
	for _, m := range all {
		l.environments = append(l.environments, m.Policy().Environment.Name)
	}
	for i, r := range rules {
		at := make([]bool, len(all))
		for e := range at {
			switch passes := passed[i]; {
			case r.CheckWaiver != nil:
				at[e] = !o.Artifact
			case r.CheckAll != nil:
				at[e] = passes[0].skipped == ""
			default:
				at[e] = passes[e].skipped == ""
			}
		}
		l.at[r.ID] = at
	}
	return l
}

// Looked reports whether a rule ran and had what it looks at, in an environment, or in all where none is named. What it did not look at,
// it has not passed.
func (r *Result) Looked(rule, environment string) bool {
	at, ran := r.looks.at[rule]
	if !ran {
		return false
	}
	if e := slices.Index(r.looks.environments, environment); e >= 0 {
		return at[e]
	}
	if environment == "" {
		return !slices.Contains(at, false)
	}
	return slices.Contains(at, true)
}
