package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Production is compared with each other environment by itself. A principal's access is wider in production where it is wider than in each
// environment that has the principal; only then what causes it is asked for. An environment without the principal says nothing of it.

// An accessed is one access, whoever has it and how far it goes.
type accessed struct{ table, verb, column, privilege string }

// A comparison is production beside the other environments.
type comparison struct {
	prod     *matrix.Matrix
	number   map[string]int32 // of principals, by address
	present  []int32          // in how many of the others
	admin    []bool           // System Administrator in production, and in none of the others: more than any list of accesses says
	changes  [][]matrix.AccessChange
	survives map[accessed][]int32 // who has more than in each of the others, sorted
}

func compareWithProduction(prod *matrix.Matrix, others []*matrix.Matrix) *comparison {
	c := &comparison{prod: prod, number: map[string]int32{}, survives: map[accessed][]int32{}}
	for i, address := range prod.Principals(true) {
		c.number[address] = int32(i)
	}
	c.present = make([]int32, len(c.number))
	c.administrators(others)
	stands := map[string]string{} // of tables that share privileges, what is said of one is said of all
	for _, b := range prod.Policy().Bases {
		for _, t := range b.Tables {
			stands[t] = b.Table()
		}
	}
	for _, other := range others {
		there := make([]bool, len(c.number))
		for _, address := range other.Principals(true) {
			if i, in := c.number[address]; in {
				there[i] = true
				c.present[i]++
			}
		}
		changes := slices.DeleteFunc(matrix.Compare(other, prod, true), func(a matrix.AccessChange) bool {
			first, shared := stands[a.Table]
			return !a.Change.Widens() || a.Kind == matrix.RowShared || a.Kind == matrix.TableAccess && shared && first != a.Table
		})
		for _, a := range changes {
			c.widened(a, there)
		}
		c.changes = append(c.changes, changes)
	}
	for what, all := range c.survives {
		c.survives[what] = c.inEach(all)
	}
	return c
}

// administrators notes who is System Administrator in production alone.
func (c *comparison) administrators(others []*matrix.Matrix) {
	c.admin = make([]bool, len(c.number))
	mark := func(m *matrix.Matrix, is bool) {
		for _, address := range administering(m.Policy()) {
			if i, in := c.number[address]; in {
				c.admin[i] = is
			}
		}
	}
	mark(c.prod, true)
	for _, other := range others {
		mark(other, false)
	}
}

// administering are the teams and users who hold System Administrator.
func administering(p *model.Policy) []string {
	var all []string
	for _, t := range p.Teams {
		if slices.ContainsFunc(t.Assignments, func(a model.Assignment) bool { return a.Role.Administrator }) {
			all = append(all, t.Address)
		}
	}
	for _, u := range p.Users {
		if slices.ContainsFunc(pathsOf(u), func(q path) bool { return q.Role.Administrator }) {
			all = append(all, u.Address)
		}
	}
	return all
}

func accessOf(a *matrix.AccessChange) accessed {
	return accessed{a.Table, a.Verb, a.Column, a.Privilege}
}

// widened notes who has more than in one environment that has them.
func (c *comparison) widened(a matrix.AccessChange, there []bool) {
	what := accessOf(&a)
	for _, address := range a.Principals {
		if i, in := c.number[address]; in && there[i] && !c.admin[i] {
			c.survives[what] = append(c.survives[what], i)
		}
	}
}

// inEach leaves of principals, each there once for every environment that they have less in, those who have less in each that has them.
func (c *comparison) inEach(all []int32) []int32 {
	slices.Sort(all)
	left := all[:0]
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to] == all[from] {
			to++
		}
		if int32(to-from) == c.present[all[from]] {
			left = append(left, all[from])
		}
		from = to
	}
	return left
}

func (c *comparison) has(what accessed, address string) bool {
	i, in := c.number[address]
	if !in {
		return false
	}
	_, found := slices.BinarySearch(c.survives[what], i)
	return found
}

// A drift is what one cause widens in production, of one table to one level; or of no table.
type drift struct {
	cause string // address
	lint.Subject
	verbs []string
}

// drifts are in the order in which they are met.
func (c *comparison) drifts() []*drift {
	type key struct {
		cause string
		lint.Subject
	}
	at := map[key]*drift{}
	var all []*drift
	for _, changes := range c.changes {
		for i := range changes {
			a := &changes[i]
			who := slices.DeleteFunc(slices.Clone(a.Principals), func(address string) bool { return !c.has(accessOf(a), address) })
			if len(who) == 0 {
				continue
			}
			subject := lint.Subject{Table: a.Table, Column: a.Column, Privilege: a.Privilege}
			if a.Kind == matrix.TableAccess {
				subject.Level = a.To.Level().String()
			} else {
				subject.Level = a.To.Unmasked
			}
			for _, cause := range c.causes(a, who) {
				k := key{cause, subject}
				if at[k] == nil {
					at[k] = &drift{cause: cause, Subject: subject}
					all = append(all, at[k])
				}
				if a.Verb != "" && !slices.Contains(at[k].verbs, a.Verb) {
					at[k].verbs = append(at[k].verbs, a.Verb)
				}
			}
		}
	}
	for _, d := range all {
		d.Verb = strings.Join(d.verbs, ",")
	}
	return all
}

// causes are why some principals have more. A change is of all to whom it happens alike, and has the causes of all: a role or user for whom
// itself nothing is wider than in each other environment is a cause for others, and so is a team that none of these is in.
func (c *comparison) causes(a *matrix.AccessChange, who []string) []string {
	var all []string
	var teams map[string]bool
	for _, cause := range a.Because {
		switch kind, _, _ := strings.Cut(cause.Address, "."); kind {
		case "role", "standard_role", "user", "application_user":
			if !c.has(accessOf(a), cause.Address) {
				continue
			}
		case "team":
			if teams == nil {
				teams = c.teamsOf(who)
			}
			if !c.has(accessOf(a), cause.Address) && !teams[cause.Address] {
				continue
			}
		}
		all = append(all, cause.Address)
	}
	if len(all) == 0 {
		return who
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// teamsOf are the teams of those who are users.
func (c *comparison) teamsOf(who []string) map[string]bool {
	teams, users := map[string]bool{}, c.prod.Policy().Users
	for _, address := range who {
		i, found := slices.BinarySearchFunc(users, address, func(u *model.User, address string) int { return strings.Compare(u.Address, address) })
		if !found {
			continue
		}
		for _, t := range teamsOf(users[i]) {
			teams[t.Address] = true
		}
	}
	return teams
}

// newAdministrators are who is System Administrator in production alone: teams, and users whom none of these teams makes one.
func (c *comparison) newAdministrators() []string {
	isNew := func(address string) bool {
		i := c.number[address]
		return c.admin[i] && c.present[i] > 0
	}
	var all []string
	for _, t := range c.prod.Policy().Teams {
		if isNew(t.Address) {
			all = append(all, t.Address)
		}
	}
	for _, u := range c.prod.Policy().Users {
		if isNew(u.Address) && !slices.ContainsFunc(teamsOf(u), func(t *model.Team) bool { return isNew(t.Address) }) {
			all = append(all, u.Address)
		}
	}
	return all
}

// declarations are where principals, roles, profiles and business units are declared.
func declarations(p *model.Policy) map[string]source.Span {
	at := make(map[string]source.Span, len(p.Users)+len(p.Teams)+len(p.Roles))
	for _, r := range p.Roles {
		at[r.Address] = r.Span
	}
	for _, t := range p.Teams {
		at[t.Address] = t.Span
	}
	for _, u := range p.Users {
		at[u.Address] = u.Span
	}
	for _, u := range p.BusinessUnits {
		at[u.Address] = u.Span
	}
	for _, f := range p.Profiles {
		at[f.Address] = f.Span
	}
	return at
}
