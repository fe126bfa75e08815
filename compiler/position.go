package compiler

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
)

var positionConstruct = &construct{
	name: "position", labels: []string{"name"}, limits: true,
	doc: "A position of the position hierarchy.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its name."},
		{name: "parent", is: ref("position"), doc: "The position above."},
	},
	create: func(ev *evaluation, in *instance) {
		p := &model.Position{Address: in.addr, Span: in.decl.span()}
		in.object = p
		ev.policy.Positions = append(ev.policy.Positions, p)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		p := in.object.(*model.Position)
		p.Name = b.name()
		if above := b.ref("parent"); above != nil {
			p.Parent, in.above = above.object.(*model.Position), above
		}
	},
	settle: (*evaluation).settlePositions,
}

// settlePositions reports positions above themselves (semantics S-HI-20).
func (ev *evaluation) settlePositions() {
	names := unique{ev: ev, what: "position"}
	for _, in := range ev.all("position") {
		p := in.object.(*model.Position)
		names.add(strings.ToLower(p.Name), p.Name, in.addr, in.place("name"))
	}
	ev.acyclic(chain{"position", "parent", diag.PositionCycle, "is above itself"})
}
