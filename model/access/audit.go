package access

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

// What is audited (semantics §13). Switches are nested: what is on below one that is off is off.

// AuditsRow says whether creating, deleting, sharing and assigning rows of a table are audited, and that they are changed.
func (w *World) AuditsRow(table string) Answer {
	return w.answer(func(e *evaluation) bool { return all(e.auditing(), e.auditsTable(table)) })
}

// AuditsChange says whether the values of a column are audited when they change.
func (w *World) AuditsChange(table, column string) Answer {
	a := w.answer(func(e *evaluation) bool { return all(e.auditing(), e.auditsTable(table)) })
	said, on := w.auditsColumn(table, column)
	n := Need{What: "column " + table + "." + column + " is audited", Met: on}
	switch {
	case !said:
		n.Why = "the policy does not say whether column " + table + "." + column + " is audited" // many are, unless switched off (S-AU-03)
		if a.Allowed {
			a.Unknown = []string{table + "." + column}
		}
	case !on:
		n.Why = "audit of column " + table + "." + column + " is off"
	}
	a.Needs, a.Allowed = append(a.Needs, n), a.Allowed && on
	return a
}

// AuditsSignIn says whether it is audited that users enter.
func (w *World) AuditsSignIn() Answer {
	return w.answer(func(e *evaluation) bool {
		return all(e.auditing(), e.check("user access is audited", w.env.Audit.UserAccess, "audit of user access is off"))
	})
}

// LogsRead says whether reading rows of a table is logged, to Microsoft Purview: the Dataverse audit log never has reads (S-AU-05, 06).
func (w *World) LogsRead(table string) Answer {
	declared := w.table(table).declared
	return w.answer(func(e *evaluation) bool {
		return all(
			e.auditing(),
			e.check("reads are logged", w.env.Audit.Read, "logging of reads is off"),
			e.check("the environment can log reads", !slices.Contains([]string{"sandbox", "developer", "trial"}, w.env.Type), "only production environments log reads, and this is "+w.env.Type),
			e.check("reads of "+table+" are logged", declared != nil && declared.RetrieveAudit, "retrieve_audit of table "+table+" is off"),
		)
	})
}

func (e *evaluation) auditing() bool {
	return e.check("the environment audits", e.w.env.Audit.Enabled, "audit of the environment is off, and with it all audit")
}

func (e *evaluation) auditsTable(name string) bool {
	t := e.w.table(name).declared
	switch {
	case t == nil || t.Audit == nil:
		return e.check("table "+name+" is audited", false, "the policy does not say that table "+name+" is audited")
	}
	return e.check("table "+name+" is audited", *t.Audit, "audit of table "+name+" is off")
}

func (w *World) auditsColumn(table, column string) (said, on bool) {
	t := w.table(table).declared
	if t == nil {
		return false, false
	}
	i := slices.IndexFunc(t.Columns, func(c model.Column) bool { return c.Name == column })
	if i < 0 || t.Columns[i].Audit == nil {
		return false, false
	}
	return true, *t.Columns[i].Audit
}
