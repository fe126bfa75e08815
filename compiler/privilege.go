package compiler

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/schema"
)

var privilegeConstruct = &construct{
	name: "privilege", labels: []string{"name"}, limits: true,
	doc: "Declares a miscellaneous privilege that the catalogue lacks.",
	attrs: []attribute{
		{name: "description", is: text, doc: "What it allows."},
	},
	create: func(ev *evaluation, in *instance) { in.object = in },
	bind: func(ev *evaluation, in *instance, b *body) {
		name, at := in.decl.label, in.decl.block.Labels[0].Span
		if in.each != nil {
			name = in.key // for_each over privileges: the key is the name
		}
		if _, _, _, known := schema.ParsePrivilege(name); known {
			ev.diags.Errorf(diag.DuplicateName, at, "the catalogue has %q already", name)
			return
		}
		if other := ev.tables.privileges[strings.ToLower(name)]; other != "" {
			ev.diags.Errorf(diag.DuplicateName, at, "privilege %q is declared twice: %q and %q", name, other, name)
			return
		}
		ev.tables.privilege(name)
	},
}
