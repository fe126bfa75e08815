package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

var sodCreateAndApprove = &lint.Rule{
	ID: "sod/create-and-approve", Severity: lint.Warning, Pack: "segregation-of-duties",
	Summary: "one person creates rows that somebody else should approve, and can approve them",
	Why: "Dataverse has no privilege to approve: whoever may write a quote may activate it, and whoever may assign it can hand it to where " +
		"nobody looks. Where two pairs of eyes are wanted, those who enter must not be those who may change. Of articles, to publish is a " +
		"privilege of its own." + perhapsBoth,
	Sources: []string{"Dynamics SS: What most D365 F&O implementations get wrong about security roles", "our own: which tables have an approval in them"},
	Params: []lint.Param{
		{Name: "tables", Of: tableWords, Value: []string{"contract", "invoice", "quote", "salesorder"}, Why: "the standard tables whose status is an approval"},
		{Name: "approve", Of: verbWords, Value: []string{"write", "assign"}, Why: "the verbs that change the status of a row, or who answers for it"},
	},
	Bad: `
role "seller" {
  grants {
    quote      = { user = ["create", "read", "write"] } # here
    salesorder = { user = ["create", "read"] }
  }
}
role "back_office" {
  grants { salesorder = { organization = ["read", "write"] } }
}
role "author" {
  privileges = ["prvPublishKnowledgeArticle"] # here
  grants { knowledgearticle = { user = ["create", "read"] } }
}
user "ann" { # here
  roles = [role.seller, role.back_office]
}
`,
	Good: `
role "seller" {
  grants {
    quote = { user = ["create", "read"] }
    lead  = { user = ["create", "read", "write"] }
  }
}
role "back_office" {
  grants { quote = { organization = ["read", "write"] } }
}
role "erp" {
  kind       = "service"
  privileges = ["prvPublishKnowledgeArticle"]
  grants {
    invoice          = { organization = ["create", "read", "write"] }
    knowledgearticle = { organization = ["create", "read"] }
  }
}
role "publisher" {
  privileges = ["prvPublishKnowledgeArticle"]
}
user "ann" { roles = [role.seller, role.publisher] }
user "bob" { roles = [role.back_office] }
`,
	Check: func(p *lint.Pass) {
		var all []conflict
		for _, table := range p.Words("tables") {
			all = append(all, conflict{
				Subject: lint.Subject{Table: table}, first: granting(p, table, privilege.Create), second: granting(p, table, verbsOf(p.Words("approve"))...),
				says: "creates " + table + " rows and can approve them",
			})
		}
		publishes := duty{}
		for _, r := range p.Policy.Roles {
			if span, ok := holds(r, publishPrivilege); ok && business(r) {
				publishes[r] = span
			}
		}
		all = append(all, conflict{
			Subject: lint.Subject{Table: "knowledgearticle", Privilege: publishPrivilege}, first: granting(p, "knowledgearticle", privilege.Create), second: publishes,
			says: "creates knowledgearticle rows and can publish them",
		})
		conflicting{p: p, told: p.Roles(), excused: always, counts: func(u *model.User) bool { return !u.Application }}.report(all)
	},
}

const publishPrivilege = "prvPublishKnowledgeArticle"

// business reports whether a role is people's, for their work.
func business(r *model.Role) bool { return !r.Administrator && (r.Kind == "" || r.Kind == "business") }

// granting are the business roles that grant one of some verbs on a table.
func granting(p *lint.Pass, table string, verbs ...privilege.Verb) duty {
	d := duty{}
	for _, r := range p.Policy.Roles {
		if !business(r) {
			continue
		}
		for _, g := range r.Grants {
			if slices.Contains(verbs, g.Verb) && slices.Contains(g.Base.Tables, table) {
				d[r] = g.Span
				break
			}
		}
	}
	return d
}
