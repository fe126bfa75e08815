package model

import (
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Policy is what a policy says about one environment. Every list is in a stated order; everything carries the span that wrote it.
type Policy struct {
	Environment   Environment
	Catalogue     string          // version of the catalogue that the names were resolved with
	BusinessUnits []*BusinessUnit // pre-order: a parent before its children, siblings by address
	Tables        []*Table        // those the policy declares, by name
	Privileges    []string        // miscellaneous ones that the policy declares, sorted
	Bases         []*Base         // every base that a role of the policy grants on, by name
	Roles         []*Role         // declared roles, then standard roles in use, each by address
	Groups        []*EntraGroup   // by address
	Teams         []*Team         // declared teams and the default team of every business unit, by address
	Users         []*User         // users and application users, by address
	Positions     []*Position     // by address
	Profiles      []*ColumnSecurityProfile
	Templates     []*AccessTeamTemplate
	Shares        []*Share
	Lint          Lint           // an artifact does not have it
	Waivers       []*Waiver      // by address, then the comments by place; an artifact does not have them
	Files         []*source.File // every file that was read, by name
}

// An Environment is the settings of one environment. Semantics §8.1, 10, 13, 14.
type Environment struct {
	Name, Type, URL string
	Span            source.Span
	SecurityGroup   *EntraGroup

	Matrix              bool // ownership_across_business_units: role instances of any business unit may be assigned
	Recompute           bool // recompute_ownership_across_business_units
	AlwaysMove          bool // always_move_record_to_owner_business_unit
	KeepRoles           bool // keep_roles_on_business_unit_change
	ShareToPrevious     bool // share_to_previous_owner
	AdministrationMode  bool
	Managed             bool
	CustomerLockbox     bool
	CustomerManagedKey  bool
	Audit               Audit
	ActivityLogging     *ActivityLogging   // nil: not declared
	Hierarchy           *HierarchySecurity // nil: off
	Disputed            []DisputedAnswer   // by point
	OrganizationSetting []Setting          // by name
}

// A DisputedAnswer settles a point on which the sources disagree (semantics, Appendix C).
type DisputedAnswer struct{ Point, Answer string }

// A Setting is an organization setting that no rule of ours reads.
type Setting struct{ Name, Value string }

// Audit is the environment's Dataverse audit.
type Audit struct {
	Declared                  bool
	Enabled, UserAccess, Read bool
	RetentionDays             int // -1 is forever, 0 not declared
}

// ActivityLogging is the Microsoft 365 audit log.
type ActivityLogging struct {
	Enabled       bool
	RetentionDays int
	ExportedTo    string
	Alerts        []string
}

// HierarchySecurity gives managers, or higher positions, access to the rows of those below. Semantics §10.
type HierarchySecurity struct {
	Model                   string // manager | position
	Depth                   int
	WriteLevels             int
	RestrictToBusinessUnits bool
	IncludeDisabled         bool
	ExcludedTables          []string // sorted
}

// A BusinessUnit is a node of the environment's one tree.
type BusinessUnit struct {
	Address, Name string
	Span          source.Span
	Parent        *BusinessUnit // nil for the root
	Disabled      bool
	DefaultTeam   *Team

	// First and Last number the subtree in pre-order: b is in the subtree of a exactly if a.First <= b.First && b.First <= a.Last.
	First, Last int
}

// Contains reports whether b is a or lies below it.
func (a *BusinessUnit) Contains(b *BusinessUnit) bool { return a.First <= b.First && b.First <= a.Last }

// DisabledBy is the nearest disabled business unit from a up, nil where none is: people and teams of a cannot act (semantics S-BU-15, 16).
func (a *BusinessUnit) DisabledBy() *BusinessUnit {
	for ; a != nil; a = a.Parent {
		if a.Disabled {
			return a
		}
	}
	return nil
}

// A Table is what the policy says about a table beyond the catalogue.
type Table struct {
	Fact           *TableFact
	Span           source.Span
	Classification string // "" where not said
	Audit          *bool
	RetrieveAudit  bool
	AccessTeams    bool
	Volume         string
	Columns        []Column       // by name
	Relationships  []Relationship // in source order
}

// A Column is what the policy says about a column.
type Column struct {
	Name, Classification, Kind, MaskingRule string
	Span                                    source.Span
	Secured, Audit                          *bool
}

// A Relationship says what cascades from the parent table to this one.
type Relationship struct {
	Name, Parent                                    string
	Span                                            source.Span
	Assign, Share, Unshare, Reparent, Delete, Merge string
}

// MemberInheritance says what members of a team get from a role that the team holds. Semantics §6.
type MemberInheritance uint8

const (
	InheritanceOmitted MemberInheritance = iota // absent in XML, evaluated as direct user
	DirectUser
	TeamOnly
)

var inheritances = [...]string{"", "direct_user", "team_only"}

func (m MemberInheritance) String() string { return inheritances[m] }

// A Role is a security role: a definition, which exists as an instance in its business unit and in every one below. Semantics §5.
type Role struct {
	Address, Name, Description string
	ID                         string // of a role from a solution: lower case, without braces
	Managed                    bool   // of a managed solution: its publisher changes it, nobody else does
	Span                       source.Span
	BusinessUnit               *BusinessUnit // where it is defined; nil for standard roles: the root
	Inheritance                MemberInheritance
	Standard                   bool
	Complete                   bool   // false: its miscellaneous privileges are not known, or rest on a role's that are not
	Administrator              bool   // System Administrator itself: reads and writes every secured column (S-CS-10)
	BasedOn                    string // address
	Grants                     []Grant
	Privileges                 []HeldPrivilege // by name
	Without                    []string        // of those that are not known, what it certainly lacks; sorted
	Kind, Owner, Purpose       string
	ReviewBy                   string
}

// Personal reports whether what a team holds through the role also reaches its members as themselves.
func (r *Role) Personal() bool { return r.Inheritance != TeamOnly }

// A Grant is a verb on a table, and how far it reaches. A role's grants are sorted by base, then verb; two lines may grant the same.
type Grant struct {
	Base  *Base
	Verb  privilege.Verb
	Level privilege.Level
	Table string      // as written: task
	Span  source.Span // the verb, where it was written out; the based_on of an inherited grant; nowhere in a standard role
}

// A HeldPrivilege is a miscellaneous privilege of a role. Any level means: held (semantics D-10).
type HeldPrivilege struct {
	Name  string
	Level privilege.Level
	Span  source.Span
}

// An Assignment gives a principal one instance of a role: its levels are measured from the instance's business unit.
type Assignment struct {
	Role       *Role
	Anchor     *BusinessUnit
	JustInTime bool
	Span       source.Span
}

// An EntraGroup is a group of the tenant, and what is known of its members.
type EntraGroup struct {
	Address, Name, ObjectID string
	Span                    source.Span
	Kind                    string // security | microsoft_365
	Dynamic                 bool
	Complete                bool    // its members were all given
	Members                 []*User // direct, by address; users whose member_of names the group are among them
	Owners, Guests          []*User
	Groups                  []*EntraGroup // nested, by address
}

// WithNested are a group and the groups nested in it, at any depth, each once; the group first.
func (g *EntraGroup) WithNested() []*EntraGroup {
	all, seen := []*EntraGroup{g}, map[*EntraGroup]bool{g: true}
	for i := 0; i < len(all); i++ {
		for _, n := range all[i].Groups {
			if !seen[n] {
				seen[n] = true
				all = append(all, n)
			}
		}
	}
	return all
}

// TeamType is what kind of team it is. Semantics §7.
type TeamType uint8

const (
	OwnerTeam TeamType = iota
	AccessTeam
	EntraSecurityGroupTeam
	Microsoft365GroupTeam
)

var teamTypes = [...]string{"owner", "access", "entra_security_group", "microsoft_365_group"}

func (t TeamType) String() string { return teamTypes[t] }

// OwnsRows reports whether such a team can own rows and hold roles.
func (t TeamType) OwnsRows() bool { return t != AccessTeam }

// A Team holds roles for its members.
type Team struct {
	Address, Name string
	Span          source.Span
	Type          TeamType
	BusinessUnit  *BusinessUnit
	Default       bool // the team of everybody in its business unit
	Group         *EntraGroup
	Membership    string        // members_and_guests | members | owners | guests; "" for owner and access teams
	Members       []*User       // by address; of a group team those that are known
	Complete      bool          // Members are all of them
	MemberSpans   []source.Span // where each of Members was named
	Assignments   []Assignment  // by role, then anchor
	Profiles      []ProfileUse
	Administrator *User
}

// A User is a person or an application user. A principal, as teams are.
type User struct {
	Address, Name, UPN string
	Span               source.Span
	Application        bool
	ApplicationID      string
	BusinessUnit       *BusinessUnit
	Assignments        []Assignment // by role, then anchor
	Profiles           []ProfileUse
	Teams              []Membership // teams of which the user is known to be a member, by address; the default team is not among them
	Groups             []*EntraGroup
	Manager            *User
	Position           *Position
	Enabled, Guest     bool
	Licensed           bool
	AccessMode         string // "" is what is assumed: read_write, of an application user non_interactive
	Kind               string
	TenantRoles        []string
	JustInTime         bool
	BreakGlass         bool
	Owner, Purpose     string
	ReviewBy           string
	Authentication     string
	Systems            []string
}

// A Membership is a team that a user belongs to, and where that was written.
type Membership struct {
	Team *Team
	Span source.Span
}

// A Position is a node of the position hierarchy.
type Position struct {
	Address, Name string
	Span          source.Span
	Parent        *Position
}

// A ColumnSecurityProfile opens secured columns. Semantics §11.
type ColumnSecurityProfile struct {
	Address, Name, Description string
	ID                         string // of a profile from a solution
	Span                       source.Span
	Columns                    []ColumnPermission // by table, then column
}

// A ColumnPermission is what a profile allows on one column of every row.
type ColumnPermission struct {
	Table, Column        string
	Create, Read, Update bool
	ReadUnmasked         string // none | one_record | all_records
	Span                 source.Span
}

// A ProfileUse is a profile held by a principal.
type ProfileUse struct {
	Profile *ColumnSecurityProfile
	Span    source.Span
}

// An AccessTeamTemplate creates a team for a row when its first member is added.
type AccessTeamTemplate struct {
	Address, Name, Table string
	Span                 source.Span
	Rights               []privilege.Verb // in order
}

// A Share is a standing exception: access to one row of one table.
type Share struct {
	Address, Table, Record string
	Span                   source.Span
	With                   []string // addresses of principals, sorted; "organization" for everybody
	Rights                 []privilege.Verb
	Reason, Expires        string
	Automated              bool
}

// Lint is what a policy says of the linter.
type Lint struct {
	Packs   []Named    // of rules, that run too
	Include []string   // standard_roles, managed_roles: that rules about roles look at too
	Rules   []LintRule // in source order
}

// A Named is a name, and where it stands.
type Named struct {
	Name string
	Span source.Span
}

// A LintRule is what a policy says of a lint rule, which it names.
type LintRule struct {
	Rule     string
	Span     source.Span // the name
	Severity string      // off | info | warning | error; "" leaves the rule's own
	Exclude  []string    // addresses that the rule says nothing of, sorted
	Params   []LintParam // in source order
}

// A LintParam is a parameter of a rule: a number, a text, or a list of words.
type LintParam struct {
	Name  string
	Value any // int, string, []string
	Span  source.Span
	At    []source.Span // of the value, or of each word of a list
}

// Place is where one of its words stands, or the value.
func (p LintParam) Place(i int) source.Span {
	if i < len(p.At) {
		return p.At[i]
	}
	return p.Span
}

// A Waiver accepts findings of a rule, for a reason and until a day. It is a waiver block, or a dvpolicy:ignore comment, whose Address is that
// of the block that the comment is in.
type Waiver struct {
	Address, Rule, Target, Table, Privilege string // Target: the address that the findings are about
	Count                                   int    // how many findings it accepts; 0: all that its subject covers
	Reason, Expires                         string
	Span, RuleSpan                          source.Span

	Comment bool     // Target is not said, Targets are
	Targets []string // of a comment: what its block declares, sorted
}

// Cascades reports whether acting on a parent row acts on this table's rows.
func (r Relationship) Cascades() bool {
	for _, c := range []string{r.Assign, r.Share, r.Unshare, r.Reparent} {
		if c != "none" {
			return true
		}
	}
	return false
}
