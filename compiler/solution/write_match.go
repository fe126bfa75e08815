package solution

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A matching says of everything that is wanted what it is among what there is, and the id that it has in the end.
type matching struct {
	of   []int // -1 for what is new
	ids  []string
	left []string
}

// identities are those of roles or profiles, with their ids in one form.
func identities[T identified](all []T) []identity {
	ids := make([]identity, len(all))
	for i, one := range all {
		ids[i] = one.identity()
		ids[i].id = bareID(ids[i].id)
	}
	return ids
}

func bareID(text string) string {
	id, _ := guid(text)
	return id
}

// match finds what is wanted by its name, whatever the case; what has another name, by its id: it was renamed.
func (w *writer) match(kind string, want, have []identity) matching {
	m := matching{of: make([]int, len(want)), ids: make([]string, len(want))}
	byName, byID := map[string]int{}, map[string]int{}
	for j, h := range have {
		byName[strings.ToLower(h.name)] = j
		byID[h.id] = j
	}
	first := map[string]source.Span{}
	taken := make([]bool, len(have))
	for i, e := range want {
		m.of[i] = -1
		key := strings.ToLower(e.name)
		if at, again := first[key]; again {
			w.diags.Errorf(diag.DuplicateName, e.span, "there are two %ss named %q", kind, e.name).Note(at, "the other is here")
			continue
		}
		first[key] = e.span
		if j, is := byName[key]; is {
			m.of[i], taken[j] = j, true
		}
	}
	for i, e := range want {
		if j, is := byID[e.id]; is && e.id != "" && m.of[i] < 0 && !taken[j] {
			m.of[i], taken[j] = j, true
		}
	}
	for j, h := range have {
		if !taken[j] {
			m.left = append(m.left, fmt.Sprintf("%s %q", kind, h.name))
		}
	}
	w.identify(kind, &m, want, have, taken)
	return m
}

// identify gives everything its id: the one that is wanted, the one that it has, or one that is derived. No two have the same.
func (w *writer) identify(kind string, m *matching, want, have []identity, taken []bool) {
	used := map[string]identity{}
	for j, h := range have {
		if !taken[j] {
			used[h.id] = h
		}
	}
	for i, e := range want {
		id := e.id
		if id == "" && m.of[i] >= 0 {
			id = have[m.of[i]].id
		}
		if id == "" {
			continue
		}
		if other, is := used[id]; is {
			w.diags.Errorf(diag.DuplicateID, e.span, "%ss %q and %q have the same id %q", kind, other.name, e.name, id).Note(other.span, "%q is here", other.name)
			continue
		}
		used[id], m.ids[i] = e, id
	}
	for i, e := range want {
		if m.ids[i] == "" {
			m.ids[i] = freeID(cmp.Or(w.have.Publisher.UniqueName, w.want.Publisher.UniqueName), kind, e.name, used)
			used[m.ids[i]] = e
		}
	}
}

// freeID derives an id that nothing has yet: who was renamed keeps the one that its old name gave it.
func freeID(publisher, kind, name string, used map[string]identity) string {
	id := ID(publisher, kind, name)
	for n := 2; ; n++ {
		if _, is := used[id]; !is {
			return id
		}
		id = ID(publisher, kind, fmt.Sprintf("%s\x00%d", name, n))
	}
}
