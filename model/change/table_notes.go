package change

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

func tableNotes() []consequence[*model.Table] {
	type table = *model.Table
	any := func(holds func(Detail) bool) when[table] {
		return present(func(e *event, _, _ table) bool { return e.any(holds) })
	}
	return []consequence[table]{
		{"S-TB-01", changed(func(_ *event, was, is table) bool {
			return was.Fact.Ownership != is.Fact.Ownership && was.Fact.Ownership != model.UnknownOwnership && is.Fact.Ownership != model.UnknownOwnership
		}), "who owns the rows of a table is settled when it is created: it has to be made anew, and its rows moved"},
		{"S-TB-20", becomes[table]("activity", "true"), "activities share their privileges: who may do something with any activity may do it with this one"},
		{"S-AU-02", present(func(e *event, _, is table) bool {
			return e.becomes("audit", "true") && e.b.Environment.Audit.Declared && !e.b.Environment.Audit.Enabled
		}), "nothing is audited while auditing of the environment is off"},
		{"S-AU-03", becomes[table]("audit", "true"), "creating, deleting, sharing and assigning rows is audited; values only of columns that are audited too"},
		{"S-AU-11", present(func(e *event, _, is table) bool { return e.becomes("audit", "true") && is.Fact.NotAuditable }),
			"it is listed among the tables that cannot be audited: try it"},
		{"S-AU-02", changed(func(e *event, was, is table) bool {
			return was.Audit != nil && *was.Audit && (is.Audit == nil || !*is.Audit)
		}), "its columns are audited no more either, whatever they say"},
		{"S-AU-05", present(func(e *event, _, _ table) bool {
			return e.becomes("retrieve_audit", "true") && !e.b.Environment.Audit.Read
		}),
			"reads are logged only where the environment logs reads"},
		{"S-TM-28", present(func(e *event, _, _ table) bool { return e.becomes("access_teams", "true") && accessTeamTables(e.b) > 5 }),
			"more than five tables are enabled for access teams: a limit of the deployment may have to be raised"},
		{"S-TM-22", changed(func(_ *event, was, is table) bool { return was.AccessTeams && !is.AccessTeams }),
			"access team templates need it: nobody can be added to an access team of its rows any more"},
		{"S-CS-09", any(within("columns", "secured", to("true"))),
			"whoever has no profile that opens the column, and is no System Administrator, can neither see nor set it from then on"},
		{"S-CS-01", changed(func(e *event, _, _ table) bool {
			return e.any(within("columns", "secured", func(d Detail) bool { return d.From == "true" }))
		}), "whoever reads a row sees the column that is secured no more: profiles do not count for it"},
		{"S-CS-12", any(within("columns", "masking_rule", func(d Detail) bool { return d.To != "" })),
			"whoever reads the column sees it masked; the value itself needs read_unmasked, and a request for it"},
		{"S-CS-12", any(within("columns", "masking_rule", func(d Detail) bool { return d.To == "" })),
			"whoever reads the column sees its value, not masked any more"},
		{"S-SH-31", cascades("share"), "sharing a row of the parent table shares its rows of this table, with the same people"},
		{"S-SH-34", cascades("reparent"), "whoever owns a row of the parent table gets access to the rows that are attached to it, whoever owns these"},
		{"S-SH-36", cascades("assign"), "assigning a row of the parent table assigns its rows of this table"},
		{"S-SH-30", any(within("relationships", "delete", to("cascade"))), "deleting a row of the parent table deletes its rows of this table"},
		{"S-SH-30", any(within("relationships", "delete", to("restrict"))), "a row of the parent table can be deleted only when it has no rows of this table"},
	}
}

// cascades is a condition on a relationship that passes on what it did not.
func cascades(what string) when[*model.Table] {
	return present(func(e *event, _, _ *model.Table) bool {
		return e.any(within("relationships", what, func(d Detail) bool {
			return (d.From == "" || d.From == "none") && slices.Contains(model.Cascades[1:], d.To)
		}))
	})
}

func accessTeamTables(p *model.Policy) int {
	n := 0
	for _, t := range p.Tables {
		if t.AccessTeams {
			n++
		}
	}
	return n
}
