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
		name, at := privilegeName(in), in.decl.block.Labels[0].Span
		if _, _, _, known := schema.ParsePrivilege(name); known {
			ev.diags.Errorf(diag.DuplicateName, at, "the catalogue has %q already", name)
			return
		}
		if base, verb := ev.tables.tablePrivilege(name); base != nil {
			ev.diags.Errorf(diag.DuplicateName, at, "%q is the privilege to %q %s, and no miscellaneous one", name, verb.String(), base.Tables[0]).
				Note(ev.tables.declared[base.Tables[0]].Span, "the table is declared here")
			return
		}
		if len(name) < len("prv") || !strings.EqualFold(name[:len("prv")], "prv") { // PrvReadAnalyticalDataflowsData is real
			ev.diags.Errorf(diag.InvalidLabels, at, "the name of a privilege begins with prv, that of %q does not", name)
			return
		}
		ev.tables.privilege(name)
	},
	settle: (*evaluation).settlePrivileges,
}

// privilegeName is the label, under for_each the key.
func privilegeName(in *instance) string {
	if in.each != nil {
		return in.key
	}
	return in.decl.label
}

// settlePrivileges reports privileges that differ in capitals only: Dataverse tells them apart no more than that.
func (ev *evaluation) settlePrivileges() {
	names := unique{ev: ev, what: "privilege"}
	for _, in := range ev.all("privilege") {
		if name := privilegeName(in); ev.tables.privileges[strings.ToLower(name)] != "" { // others were reported
			names.add(strings.ToLower(name), name, in.addr, in.decl.block.Labels[0].Span)
		}
	}
}
