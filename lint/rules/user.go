package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

// administers is a path on which a user is administrator, nil where there is none.
func administers(p *lint.Pass, u *model.User) *path {
	for _, q := range pathsOf(u) {
		if p.Administers(q.Role) {
			return &q
		}
	}
	return nil
}

// realData reports whether an environment may hold real data: it does not say that it is one of some types.
func realData(p *lint.Pass, without []string) bool {
	return !slices.Contains(without, p.Policy.Environment.Type)
}

var withoutRealData = lint.Param{
	Name: "exempt_types", Of: typeWords, Value: []string{"developer", "sandbox", "trial"}, Why: "types of environments where people build and " +
		"test, and hold no real data",
}

func userTarget(u *model.User, other string) lint.Target {
	return lint.Target{Address: u.Address, Span: u.Span, Subject: lint.Subject{Other: other}}
}

func pathTarget(u *model.User, q path) lint.Target {
	return lint.Target{Address: u.Address, Span: placeOr(q.span, u.Span), Subject: lint.Subject{Other: instance(q.Assignment, u.BusinessUnit)}}
}

// by says through what a path leads, nothing where it is direct.
func (q path) by() string {
	if q.team == nil {
		return ""
	}
	return " by " + q.team.Address
}
