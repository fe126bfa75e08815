package main

import (
	"fmt"
	"slices"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// A gate stops changes of access; one stops declarations too.
type gate struct {
	name         string
	stops        func(matrix.Change) bool
	declarations bool
}

func gatesInOrder() []gate {
	return []gate{
		{"widened", matrix.Change.Widens, false},
		{"narrowed", matrix.Change.Narrows, false},
		{"any", func(matrix.Change) bool { return true }, true},
	}
}

func gateNames() []string {
	var names []string
	for _, g := range gatesInOrder() {
		names = append(names, g.name)
	}
	return names
}

// judged are the gates that were asked for, and how many changes each stops. Only access can be accepted.
func judged(c *render.Changes, failOn []string) []render.Gate {
	var all []render.Gate
	for _, g := range gatesInOrder() {
		if !slices.Contains(failOn, g.name) {
			continue
		}
		n := 0
		for _, a := range accessOf(c) {
			if a.Accepted == nil && g.stops(a.Change) {
				n++
			}
		}
		for _, e := range c.Environments {
			if g.declarations && e.Whole == nil { // which is counted already
				n += len(e.Declarations)
			}
		}
		all = append(all, render.Gate{Name: g.name, Changes: n, Failed: n > 0})
	}
	return all
}

// stopped reports whether one of some gates stops a change, or all changes are meant because there is none.
func stopped(c matrix.Change, failOn []string) bool {
	return len(failOn) == 0 || slices.ContainsFunc(gatesInOrder(), func(g gate) bool { return slices.Contains(failOn, g.name) && g.stops(c) })
}

// gates says which gates failed, and why: the verdict.
func (p *program) gates(c *render.Changes, f *accepted, o diffOrder) error {
	bad := false
	for _, e := range f.expired(c, o.today) {
		fmt.Fprintf(p.err, "%s: warning: %s (%s) was accepted until %s [expired-accepted]\n", o.accept, e.ID, e.Change, e.Expires)
	}
	for _, e := range c.Stale {
		fmt.Fprintf(p.err, "%s: error: %s (%s) no longer occurs [stale-accepted]\n", o.accept, e.ID, e.Change)
		bad = true
	}
	for _, g := range c.Gates {
		if g.Failed {
			fmt.Fprintf(p.err, "--fail-on %s: %s\n", g.Name, render.Count(g.Changes, "change"))
			bad = true
		}
	}
	if o.writeAccept != "" {
		fmt.Fprintf(p.err, "wrote %s: say reason, owner and expires of each change\n", o.writeAccept)
	}
	if bad {
		return verdict(exitBad)
	}
	return nil
}
