package matrix

import (
	"cmp"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// ColumnAccess is what a principal may do with one secured column, on every row that it can reach (semantics S-CS).
type ColumnAccess struct {
	Principal    string `json:"principal"`
	Table        string `json:"table"`
	Column       string `json:"column"`
	Create       bool   `json:"create"`
	Read         bool   `json:"read"`
	Update       bool   `json:"update"`
	ReadUnmasked string `json:"read_unmasked"` // none | one_record | all_records
}

var unmasked = []string{"none", "one_record", "all_records"} // from nothing to everything

// columns are the union of the profiles of a principal and, of a user, of all the user's teams: access teams and the default team too.
// A System Administrator has everything on every secured column (S-CS-10).
func (m *Matrix) columns(p Principal, table string) []ColumnAccess {
	var found []ColumnAccess
	administrator := slices.ContainsFunc(m.rolesOf(p), func(r int32) bool { return m.roles[r].Administrator })
	if administrator {
		found = m.securedColumns()
	} else {
		for _, use := range m.profilesOf(p) {
			for _, c := range use.Profile.Columns {
				found = append(found, ColumnAccess{"", c.Table, c.Column, c.Create, c.Read, c.Update, cmp.Or(c.ReadUnmasked, "none")})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b ColumnAccess) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Column, b.Column))
	})
	address := m.Address(p)
	var columns []ColumnAccess
	for _, c := range found {
		if table != "" && c.Table != table {
			continue
		}
		if n := len(columns); n > 0 && columns[n-1].Table == c.Table && columns[n-1].Column == c.Column {
			columns[n-1].add(c)
			continue
		}
		c.Principal = address
		columns = append(columns, c)
	}
	return slices.DeleteFunc(columns, func(c ColumnAccess) bool { return !c.Create && !c.Read && !c.Update && c.ReadUnmasked == "none" })
}

func (c *ColumnAccess) add(other ColumnAccess) {
	c.Create = c.Create || other.Create
	c.Read = c.Read || other.Read
	c.Update = c.Update || other.Update
	if slices.Index(unmasked, other.ReadUnmasked) > slices.Index(unmasked, c.ReadUnmasked) {
		c.ReadUnmasked = other.ReadUnmasked
	}
}

// securedColumns are those that the policy says are secured, and those that a profile names, which it could not do otherwise; with
// every permission.
func (m *Matrix) securedColumns() []ColumnAccess {
	var columns []ColumnAccess
	for _, t := range m.policy.Tables {
		for _, c := range t.Columns {
			if c.Secured != nil && *c.Secured {
				columns = append(columns, ColumnAccess{"", t.Fact.Name, c.Name, true, true, true, "all_records"})
			}
		}
	}
	for _, f := range m.profiles {
		for _, c := range f.Columns {
			columns = append(columns, ColumnAccess{"", c.Table, c.Column, true, true, true, "all_records"})
		}
	}
	return columns
}

func (m *Matrix) profilesOf(p Principal) []model.ProfileUse {
	switch p.kind {
	case Team:
		return m.teams[p.index].Profiles
	case User:
		u := m.users[p.index]
		uses := slices.Clone(u.Profiles)
		for _, t := range m.teamsOf(u) {
			uses = append(uses, t.Team.Profiles...)
		}
		return uses
	}
	return nil
}

// teamsOf are the teams of a user: those that know the user as a member, and the default team of the user's business unit (S-EF-01).
func (m *Matrix) teamsOf(u *model.User) []model.Membership {
	teams := slices.Clone(u.Teams)
	if t := u.BusinessUnit.DefaultTeam; t != nil {
		teams = append(teams, model.Membership{Team: t})
	}
	return teams
}
