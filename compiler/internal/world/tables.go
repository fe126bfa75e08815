package world

import "slices"

// verbNames and levelNames, in the order in which everything lists them.
var (
	verbNames  = [...]string{"create", "read", "write", "delete", "append", "append_to", "assign", "share"}
	levelNames = [...]string{"user", "business_unit", "parent_child", "organization"}
)

// A legality is the levels that each verb of a table can have: B, L, D, G as Appendix A of the semantics writes them, "" for a verb that
// the table lacks.
type legality [len(verbNames)]string

var (
	byUsers  = legality{"BLDG", "BLDG", "BLDG", "BLDG", "BLDG", "BLDG", "BLDG", "BLDG"} // semantics S-TB-03
	byNobody = legality{"G", "G", "G", "G", "G", "G", "", ""}                           // S-TB-04
	byUnits  = legality{"LDG", "LDG", "LDG", "LDG", "LDG", "LDG", "", ""}               // S-TB-06
)

// levels that a verb can have, narrow first; none where there is no such verb.
func (l legality) levels(verb string) []string {
	var levels []string
	for _, letter := range l[slices.Index(verbNames[:], verb)] {
		levels = append(levels, map[rune]string{'B': "user", 'L': "business_unit", 'D': "parent_child", 'G': "organization"}[letter])
	}
	return levels
}

func (l legality) has(verb string) bool { return l[slices.Index(verbNames[:], verb)] != "" }

// A fact is what grants need to know of a table: what it is called, the privilege base that it may share, what is legal.
type fact struct {
	name, base string
	legality
}

// standard are tables of the catalogue (S-TB-20, S-TB-22, Appendix A).
var standard = []fact{
	{"account", "account", byUsers},
	{"contact", "contact", byUsers},
	{"task", "activity", byUsers},
	{"email", "activity", byUsers},
	{"phonecall", "activity", byUsers},
	{"activitypointer", "activity", byUsers},
	{"customeraddress", "account", byUsers},
	{"annotation", "annotation", byUsers},
	{"queue", "queue", byUsers},
	{"position", "position", byNobody},
	{"transactioncurrency", "transactioncurrency", byNobody},
	{"systemuser", "systemuser", byUnits},
	{"team", "team", byUnits},
	{"businessunit", "businessunit", legality{"DG", "LDG", "LDG", "DG", "LDG", "LDG", "", ""}},
	{"usersettings", "usersettings", legality{"LDG", "LDG", "LDG", "LDG", "", "LDG", "", ""}},
	{"userquery", "userquery", legality{"B", "B", "B", "B", "", "", "B", "B"}},
	{"userform", "userform", legality{"B", "B", "B", "B", "", "", "BG", "B"}},
	{"post", "post", legality{"G", "G", "", "G", "G", "G", "", ""}},
	{"organization", "organization", legality{"", "G", "G", "", "", "G", "", ""}},
	{"emailserverprofile", "emailserverprofile", legality{"G", "G", "G", "G", "G", "G", "G", "G"}},
}

// facts are the tables that the evaluator knows: the standard ones and those that the policy declares.
func (w *World) facts() []fact {
	facts := slices.Clone(standard)
	for _, t := range w.Tables {
		if t.Ownership != "" { // else the block is about columns of a standard table
			facts = append(facts, t.fact())
		}
	}
	return facts
}

func (t *Table) fact() fact {
	switch {
	case t.Activity:
		return fact{t.Label, "activity", byUsers}
	case t.Ownership == "organization":
		return fact{t.Label, t.Label, byNobody}
	}
	return fact{t.Label, t.Label, byUsers} // user_or_team, and unknown: any verb, any level
}

func (w *World) fact(table string) *fact {
	for i := range standard {
		if standard[i].name == table {
			return &standard[i]
		}
	}
	for _, t := range w.Tables {
		if t.Label == table {
			f := t.fact()
			return &f
		}
	}
	panic("bug: world: no table " + table)
}

// TableNames are the tables that the evaluator knows.
func (w *World) TableNames() []string {
	var names []string
	for _, f := range w.facts() {
		names = append(names, f.name)
	}
	return names
}
