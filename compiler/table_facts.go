package compiler

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

// tableFacts is what is known of tables: the catalogue's, and the policy's over it.
type tableFacts struct {
	own        map[string]*model.TableFact // declared, by logical name
	bases      map[string]*model.Base      // of declared tables, by name in lower case
	declared   map[string]*model.Table
	brought    map[string]*model.Table // what solutions say, by logical name
	by         map[string]*instance    // what declares a table
	broken     map[string]bool         // names in lower case whose declarations were reported
	privileges map[string]string       // declared miscellaneous privileges, by name in lower case
	activity   *model.Base             // Activity with the policy's own activity tables
}

func newTableFacts() tableFacts {
	return tableFacts{own: map[string]*model.TableFact{}, bases: map[string]*model.Base{}, declared: map[string]*model.Table{}, brought: map[string]*model.Table{},
		by: map[string]*instance{}, broken: map[string]bool{}, privileges: map[string]string{}}
}

func (t *tableFacts) privilege(name string) { t.privileges[strings.ToLower(name)] = name }

// find is what is known of a table by its logical name, nil for an unknown one.
func (t *tableFacts) find(name string) *model.TableFact {
	if own := t.own[name]; own != nil {
		return own
	}
	fact := schema.TableByName(name)
	if fact == nil || fact.Name != name {
		return nil
	}
	if t.activity != nil && fact.Base != nil && fact.Base.Name == t.activity.Name {
		shared := *fact
		shared.Base = t.activity
		t.own[name] = &shared
		return &shared
	}
	return fact
}

// base is the policy's own form of a base of the catalogue.
func (t *tableFacts) base(b *model.Base) *model.Base {
	if t.activity != nil && b.Name == t.activity.Name {
		return t.activity
	}
	return b
}

// tablePrivilege is what a name means as a privilege of a declared table, nil for none.
func (t *tableFacts) tablePrivilege(name string) (*model.Base, privilege.Verb) {
	for v, about := range schema.CutVerb(name) {
		if b := t.bases[strings.ToLower(about)]; b != nil {
			return b, v
		}
	}
	return nil, 0
}

// names are all table names, sorted, for suggestions.
func (t *tableFacts) names() []string {
	var names []string
	for _, fact := range schema.Tables() {
		names = append(names, fact.Name)
	}
	for name := range t.own {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// activityBase is the base Activity, with one more table: every custom activity shares it (semantics S-TB-20).
func (t *tableFacts) activityBase(name string) *model.Base {
	if t.activity == nil {
		own := *schema.BaseByName("Activity")
		own.Tables = slices.Clone(own.Tables)
		t.activity = &own
	}
	at, _ := slices.BinarySearch(t.activity.Tables, name)
	t.activity.Tables = slices.Insert(t.activity.Tables, at, name)
	return t.activity
}
