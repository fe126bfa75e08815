package compiler

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A chain is what leads from an instance to the one above by an attribute: managers, positions, business units.
type chain struct {
	construct, attribute string
	code                 diag.Code
	says                 string // what is wrong with an instance above itself
}

// acyclic reports each cycle of a chain once, with its whole path, from its first member by address.
func (ev *evaluation) acyclic(c chain) {
	done := map[*instance]bool{}
	for _, start := range ev.all(c.construct) {
		at := map[*instance]int{}
		var path []*instance
		for in := start; in != nil && !done[in]; in = in.above {
			if from, again := at[in]; again {
				ev.reportCycle(c, path[from:])
				break
			}
			at[in] = len(path)
			path = append(path, in)
		}
		for in := range at {
			done[in] = true
		}
	}
}

func (ev *evaluation) reportCycle(c chain, cycle []*instance) {
	first := 0
	for i := range cycle {
		if cycle[i].addr < cycle[first].addr {
			first = i
		}
	}
	turned := append(slices.Clone(cycle[first:]), cycle[:first]...)
	d := ev.diags.Errorf(c.code, turned[0].place(c.attribute), "%s %s: %s", turned[0].addr, c.says, pathText(turned))
	for _, in := range turned[1:] {
		d.Note(in.place(c.attribute), "through %s", in.addr)
	}
}

// pathText is a cycle in words. Of a long one, the middle is left out.
func pathText(cycle []*instance) string {
	var names []string
	for i, in := range cycle {
		if i == longestPath && len(cycle) > longestPath+2 {
			names = append(names, "…")
			break
		}
		names = append(names, in.addr)
	}
	return strings.Join(append(names, cycle[0].addr), " → ")
}

const longestPath = 10

// unique reports names that must be told apart and are not. The first by place keeps the name.
type unique struct {
	ev   *evaluation
	what string
	seen map[string]taken
}

type taken struct {
	address string
	span    source.Span
}

func (u *unique) add(key, name, address string, at source.Span) {
	if u.seen == nil {
		u.seen = map[string]taken{}
	}
	first, again := u.seen[key]
	if !again {
		u.seen[key] = taken{address, at}
		return
	}
	second := taken{address, at}
	if second.span.Compare(first.span) < 0 {
		first, second = second, first
		u.seen[key] = first
	}
	u.ev.diags.Errorf(diag.DuplicateName, second.span, "%s %q is declared twice: %s and %s", u.what, name, first.address, second.address).
		Note(first.span, "the other is here")
}
