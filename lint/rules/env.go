package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

// inEnvironment reports whether the policy declares the environment that the pass goes through. A bare solution has none, and a rule about
// environments is skipped.
func inEnvironment(p *lint.Pass) bool {
	if p.Policy.Environment.Span.Known() {
		return true
	}
	p.Skip("the policy declares no environment")
	return false
}

// secured reports whether the environment has a security group. Where it has none, nobody is kept out, and a rule about that is skipped.
func secured(p *lint.Pass) bool {
	if !inEnvironment(p) {
		return false
	}
	if p.Policy.Environment.SecurityGroup != nil {
		return true
	}
	p.Skip("the environment has no security group")
	return false
}

// sameGroup tells whether two groups, perhaps of two environments, are one in Entra.
func sameGroup(a, b *model.EntraGroup) bool {
	if a.ObjectID != "" || b.ObjectID != "" {
		return a.ObjectID == b.ObjectID
	}
	return a.Address == b.Address
}

// typedEnvironments are the environments of all that say what type they are.
func typedEnvironments(p *lint.Pass) []*model.Policy {
	var typed []*model.Policy
	for _, m := range p.All {
		if e := &m.Policy().Environment; e.Span.Known() && e.Type != "" {
			typed = append(typed, m.Policy())
		}
	}
	return typed
}

func environmentTarget(e *model.Environment, other string) lint.Target {
	return lint.Target{Address: model.Address("environment", e.Name), Span: e.Span, Subject: lint.Subject{Other: other}}
}
