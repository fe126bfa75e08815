package world

import "slices"

// The naive evaluator of rows: §8.3 to 8.8, 9 and 10 of the semantics, read aloud. It walks over everything for every question.

// Settings are what decides about rows beside the policy's text, as addresses and words.
type Settings struct {
	Recompute, AlwaysMove bool // of matrix mode
	Hierarchy             *Hierarchy
	Managers              map[string]string // of users
	Positions             map[string]string // of users
	Above                 map[string]string // of positions
	Administrators        map[string]string // of teams
	Disputed              map[string]string // answers; what is not here is assumed
	Open                  []string          // teams that may have more members
}

// Hierarchy security.
type Hierarchy struct {
	Model                     string
	Depth, WriteLevels        int
	Restrict, IncludeDisabled bool
	Excluded                  []string
}

// A Row is one row.
type Row struct {
	Name, Table, Owner, Unit string // Unit: "" is the owner's
	Shares                   []RowShare
}

// A RowShare is with a principal, or "organization".
type RowShare struct {
	With              string
	Rights, Inherited []string
}

// assumed are the answers of Appendix C.
var assumed = map[string]string{"D-01": "yes", "D-02": "no", "D-03": "both", "D-04": "no", "D-05": "user", "D-12": "no", "D-14": "no", "D-15": "no",
	"D-18": "no", "D-19": "no", "D-21": "yes", "D-22": "no"}

// DisputedPoints are the points in order, each with its other answer.
var DisputedPoints = [][2]string{{"D-01", "no"}, {"D-02", "yes"}, {"D-03", "append"}, {"D-04", "yes"}, {"D-05", "business_unit"}, {"D-12", "yes"},
	{"D-14", "yes"}, {"D-15", "yes"}, {"D-18", "yes"}, {"D-19", "yes"}, {"D-21", "no"}, {"D-22", "yes"}}

// Rows answers questions about rows.
type Rows struct {
	e        *evaluator
	s        Settings
	matrix   bool
	everyone bool // who may be a member of an open team is one
	answers  map[string]string
	members  map[string][]string // of teams
	held     map[string][]source // of principals
}

// RowsOf evaluates rows in an environment. Supposing: whoever may be a member of a team that is open is one.
func (w *World) RowsOf(environment string, s Settings, supposing bool) *Rows {
	r := &Rows{e: &evaluator{w: w, env: environment}, s: s, everyone: supposing, answers: map[string]string{}, members: map[string][]string{}, held: map[string][]source{}}
	for _, e := range w.Environments {
		r.matrix = r.matrix || e.Name == environment && e.Matrix
	}
	for point, answer := range assumed {
		r.answers[point] = answer
		if said, ok := s.Disputed[point]; ok {
			r.answers[point] = said
		}
	}
	for _, t := range r.e.teams() {
		if !t.access {
			r.held[t.address] = r.e.sources(t.holder, t.unit, "")
		}
	}
	for _, u := range w.Users {
		if u.exists(environment) {
			r.user(u)
		}
	}
	return r
}

func (r *Rows) user(u *User) {
	held := r.e.sources(u.Holder, r.e.unit(u.Unit), "")
	for _, t := range r.e.teams() {
		if !r.e.isMember(u, t) && !(r.everyone && slices.Contains(r.s.Open, t.address) && r.mayBe(u, t)) {
			continue
		}
		r.members[t.address] = append(r.members[t.address], u.Address())
		if !t.access {
			held = append(held, r.e.sources(t.holder, t.unit, t.address)...)
		}
	}
	r.held[u.Address()] = held
}

func (r *Rows) mayBe(u *User, t someTeam) bool {
	guest := r.e.isGuest(u)
	switch {
	case u.Application:
		return false
	case t.declared.Membership == "members" || t.declared.Membership == "owners":
		return !guest
	case t.declared.Membership == "guests":
		return guest
	}
	return true
}

// Otherwise is the same with another answer to one point.
func (r *Rows) Otherwise(point, answer string) *Rows {
	other := *r
	other.answers = map[string]string{}
	for p, a := range r.answers {
		other.answers[p] = a
	}
	other.answers[point] = answer
	return &other
}

func (r *Rows) isUser(address string) *User {
	for _, u := range r.e.w.Users {
		if u.exists(r.e.env) && u.Address() == address {
			return u
		}
	}
	return nil
}

func (r *Rows) isTeam(address string) *someTeam {
	for _, t := range r.e.teams() {
		if t.address == address {
			return &t
		}
	}
	return nil
}

// unitOf is the business unit of a principal.
func (r *Rows) unitOf(address string) string {
	if u := r.isUser(address); u != nil {
		return r.e.unit(u.Unit)
	}
	if t := r.isTeam(address); t != nil {
		return t.unit
	}
	return ""
}

func (r *Rows) owningUnit(row Row) string {
	if row.Unit == "" {
		return r.unitOf(row.Owner)
	}
	return row.Unit
}

// kind is who owns rows of a table.
func (r *Rows) kind(table string) string {
	for _, t := range r.e.w.Tables {
		if t.Label == table && t.Ownership == "organization" && !t.Activity {
			return "nobody"
		}
	}
	switch table {
	case "position", "transactioncurrency":
		return "nobody"
	case "systemuser", "team", "businessunit":
		return "units"
	}
	return "users"
}
