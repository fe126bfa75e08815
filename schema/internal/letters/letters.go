// Package letters writes access levels in single letters, as the catalogue's files do: BLDG is every level, BBG----- a row of verbs.
package letters

import "github.com/dvpolicy/dvpolicy/model/privilege"

// Set is a level set in letters from narrow to wide, "-" of an empty one.
func Set(s privilege.LevelSet) string {
	if s == 0 {
		return privilege.None.Letter()
	}
	var letters string
	for _, l := range s.Members() {
		letters += l.Letter()
	}
	return letters
}

// ParseSet reads what Set writes; not ok is also a set in any other order.
func ParseSet(letters string) (s privilege.LevelSet, ok bool) {
	for i := range len(letters) {
		l, _ := level(letters[i])
		if l != privilege.None {
			s |= privilege.Set(l)
		}
	}
	return s, Set(s) == letters
}

// A Row is the level of each verb, in the verbs' order.
type Row [privilege.VerbCount]privilege.Level

func (r Row) String() string {
	var letters [privilege.VerbCount]byte
	for i, l := range r {
		letters[i] = l.Letter()[0]
	}
	return string(letters[:])
}

// ParseRow reads what Row.String writes.
func ParseRow(letters string) (r Row, ok bool) {
	if len(letters) != len(r) {
		return r, false
	}
	for i := range r {
		if r[i], ok = level(letters[i]); !ok {
			return r, false
		}
	}
	return r, true
}

func level(letter byte) (privilege.Level, bool) {
	for l := privilege.None; l <= privilege.Organization; l++ {
		if l.Letter()[0] == letter {
			return l, true
		}
	}
	return privilege.None, false
}
