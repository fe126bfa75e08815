package rules

import (
	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

var privAppendPair = &lint.Rule{
	ID: "priv/append-pair", Severity: lint.Warning,
	Summary: "a role creates rows of a table, and its holders cannot set the lookup that a declared relationship of the table is; info where a " +
		"team of unknown members may let them",
	Why: "To point from one row to another needs append on the one and append_to on the other. Without either, the form lets one choose " +
		"the parent and saving fails.",
	Sources: []string{
		"Microsoft: Security roles and privileges (append and append to)",
		"XrmToolSuite SEC01",
	},
	Bad: `
table "new_visit" {
  ownership = "user_or_team"
  relationship "new_account_visits" { parent = "account" }
}
role "visitor" {
  grants {
    new_visit = { user = ["create", "read", "append"] } # here
  }
}
role "planner" {
  grants {
    account   = { business_unit = ["read", "append_to"] }
    new_visit = { user = ["create", "read"] } # here
  }
}
`,
	Good: `
table "new_visit" {
  ownership = "user_or_team"
  relationship "new_account_visits" { parent = "account" }
}
role "visitor" {
  grants {
    account   = { business_unit = ["read", "append_to"] }
    new_visit = { user = ["create", "read", "append"] }
  }
}
role "corrector" {
  grants {
    new_visit = { user = ["read", "write"] }
  }
}
role "helper" {
  grants {
    new_visit = { user = ["create", "read", "append"] }
  }
}
team "helpers" { roles = [standard_role.basic_user, role.helper] }
`,
	Check: func(p *lint.Pass) {
		linked := newGap(p)
		links := linksOf(p)
		for _, r := range coherent(p) {
			levels := levelsOf(r)
			for _, l := range links {
				if levels[baseVerb{l.child.Name, privilege.Create}] == privilege.None || levels[baseVerb{l.base, l.verb}] > privilege.None {
					continue
				}
				if linked.open(r, func(who string, _ *model.BusinessUnit) bool {
					return p.Matrix.Level(who, l.table, l.verb) > privilege.None
				}) {
					may := func(o *model.Role) bool { return grants(o, l.base, l.verb, privilege.None) }
					p.ReportAs(lower(p, lint.Warning, may),
						lint.Target{Address: r.Address, Span: creates(r, l.child), Subject: lint.Subject{Table: l.table, Verb: l.verb.String(), Other: l.name}},
						"%s creates rows of %s, and cannot point them to %s: it lacks %s on %s", r.Address, l.child.Table(), l.parent, l.verb, l.table)
				}
			}
		}
	},
}

// A link is one of the two verbs that it takes to point from rows of a child to those of a parent (semantics S-VB-10).
type link struct {
	name        string // of the relationship
	child       *model.Base
	parent      string
	base, table string // that the verb is about
	verb        privilege.Verb
}

// linksOf are what the relationships need that tables of the policy's own have, as far as the tables have the verbs. Activities, and tables
// that every environment has, point to many others, each as one may like.
func linksOf(p *lint.Pass) []link {
	var links []link
	for _, t := range p.Policy.Tables {
		child := t.Fact.Base
		if child == nil || t.Fact.Activity || schema.TableByName(t.Fact.Name) != nil {
			continue
		}
		for _, r := range t.Relationships {
			if child.Has(privilege.Append) {
				links = append(links, link{r.Name, child, r.Parent, child.Name, t.Fact.Name, privilege.Append})
			}
			if parent := baseOf(p, r.Parent); parent != nil && parent.Has(privilege.AppendTo) {
				links = append(links, link{r.Name, child, r.Parent, parent.Name, r.Parent, privilege.AppendTo})
			}
		}
	}
	return links
}

// baseOf is the privilege base of a table, nil where it is not known or has none.
func baseOf(p *lint.Pass, table string) *model.Base {
	if t := p.Table(table); t != nil {
		return t.Fact.Base
	}
	if fact := schema.TableByName(table); fact != nil {
		return fact.Base
	}
	return nil
}

// creates is where a role says that it creates rows of a base.
func creates(r *model.Role, b *model.Base) source.Span {
	for _, g := range r.Grants {
		if g.Base == b && g.Verb == privilege.Create {
			return placeOr(g.Span, r.Span)
		}
	}
	return r.Span
}
