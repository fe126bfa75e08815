package main

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// same wants two matrices that differ at most in where things are written, and the same waivers and configuration of the linter.
func same(want, got *matrix.Matrix) error {
	switch {
	case !reflect.DeepEqual(linting(want.Policy()), linting(got.Policy())):
		return errors.New("it would change what the policy says to the linter")
	case want.Digest() == got.Digest():
		return nil
	}
	return &spill{others(told(want.Policy()), told(got.Policy())), want.Policy().Environment.Name}
}

// A spill is what would change that nobody asked to change.
type spill struct {
	addresses   []string // sorted
	environment string
}

func (s *spill) Error() string {
	switch len(s.addresses) {
	case 0:
		return "more would change than it, in " + s.environment
	case 1:
		return s.addresses[0] + " would change too, in " + s.environment
	}
	return fmt.Sprintf("%s and %d more would change too, in %s", s.addresses[0], len(s.addresses)-1, s.environment)
}

func others(a, b map[string]string) (addresses []string) {
	for address, text := range a {
		if b[address] != text {
			addresses = append(addresses, address)
		}
	}
	for address := range b {
		if _, both := a[address]; !both {
			addresses = append(addresses, address)
		}
	}
	slices.Sort(addresses)
	return addresses
}

// linting is what a policy says to the linter, wherever it says it.
func linting(p *model.Policy) any {
	l := p.Lint
	l.Packs, l.Rules = slices.Clone(l.Packs), slices.Clone(l.Rules)
	for i := range l.Packs {
		l.Packs[i].Span = source.Span{}
	}
	for i := range l.Rules {
		l.Rules[i].Span, l.Rules[i].Params = source.Span{}, slices.Clone(l.Rules[i].Params)
		for j := range l.Rules[i].Params {
			l.Rules[i].Params[j].Span, l.Rules[i].Params[j].At = source.Span{}, nil
		}
	}
	var waivers []model.Waiver
	for _, w := range p.Waivers {
		one := *w
		one.Span, one.RuleSpan = source.Span{}, source.Span{}
		waivers = append(waivers, one)
	}
	return []any{l, waivers}
}

// told is what a policy says of each role, table, team and user, as far as fixes can change it.
func told(p *model.Policy) map[string]string {
	all := map[string]string{}
	for _, r := range p.Roles {
		var s strings.Builder
		for _, g := range r.Grants {
			s.WriteString(g.Base.Name + " " + g.Verb.String() + " " + g.Level.String() + "\n")
		}
		for _, h := range r.Privileges {
			s.WriteString(h.Name + " " + h.Level.String() + "\n")
		}
		all[r.Address] = "role\n" + s.String()
	}
	for _, t := range p.Tables {
		s := fmt.Sprintln("table", saidOrNot(t.Audit), t.RetrieveAudit)
		for _, c := range t.Columns {
			s += fmt.Sprintln(c.Name, saidOrNot(c.Audit))
		}
		all[model.Address("table", t.Fact.Name)] = s
	}
	held := func(kind string, own *model.BusinessUnit, assignments []model.Assignment) string {
		s := fmt.Sprintln(kind, own.Address)
		for _, a := range assignments {
			s += fmt.Sprintln(a.Role.Address, a.Anchor.Address, a.JustInTime)
		}
		return s
	}
	for _, t := range p.Teams {
		all[t.Address] = held("team", t.BusinessUnit, t.Assignments)
	}
	for _, u := range p.Users {
		all[u.Address] = held("user", u.BusinessUnit, u.Assignments)
	}
	return all
}

func saidOrNot(said *bool) string {
	if said == nil {
		return "not said"
	}
	return fmt.Sprint(*said)
}
