// Package solution reads what a Dataverse solution says about security, from whatever it is carried in, and writes it back so that what
// did not change stays as it was, byte for byte.
package solution

import (
	"errors"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Solution is what its files say, before any name has found what it names.
type Solution struct {
	At            string // the path of its folder or zip below what was read; "" where that is the solution itself
	UniqueName    string // "" where there is no manifest: a bare customizations.xml
	Title         string
	Version       string // as written: 1.0, 20260130.2
	Managed       Managed
	Publisher     Publisher
	Span          source.Span     // where the unique name stands
	Roles         []*Role         // by name without case, then id
	Profiles      []*Profile      // by name without case, then id; not System Administrator's own
	Tables        []*Table        // by logical name
	Relationships []*Relationship // by name without case
	MaskingRules  []MaskingRule   // by name
	AppRoles      []AppRole       // by app, then role
	Components    []Component     // root components in the manifest's order
	Files         []*source.File
}

// Managed says what the manifest is for.
type Managed int8

const (
	NotSaid          Managed = iota - 1 // no manifest, or one that does not say
	Unmanaged                           // 0
	ManagedOnly                         // 1
	ManagedUnmanaged                    // 2: unpacked for both
)

// A Publisher names things: its prefix begins the names of its tables.
type Publisher struct{ UniqueName, Prefix string }

// A Flag is 0, 1, or not stated at all, which is neither (formats §1.4).
type Flag uint8

const (
	Unstated Flag = iota
	Off
	On
)

// A Role is a security role as its file has it.
type Role struct {
	ID, Name, Description string // id: lower case, without braces
	Inherited             Flag   // isinherited: Off is team_only, On direct_user
	Customizable          Flag
	Grants                []Grant     // in file order
	Filtered              []Grant     // at level RecordFilter, which no access level is; their Level is None
	Span                  source.Span // the start tag

	// KeepMiscellaneous says of a role that is to be written that its miscellaneous privileges are not all known: those of its file stay.
	KeepMiscellaneous bool
}

// A Grant is one privilege at one level.
type Grant struct {
	Privilege string // as written
	Level     privilege.Level
	Span      source.Span // the whole element
}

// A Profile is a column security profile.
type Profile struct {
	ID, Name, Description string
	Permissions           []Permission // in file order
	Span                  source.Span  // the start tag
}

// A Permission is what a profile allows on a column. Names are logical names.
type Permission struct {
	Table, Column        string
	Create, Read, Update bool
	ReadUnmasked         string // none | one_record | all_records
	Span                 source.Span
}

// A Table is what a solution states of a table. A shell states next to nothing: ownership unknown, flags unstated.
type Table struct {
	Name                         string // logical name
	SchemaName                   string
	Ownership                    model.Ownership
	Activity, Audit, AccessTeams Flag
	RetrieveAudit                Flag // single rows
	RetrieveMultipleAudit        Flag // lists
	Columns                      []Column
	Span                         source.Span
}

// A Column of a table, as far as the solution states it; those that are marked as unmodified are not there.
type Column struct {
	Name, Type     string // logical name; nvarchar, lookup, …
	Secured, Audit Flag
	MaskingRule    string // unique name of the rule, "" for none
	Span           source.Span
}

// A Relationship is a one-to-many relationship. Names of tables and of the lookup are logical names; what cascades is in the words of the
// policy language: none, cascade, active, user_owned, remove_link, restrict; "" where it is not stated.
type Relationship struct {
	Name                                     string
	Referencing, Referenced, Lookup          string // the child, its parent, and the child's column
	Assign, Share, Unshare, Reparent, Delete string
	Span                                     source.Span
}

// A MaskingRule shows other characters to who may not read the value unmasked.
type MaskingRule struct {
	Name string
	Span source.Span
}

// An AppRole opens an app to the holders of a role.
type AppRole struct {
	App    string // unique name
	RoleID string // lower case, without braces; of a standard role its template's id
	Span   source.Span
}

// A Component is a root component of the manifest.
type Component struct {
	Type           string // a number, for newer components a name
	ID, SchemaName string // one of them is said; id: lower case, without braces
	Behavior       string
	Span           source.Span
}

// Files are the files below a folder, or the members of an archive: names with slashes, in byte order, and how to read one.
type Files struct {
	Names []string
	Read  func(name string) ([]byte, error)
}

// ErrNone says that no solution is there.
var ErrNone = errors.New("no solution (Other/Solution.xml, solution.xml or customizations.xml)")
