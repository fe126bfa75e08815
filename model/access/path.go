package access

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Path is what leads to a row.
type Path uint8

const (
	ByScope         Path = iota // (a) the scope of a role covers the row's business unit
	ByOwning                    // (b) the principal owns the row
	ByTeamOwning                // (b) a team of the principal owns it
	ByShare                     // (c) it is shared
	ByHierarchy                 // (d) it is a report's
	ByTable                     // nobody owns rows of the table: the privilege is all
	ByPrivilege                 // a privilege was asked for, and no row
	ByTeamRights                // a team's own row, where teams have every right on those (D-18)
	ByAdministering             // a row of a team that the principal administers (D-12)
	ByProfile                   // a column security profile opens a column
	ByColumnShare               // a column of this row is shared
	ByAdministrator             // a System Administrator has every column
)

var paths = [...]string{"scope", "owner", "team_owner", "share", "hierarchy", "table", "privilege", "team_rights", "team_administrator", "profile", "column_share", "administrator"}

func (p Path) String() string { return paths[p] }

// A Way is one way that gives access: what leads to the row, and the role instance that has the privilege.
type Way struct {
	Path Path

	Role       *model.Role // nil where no role is needed
	Level      privilege.Level
	Anchor     *model.BusinessUnit // that the level is measured from
	Via        *model.Team         // that holds the role or profile; nil: the principal itself
	Grants     []source.Span       // where the role grants it: several where it names several tables that share a base
	Assignment source.Span
	JustInTime bool        // the role is held on request
	Membership source.Span // in Via, or in the team that owns the row or has it shared; nowhere for a default team

	Owner    *model.Team // that owns the row
	Share    *Share
	Report   *model.User // whose row it is
	Distance int         // of the report
	Profile  *model.ColumnSecurityProfile
	Column   *ColumnShare
}

// Through reports whether the way leads through a role or team, by address: by a role that gives it, a team that holds the role, owns the row
// or has it shared.
func (w Way) Through(address string) bool {
	named := func(t *model.Team) bool { return t != nil && t.Address == address }
	return w.Role != nil && w.Role.Address == address || named(w.Via) || named(w.Owner) || w.Share != nil && w.Share.With.Address() == address
}

// way makes one of a grant.
func (e *evaluation) way(by Path, g *grant) Way {
	if g == nil {
		return Way{Path: by}
	}
	w := Way{
		Path: by, Role: e.w.policy.Roles[g.role], Level: g.level, Anchor: g.anchor(), Via: g.via,
		Assignment: g.assignment.Span, JustInTime: g.assignment.JustInTime, Membership: g.member,
	}
	return w
}

// way makes one of a grant of the question's verb.
func (q *question) way(by Path, g *grant) Way {
	w := q.evaluation.way(by, g)
	if g != nil {
		w.Grants = written(w.Role, q.table.base, q.verb)
	}
	if by == ByTeamOwning || by == ByAdministering {
		w.Owner = q.row.Owner.team
	}
	return w
}

// written are the places where a role grants a verb on a base.
func written(r *model.Role, b *model.Base, v privilege.Verb) []source.Span {
	var spans []source.Span
	for _, g := range r.Grants {
		if g.Base == b && g.Verb == v && g.Level != privilege.None {
			spans = append(spans, g.Span)
		}
	}
	return spans
}

// sorted puts ways into their order: by path, then the widest level first, then by role, team and anchor.
func sorted(ways []Way) []Way {
	slices.SortStableFunc(ways, func(a, b Way) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), -cmp.Compare(a.Level, b.Level), cmp.Compare(addressOf(a.Role), addressOf(b.Role)),
			cmp.Compare(addressOf(a.Via), addressOf(b.Via)), cmp.Compare(addressOf(a.Anchor), addressOf(b.Anchor)), a.Assignment.Compare(b.Assignment))
	})
	return ways
}

type addressed interface {
	model.Role | model.Team | model.BusinessUnit | model.User | model.ColumnSecurityProfile
}

// addressOf is an address, "" of nothing.
func addressOf[T addressed](x *T) string {
	if x == nil {
		return ""
	}
	switch x := any(x).(type) {
	case *model.Role:
		return x.Address
	case *model.Team:
		return x.Address
	case *model.BusinessUnit:
		return x.Address
	case *model.User:
		return x.Address
	case *model.ColumnSecurityProfile:
		return x.Address
	}
	return ""
}

// String is the way in words: what leads there, then by which role.
func (w Way) String() string {
	what := w.reason()
	if w.Role == nil || w.Path == ByAdministrator {
		return what
	}
	from := fmt.Sprintf("%s at %s level", w.Role.Address, w.Level)
	if w.Anchor != nil && (w.Level == privilege.BusinessUnit || w.Level == privilege.ParentChild) {
		from += " from " + w.Anchor.Address
	}
	if w.Via != nil {
		from += ", held by " + w.Via.Address
	}
	return what + ": " + from
}

func (w Way) reason() string {
	switch w.Path {
	case ByScope:
		return map[privilege.Level]string{
			privilege.Organization: "every row", privilege.ParentChild: "a row of the business unit or below", privilege.BusinessUnit: "a row of the business unit",
		}[w.Level]
	case ByOwning:
		return "an own row"
	case ByTeamOwning:
		return "a row of " + w.Owner.Address
	case ByShare:
		return w.Share.String()
	case ByHierarchy:
		return fmt.Sprintf("a row of %s, %d below", w.Report.Address, w.Distance)
	case ByTable:
		return "a row that nobody owns"
	case ByPrivilege:
		return "the privilege"
	case ByTeamRights:
		return "a row that the team owns"
	case ByAdministering:
		return "a row of " + w.Owner.Address + ", which it administers"
	case ByProfile:
		return addressOf(w.Profile) + through(w.Via)
	case ByColumnShare:
		return "the column is shared with " + w.Column.With.Address()
	}
	return w.Role.Address + through(w.Via)
}

func through(t *model.Team) string {
	if t == nil {
		return ""
	}
	return ", held by " + t.Address
}

func (s *Share) String() string {
	text := "shared with " + s.With.Address()
	if s.Template != nil {
		text = "shared with the access team of " + s.Template.Address
	}
	if s.Rights == 0 {
		text += " through a row above"
	}
	return text
}
