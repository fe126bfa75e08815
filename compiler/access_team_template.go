package compiler

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// What a share can carry: every verb but create (semantics S-LV-11).
var shareRights = someOf("read", "write", "delete", "append", "append_to", "assign", "share")

var accessTeamTemplateConstruct = &construct{
	name: "access_team_template", labels: []string{"name"}, limits: true,
	doc: "A kind of access team that people add to single rows: Dataverse makes the team with its first member. Needs a table with `access_teams = true`.",
	attrs: []attribute{
		{name: "name", is: text, assumed: "the label", doc: "Its name."},
		{name: "table", is: table, required: true, doc: "The table whose rows get teams."},
		{name: "rights", is: shareRights, required: true, filled: true, doc: "What members may do to the row, as far as a role of theirs has the privilege too."},
	},
	create: func(ev *evaluation, in *instance) {
		t := &model.AccessTeamTemplate{Address: in.addr, Span: in.decl.span()}
		in.object = t
		ev.policy.Templates = append(ev.policy.Templates, t)
	},
	bind: func(ev *evaluation, in *instance, b *body) {
		t := in.object.(*model.AccessTeamTemplate)
		t.Name = b.name()
		fact := ev.shareable(b)
		t.Rights = ev.rights(b, fact)
		if fact == nil {
			return
		}
		t.Table = fact.Name
		if declared := ev.tables.declared[fact.Name]; declared == nil || !declared.AccessTeams {
			d := ev.diags.Errorf(diag.NeedsAccessTeams, b.spanOf("table"), "table %q is not enabled for access teams", fact.Name)
			d.Hint = "say access_teams = true in table \"" + fact.Name + "\""
			if declared != nil {
				d.Note(declared.Span, "the table is declared here")
			}
		}
	},
	settle: (*evaluation).settleTemplates,
}

// rights reads what a share carries: verbs that the table, where it is known, has.
func (ev *evaluation) rights(b *body, fact *model.TableFact) []privilege.Verb {
	var rights []privilege.Verb
	for _, i := range b.list("rights") {
		v, ok := privilege.ParseVerb(i.text)
		if ok && fact != nil && !fact.Base.Has(v) {
			ev.noVerb(fact, verbAt{v, i.span})
		} else if ok {
			rights = append(rights, v)
		}
	}
	slices.Sort(rights)
	return rights
}

// shareable finds the table of a share or template. Only rows that a user or team owns can be shared (semantics S-SH-03).
func (ev *evaluation) shareable(b *body) *model.TableFact {
	if !b.set("table") {
		return nil
	}
	fact := ev.tables.find(b.text("table"))
	if fact == nil {
		ev.unknownTable(item{span: b.spanOf("table"), text: b.text("table")})
		return nil
	}
	if fact.Base == nil || !fact.Base.Has(privilege.Share) {
		ev.diags.Errorf(diag.VerbNotAvailable, b.spanOf("table"), "rows of %q cannot be shared: %s", fact.Name, ownershipReason(fact))
		return nil
	}
	return fact
}

func (ev *evaluation) settleTemplates() {
	names := unique{ev: ev, what: "access team template"}
	for _, in := range ev.all("access_team_template") {
		t := in.object.(*model.AccessTeamTemplate)
		names.add(t.Table+"\n"+strings.ToLower(t.Name), t.Name, in.addr, in.place("name"))
	}
}
