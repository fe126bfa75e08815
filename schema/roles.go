package schema

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

// A StandardRole is a role that every environment has, as one environment without Dynamics 365 apps showed it.
type StandardRole struct {
	Label         string // what a policy writes behind standard_role: basic_user where the name makes an identifier, else the name
	Name          string
	TemplateID    string      // "" where the role has no template that Microsoft documents
	Administrator bool        // System Administrator, whose grants are generated (semantics S-RO-30)
	Complete      bool        // false: which miscellaneous privileges it holds is not known
	Grants        []RoleGrant // by base name, then verb
	Privileges    []string    // names of miscellaneous privileges, sorted
}

// A RoleGrant is one privilege of a standard role.
type RoleGrant struct {
	Base  *model.Base
	Verb  privilege.Verb
	Level privilege.Level
}

type roleContent struct {
	roles   []*StandardRole
	byLabel map[string]*StandardRole // by label and by name
}

// StandardRoles are all of them, by name.
func StandardRoles() []*StandardRole { return roles().roles }

// StandardRoleByLabel finds one by its label (basic_user) or its exact name (Basic User); nil if there is none.
func StandardRoleByLabel(label string) *StandardRole { return roles().byLabel[label] }

func readRoles() *roleContent {
	c := &roleContent{byLabel: map[string]*StandardRole{}}
	var r *StandardRole
	for cells := range lines(rolesFile) {
		if cells[0] != "role" {
			row, ok := letters.ParseRow(cells[1])
			must(ok, cells[1])
			r.grant(Bases()[number(cells[0])], row)
			continue
		}
		r = &StandardRole{Name: cells[1], Label: cells[2], TemplateID: cells[3], Administrator: cells[4] != ""}
		if r.Administrator {
			r.grantEverything()
		}
		c.roles = append(c.roles, r)
		c.byLabel[r.Name], c.byLabel[r.Label] = r, r
	}
	return c
}

func (r *StandardRole) grant(b *model.Base, row letters.Row) {
	for _, v := range privilege.Verbs() {
		if row[v] != privilege.None {
			r.Grants = append(r.Grants, RoleGrant{b, v, row[v]})
		}
	}
}

// grantEverything gives the widest level of every verb on every base, and every miscellaneous privilege. Rows that can only be read as one's
// own stay one's own for administrators, too: on saved personal views and their like they hold the level user (semantics S-TB-09, 10).
func (r *StandardRole) grantEverything() {
	for _, b := range Bases() {
		var row letters.Row
		for v, legal := range b.Legal {
			row[v] = min(legal.Widest(), widest(b))
		}
		r.grant(b, row)
	}
	for _, m := range Miscellaneous() {
		r.Privileges = append(r.Privileges, m.Name)
	}
	r.Complete = true
}

func widest(b *model.Base) privilege.Level {
	if b.Legal[privilege.Read] == privilege.Set(privilege.User) {
		return privilege.User
	}
	return privilege.Organization
}
