package print

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A candidate is a standard role that others can be based on.
type candidate struct {
	role *schema.StandardRole
	rows []row
}

// standardRoles are all but System Administrator, which grows with what a policy declares, and those with a row that no line could replace.
func standardRoles() []candidate {
	var all []candidate
	for _, r := range schema.StandardRoles() {
		rows := standardRows(r)
		if !r.Administrator && !slices.ContainsFunc(rows, func(x row) bool { return schema.TableByName(tableOf(x.base)) == nil }) {
			all = append(all, candidate{r, rows})
		}
	}
	return all
}

func standardRows(r *schema.StandardRole) []row {
	var grants []model.Grant
	for _, g := range r.Grants {
		grants = append(grants, model.Grant{Base: g.Base, Verb: g.Verb, Level: g.Level})
	}
	return rowsOf(grants)
}

// A base is one more place to look at. It must save this many of ten lines, and so many in all: what a small role grants is seen at a glance
// when it is written out.
const (
	worthwhile = 3
	enough     = 8
)

// basedOn chooses the standard role over which a role takes the fewest lines, and gives those; nil where writing the role out is not much
// longer. A role that has unknown privileges of a standard role stays based on that.
func (p *printer) basedOn(r *model.Role, held []model.HeldPrivilege) (*schema.StandardRole, []line) {
	rows := rowsOf(r.Grants)
	written := p.written(rows)
	if root := p.rootOf(r); !r.Complete && root != nil {
		return root, p.inGroups(rows, written, standardRows(root))
	}
	var privileges body
	privileges.held(held)
	height := func(base []row) int {
		n := len(privileges.lines)
		over(rows, written, base, func(l line) { n += l.height() })
		return n
	}
	var best candidate
	alone := height(nil)
	fewest := min(alone*(10-worthwhile)/10, alone-enough) + 1
	for _, c := range p.candidates() {
		if n := height(c.rows) + len([]string{"based_on", "without_privileges"}); n < fewest {
			best, fewest = c, n
		}
	}
	return best.role, p.inGroups(rows, written, best.rows)
}

// rootOf is the standard role that a role leads to by what it is based on.
func (p *printer) rootOf(r *model.Role) *schema.StandardRole {
	byAddress := map[string]*model.Role{}
	for _, other := range p.policy.Roles {
		byAddress[other.Address] = other
	}
	for range p.policy.Roles {
		if !strings.HasPrefix(r.BasedOn, "standard_role") {
			if r = byAddress[r.BasedOn]; r == nil {
				return nil
			}
			continue
		}
		_, label, _ := parts(r.BasedOn)
		return schema.StandardRoleByLabel(label)
	}
	return nil
}
