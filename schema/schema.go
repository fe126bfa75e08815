// Package schema is what exists in Dataverse: tables, privilege bases, privileges and standard roles, embedded and read when first asked for.
// Every name is found without regard to case. It knows nothing of policies; a table that a policy declares is not here.
package schema

import (
	_ "embed"
	"iter"
	"strings"
	"sync"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

//go:generate go run ./internal/gen -dir .

//go:embed catalogue.gz
var catalogueFile []byte

//go:embed roles.gz
var rolesFile []byte

var (
	catalogue = sync.OnceValue(readCatalogue)
	roles     = sync.OnceValue(readRoles)
)

// Version is year and month of the facts: 2026-11.
func Version() string { return catalogue().version }

// TableByName finds a table by its logical name; nil for one that the catalogue does not know.
func TableByName(logical string) *model.TableFact {
	return catalogue().tableByName[strings.ToLower(logical)]
}

// Tables are all of them, by logical name. Callers do not change what they are given, here and below.
func Tables() []*model.TableFact { return catalogue().tables }

// BaseByName finds a privilege base by the name it has in privileges: User, Note, Activity.
func BaseByName(name string) *model.Base { return catalogue().baseByName[strings.ToLower(name)] }

// Bases are all of them, by name.
func Bases() []*model.Base { return catalogue().bases }

// Miscellaneous are the privileges that are no verb on a table, by name.
func Miscellaneous() []*model.Miscellaneous { return catalogue().miscellaneous }

// MiscellaneousByName finds one; its Name has the capitals that Dataverse writes.
func MiscellaneousByName(name string) *model.Miscellaneous {
	return catalogue().miscByName[strings.ToLower(name)]
}

// splitOrder tries AppendTo before Append: a base could be called ToSomething, and then only one of the two remainders is known.
var splitOrder = [privilege.VerbCount]privilege.Verb{
	privilege.AppendTo, privilege.Append, privilege.Create, privilege.Read, privilege.Write, privilege.Delete, privilege.Assign, privilege.Share,
}

// ParsePrivilege says what a privilege name is: one of the miscellaneous (misc), or a verb on a known base. A miscellaneous name may look like
// verb and base (prvReadRecordAuditHistory), so those come first (semantics S-PN-03, 04). Whether the base has the verb is the caller's to ask.
func ParsePrivilege(name string) (base *model.Base, verb privilege.Verb, misc *model.Miscellaneous, ok bool) {
	if m := MiscellaneousByName(name); m != nil {
		return nil, 0, m, true
	}
	for v, about := range CutVerb(name) {
		if b := BaseByName(about); b != nil {
			return b, v, nil, true
		}
	}
	return nil, 0, nil, false
}

// CutVerb takes a privilege name apart: a verb, and what it is about, in every way that can be meant. What its capitals say comes first:
// prvAppendtom_Project is about tom_Project.
func CutVerb(name string) iter.Seq2[privilege.Verb, string] {
	return func(yield func(privilege.Verb, string) bool) {
		rest, ok := cutPrefixFold(name, "prv")
		for _, exact := range []bool{true, false} {
			for _, v := range splitOrder {
				about, begins := cutPrefixFold(rest, v.API())
				if ok && begins && about != "" && strings.HasPrefix(rest, v.API()) == exact && !yield(v, about) {
					return
				}
			}
		}
	}
}

func cutPrefixFold(s, prefix string) (after string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
