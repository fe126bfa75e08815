package compiler

import (
	"runtime"
	"slices"
	"sync"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// Values are evaluated when something asks for them, so one at a time. But most blocks of a large policy, its users above all, only name
// other blocks: they ask for no value, and their bodies can be evaluated at once.

// aheadFrom is how many instances a construct must have for that to pay.
const aheadFrom = 1000

// bodiesAhead evaluates the bodies of instances that ask for no value of anything.
func (ev *evaluation) bodiesAhead(c *construct, all []*instance) {
	workers := runtime.GOMAXPROCS(0)
	if workers == 1 || len(all) < aheadFrom {
		return
	}
	found := make([]diag.List, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			own := *ev
			own.diags = diag.List{}
			for _, in := range all[w*len(all)/workers : (w+1)*len(all)/workers] {
				if in.asksNothing() {
					in.body = own.body(c, in, &in.decl.block.Body, in.decl.span())
				}
			}
			found[w] = own.diags
		})
	}
	wait.Wait()
	for i := range found {
		ev.diags.Add(&found[i])
	}
}

// asksNothing reports whether the body of an instance is made of literals and of names of other blocks, and nobody has asked it for a value.
func (in *instance) asksNothing() bool {
	b := &in.decl.block.Body
	if in.attrs != nil || in.each != nil || len(b.Blocks) > 0 {
		return false
	}
	for i := range b.Attrs {
		if !b.Attrs[i].Expr.Direct(holdsValues) {
			return false
		}
	}
	return true
}

// holdsValues are the first names behind which there are values, not blocks.
func holdsValues(root string) bool { return slices.Contains([]string{"local", "each", "env"}, root) }
