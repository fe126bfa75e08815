package compiler

import (
	"fmt"
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
	steps := make([]running, len(turned))
	for i, in := range turned {
		steps[i] = running{in.addr, in.place(c.attribute)}
	}
	ev.reportPath(c.code, c.says, steps)
}

// Of a longer cycle, the rest is left out.
const longestPath = 10

// reportPath reports a cycle, which begins where it is told from.
func (ev *evaluation) reportPath(code diag.Code, says string, cycle []running) {
	var names []string
	for _, step := range cycle[:min(len(cycle), longestPath)] {
		names = append(names, step.what)
	}
	if left := len(cycle) - len(names); left > 0 {
		names = append(names, fmt.Sprintf("… (%d more)", left))
	}
	path := strings.Join(append(names, cycle[0].what), " → ")
	d := ev.diags.Errorf(code, cycle[0].at, "%s %s: %s", cycle[0].what, says, path)
	for _, step := range cycle[1:min(len(cycle), longestPath)] {
		d.Note(step.at, "through %s", step.what)
	}
}

// byAddress sorts what has addresses.
func byAddress[T any](all []T, address func(T) string) {
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(address(a), address(b)) })
}

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
	if name == "" {
		return // reported
	}
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
