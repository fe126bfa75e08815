// Package model is a policy in Dataverse's words: what was meant, after every name has found what it names.
package model

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// Ownership says who owns the rows of a table.
type Ownership uint8

const (
	UnknownOwnership  Ownership = iota // any verb, any level: a table that neither the catalogue nor the policy knows
	UserOrTeamOwned                    // a user or team owns each row (semantics S-TB-03)
	OrganizationOwned                  // nobody owns rows: one may or may not (S-TB-04)
	BusinessUnitOwned                  // rows belong to a business unit, as users and teams do (S-TB-06)
	NoPrivileges                       // internal tables without privileges of their own (S-TB-11)
)

var ownerships = [...]string{"unknown", "user_or_team", "organization", "business_unit", "none"}

func (o Ownership) String() string { return ownerships[o] }

// ParseOwnership reads an ownership as String writes it.
func ParseOwnership(name string) (Ownership, bool) {
	for i, o := range ownerships {
		if o == name {
			return Ownership(i), true
		}
	}
	return UnknownOwnership, false
}

// A Base is what table privileges are about: usually one table, sometimes several that cannot be told apart (task, email and every
// other activity share the base Activity). Semantics S-TB-20 to 24.
type Base struct {
	Name      string // as it stands in privilege names: "Account", "new_Project"
	Guessed   bool   // nobody has seen the name's capitals
	Ownership Ownership
	Legal     privilege.Legal
	Tables    []string // logical names of the tables that share it, sorted
}

// Privilege is the name of a verb on the base: prvReadAccount.
func (b *Base) Privilege(v privilege.Verb) string { return "prv" + v.API() + b.Name }

// Table is the table that stands for all that share the base: the one that it is called after, or whose name begins so (activitypointer for
// Activity), else the first by name.
func (b *Base) Table() string {
	name := strings.ToLower(b.Name)
	at, called := slices.BinarySearch(b.Tables, name)
	if called || at < len(b.Tables) && strings.HasPrefix(b.Tables[at], name) {
		return b.Tables[at]
	}
	return b.Tables[0]
}

// Has reports whether the base has the verb at all.
func (b *Base) Has(v privilege.Verb) bool { return b.Legal[v] != 0 }

// A TableFact is what is known of a table, whoever declares it.
type TableFact struct {
	Name         string // logical name: account
	SchemaName   string // Account; the logical name where it is not known
	Base         *Base  // nil for tables without privileges
	Ownership    Ownership
	Activity     bool
	NotAuditable bool   // Microsoft's page lists it as a table that cannot be audited (S-AU-11)
	PrimaryName  string // logical name of the primary-name column, "" where not known
}

// Sensitivity grades a miscellaneous privilege.
type Sensitivity uint8

const (
	Ungraded Sensitivity = iota
	Low                  // ordinary
	Medium               // review who holds it
	High                 // administrator-equivalent, data exfiltration or audit tampering
)

func (s Sensitivity) String() string { return [...]string{"ungraded", "low", "medium", "high"}[s] }

// A Miscellaneous privilege is one that is no verb on a table: prvExportToExcel.
type Miscellaneous struct {
	Name        string
	Label       string // what the role editor calls it, "" where not known
	Sensitivity Sensitivity
	Note        string             // why: "deprecated", "audit tampering"
	Privacy     bool               // privacy-related, in the role editor's words
	Levels      privilege.LevelSet // levels it was seen to allow; AllLevels where not known
}
