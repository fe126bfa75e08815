package rules

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// Sources of the rules about auditing.
const (
	manageAuditing  = "Microsoft: Manage Dataverse auditing"
	secureAppsAudit = "Microsoft: Secure customer engagement apps (audit)"
	notWorthAudit   = "CRM Curator: what not to audit"
)

// auditing skips environments without audit.
func auditing(p *lint.Pass) bool {
	if !inEnvironment(p) {
		return false
	}
	if !p.Policy.Environment.Audit.Enabled {
		p.Skip("no environment has auditing on")
	}
	return p.Policy.Environment.Audit.Enabled
}

// productionEnvironment skips the others.
func productionEnvironment(p *lint.Pass) bool {
	if !p.Production() {
		p.Skip("no environment is of type production")
	}
	return p.Production()
}

// activityLog is what the environment says of the Microsoft 365 audit log; where it says nothing, the rule is skipped.
func activityLog(p *lint.Pass) *model.ActivityLogging {
	log := p.Policy.Environment.ActivityLogging
	if log == nil {
		p.Skip("no environment says anything of activity_logging")
	}
	return log
}

// tableTarget is what a policy, or a solution, says of a table.
func tableTarget(t *model.Table) lint.Target {
	return lint.Target{Address: model.Address("table", t.Fact.Name), Span: t.Span, Subject: lint.Subject{Table: t.Fact.Name}}
}

// columnTarget is what is said of a column.
func columnTarget(t *model.Table, c model.Column) lint.Target {
	at := tableTarget(t)
	at.Span, at.Column = c.Span, c.Name
	return at
}

// placeOr is a place, or where it is not known another.
func placeOr(at, otherwise source.Span) source.Span {
	if at.Known() {
		return at
	}
	return otherwise
}

// on and off are what is said. What is not said is neither.
func on(said *bool) bool  { return said != nil && *said }
func off(said *bool) bool { return said != nil && !*said }

// saysAudit reports whether the policy itself says of any table whether that is audited: what a solution says is how somebody's environment
// was when it was exported. If it does, a table of which it does not was forgotten.
func saysAudit(p *lint.Pass) bool {
	return slices.ContainsFunc(p.Policy.Tables, func(t *model.Table) bool { return handwritten(t.Span) && t.Audit != nil })
}

// auditedTables are those whose audit is on, by name.
func auditedTables(p *lint.Pass) []*model.Table {
	return slices.DeleteFunc(slices.Clone(p.Policy.Tables), func(t *model.Table) bool { return !on(t.Audit) })
}

// auditableTables counts the tables of the catalogue, and of the policy beyond it, that have rows to audit.
func auditableTables(p *lint.Pass) int {
	n := 0
	for _, t := range schema.Tables() {
		if t.Base != nil && !t.NotAuditable {
			n++
		}
	}
	for _, t := range p.Policy.Tables {
		if schema.TableByName(t.Fact.Name) == nil {
			n++
		}
	}
	return n
}

// auditedColumns calls f for the columns whose audit a policy turns on, in tables where that has an effect or may have.
func auditedColumns(p *lint.Pass, f func(*model.Table, model.Column)) {
	for _, t := range p.Policy.Tables {
		for _, c := range t.Columns {
			if on(c.Audit) && !off(t.Audit) {
				f(t, c)
			}
		}
	}
}

// auditedOfKind reports audited columns that a rule's parameters name, or whose kinds they name.
func auditedOfKind(p *lint.Pass, why string) {
	auditedColumns(p, func(t *model.Table, c model.Column) {
		if slices.Contains(p.Words("columns"), c.Name) || slices.Contains(p.Words("kinds"), c.Kind) {
			p.Report(columnTarget(t, c), "column %q of %s is audited, %s", c.Name, tableTarget(t).Address, why)
		}
	})
}
