package privilege

import "testing"

// The widest of several levels is the bitwise or of their lanes, for each verb on its own.
func TestLanesTakeTheWidest(t *testing.T) {
	all := append([]Level{None}, Levels()...)
	for _, v := range Verbs() {
		for _, a := range all {
			for _, b := range all {
				row := Lane(v, a) | Lane(v, b)
				if got := row.Level(v); got != max(a, b) {
					t.Errorf("%v: %v and %v make %v", v, a, b, got)
				}
				for _, other := range Verbs() {
					if other != v && row.Level(other) != None {
						t.Errorf("%v at %v spills into %v", v, max(a, b), other)
					}
				}
			}
		}
	}
}

func TestWordsReadBack(t *testing.T) {
	for _, v := range Verbs() {
		if got, ok := ParseVerb(v.String()); !ok || got != v {
			t.Errorf("verb %v reads back as %v", v, got)
		}
	}
	for _, l := range append([]Level{None}, Levels()...) {
		if got, ok := ParseLevel(l.String()); !ok || got != l {
			t.Errorf("level %v reads back as %v", l, got)
		}
		if got, ok := ParseAPILevel(l.API()); !ok || got != l {
			t.Errorf("level %v reads back from the API as %v", l, got)
		}
	}
	for _, no := range []string{"", "update", "Read", "Global", "basic"} {
		if _, ok := ParseVerb(no); ok {
			t.Errorf("%q is a verb", no)
		}
		if _, ok := ParseLevel(no); ok {
			t.Errorf("%q is a level", no)
		}
	}
}

func TestLevelSets(t *testing.T) {
	s := Set(User, Organization)
	if !s.Has(User) || s.Has(BusinessUnit) || !s.Has(None) || s.Widest() != Organization || len(s.Members()) != 2 {
		t.Errorf("user and organization: %v, widest %v", s.Members(), s.Widest())
	}
	if LevelSet(0).Widest() != None || len(AllLevels.Members()) != 4 {
		t.Error("the empty set, or the full one, is wrong")
	}
}
