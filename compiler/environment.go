package compiler

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
)

var environmentConstruct = &construct{
	name: "environment", labels: []string{"name"},
	doc: "A Dataverse environment and its settings. A policy without one has one, named `default`, with everything that is assumed.",
	attrs: []attribute{
		{name: "type", is: oneOf("production", "sandbox", "developer", "trial", "default"), doc: "What kind of environment it is."},
		{name: "url", is: text, doc: "Where it is found."},
		{name: "security_group", is: ref("entra_group"), doc: "The Entra group whose members may enter."},
		{name: "ownership_across_business_units", is: truth, assumed: "false", doc: "Matrix mode: role instances of any business unit may be assigned, and rows may belong to another business unit than their owner's."},
		{name: "recompute_ownership_across_business_units", is: truth, assumed: "true in matrix mode", doc: "Owner and Owning Business Unit are independent of each other."},
		{name: "always_move_record_to_owner_business_unit", is: truth, assumed: "true", doc: "Owning Business Unit follows the owner."},
		{name: "keep_roles_on_business_unit_change", is: truth, assumed: "false", doc: "A principal that moves to another business unit keeps its roles."},
		{name: "share_to_previous_owner", is: truth, assumed: "false", doc: "Assigning a row shares it with the previous owner."},
		{name: "administration_mode", is: truth, assumed: "false", doc: "Only administrators and customizers may sign in."},
		{name: "managed", is: truth, assumed: "false", doc: "A Managed Environment."},
		{name: "customer_lockbox", is: truth, assumed: "false", doc: "Microsoft's access needs approval. Needs a managed environment."},
		{name: "customer_managed_key", is: truth, assumed: "false", doc: "Encryption with one's own key. Needs a managed environment."},
		{name: "disputed", is: textMap, assumed: "the defaults of the semantics", doc: "Answers to points on which the sources disagree: `{ \"D-01\" = \"no\" }`."},
		{name: "settings", is: textMap, assumed: "{}", doc: "Other organization settings, by name."},
	},
	blocks: []*construct{
		{name: "audit", single: true, doc: "The Dataverse audit log.", attrs: []attribute{
			{name: "enabled", is: truth, assumed: "false", doc: "Auditing is on: without it nothing is audited, whatever tables say."},
			{name: "user_access", is: truth, assumed: "false", doc: "Sign-ins are audited."},
			{name: "read", is: truth, assumed: "false", doc: "Reads are logged, of tables that say so."},
			{name: "retention_days", is: number, doc: "Days that entries are kept, -1 forever."},
		}},
		{name: "activity_logging", single: true, doc: "The Microsoft 365 audit log.", attrs: []attribute{
			{name: "enabled", is: truth, assumed: "false", doc: "Activity logging is on."},
			{name: "retention_days", is: number, doc: "Days that entries are kept."},
			{name: "exported_to", is: text, doc: "Where entries are exported for longer."},
			{name: "alerts", is: texts, assumed: "[]", doc: "What somebody is alerted of."},
		}},
		{name: "hierarchy_security", single: true, doc: "Access of managers, or of higher positions, to the rows of those below.", attrs: []attribute{
			{name: "model", is: oneOf("manager", "position"), required: true, doc: "Which hierarchy counts."},
			{name: "depth", is: number, assumed: "3", doc: "How many levels down."},
			{name: "write_levels", is: number, assumed: "1", doc: "How many of them may be written (semantics D-06)."},
			{name: "restrict_to_business_units", is: truth, assumed: "true", doc: "A manager must be in the business unit of the report or above it."},
			{name: "include_disabled", is: truth, assumed: "true", doc: "Rows of disabled reports count."},
			{name: "excluded_tables", is: tables, assumed: "[]", doc: "Tables that take no part."},
		}},
	},
	settle: (*evaluation).bindEnvironment, // there is one in each evaluation
}

// bindEnvironment reads the block of the environment that is being evaluated.
func (ev *evaluation) bindEnvironment() {
	e := &ev.policy.Environment
	e.Name, e.AlwaysMove = ev.name, true
	in := ev.environment
	if in == nil {
		return
	}
	d := in.decl
	b := ev.body(d.construct, in, &d.block.Body, d.span())
	e.Span, e.Type, e.URL = d.span(), b.text("type"), b.text("url")
	if g := b.ref("security_group"); g != nil {
		e.SecurityGroup = g.object.(*model.EntraGroup)
	}
	e.Matrix = b.truth("ownership_across_business_units") || b.failed("ownership_across_business_units")
	ev.bindMatrixSettings(b, e)
	e.ShareToPrevious = b.truth("share_to_previous_owner")
	e.AdministrationMode = b.truth("administration_mode")
	e.Managed = b.truth("managed")
	e.CustomerLockbox = b.truth("customer_lockbox")
	e.CustomerManagedKey = b.truth("customer_managed_key")
	ev.needsManaged(b, "customer_lockbox")
	ev.needsManaged(b, "customer_managed_key")
	ev.bindDisputed(b, e)
	for _, s := range b.list("settings") {
		e.OrganizationSetting = append(e.OrganizationSetting, model.Setting{Name: s.text, Value: s.value.text})
	}
	slices.SortFunc(e.OrganizationSetting, func(x, y model.Setting) int { return cmp.Compare(x.Name, y.Name) })
	ev.bindAudit(b, e)
	ev.bindHierarchy(b, e)
}

// bindMatrixSettings reads the settings that decide something in matrix mode only. In classic mode a row is always in its owner's business
// unit, and who moves to another loses all roles (semantics S-OW-11, S-BU-21, S-MX-08), whatever is said here.
func (ev *evaluation) bindMatrixSettings(b *body, e *model.Environment) {
	e.Recompute, e.AlwaysMove, e.KeepRoles = e.Matrix, true, false
	for _, setting := range []struct {
		name    string
		value   *bool
		classic bool // how it is in classic mode
	}{
		{"recompute_ownership_across_business_units", &e.Recompute, false},
		{"always_move_record_to_owner_business_unit", &e.AlwaysMove, true},
		{"keep_roles_on_business_unit_change", &e.KeepRoles, false},
	} {
		d := b.at(setting.name)
		switch {
		case !d.set:
		case e.Matrix:
			*setting.value = d.truth
		case d.truth != setting.classic:
			ev.diags.Warnf(diag.NeedsMatrixMode, d.span, "%s = %t has no effect while ownership_across_business_units is off", setting.name, d.truth)
		}
	}
}

// A lockbox and a customer's key are features of Managed Environments. Semantics S-PR-20.
func (ev *evaluation) needsManaged(b *body, name string) {
	if b.truth(name) && !b.truth("managed") && !b.failed("managed") {
		d := ev.diags.Errorf(diag.NeedsManagedEnvironment, b.spanOf(name), "%s needs a managed environment", name)
		if b.set("managed") {
			d.Note(b.spanOf("managed"), "managed is false here")
		} else {
			d.Note(b.span, "environment %q does not say managed = true", ev.name)
		}
	}
}

// The points of Appendix C of the semantics on which the evaluator of rows can be told otherwise. Those that the matrix itself settles,
// as D-23 and D-24, are not among them: an answer would change nothing.
var disputedPoints = map[string][]string{
	"D-01": {"yes", "no"}, "D-02": {"yes", "no"}, "D-03": {"both", "append"}, "D-04": {"yes", "no"}, "D-05": {"user", "business_unit"},
	"D-12": {"yes", "no"}, "D-14": {"yes", "no"}, "D-15": {"yes", "no"}, "D-18": {"yes", "no"}, "D-19": {"yes", "no"}, "D-21": {"yes", "no"},
	"D-22": {"yes", "no"},
}

func (ev *evaluation) bindDisputed(b *body, e *model.Environment) {
	var points []string
	for p := range disputedPoints {
		points = append(points, p)
	}
	slices.Sort(points)
	for _, i := range b.list("disputed") {
		answers, known := disputedPoints[i.text]
		answer := i.value
		switch {
		case !known:
			ev.diags.Errorf(diag.UnknownDisputedPoint, i.span, "%q is no disputed point that can be answered here", i.text).Suggest(i.text, points)
		case !slices.Contains(answers, answer.text):
			ev.diags.Errorf(diag.InvalidValue, answer.span, "%q is answered by %s, not %q", i.text, strings.Join(answers, " or "), answer.text)
		default:
			e.Disputed = append(e.Disputed, model.DisputedAnswer{Point: i.text, Answer: answer.text})
		}
	}
	slices.SortFunc(e.Disputed, func(x, y model.DisputedAnswer) int { return cmp.Compare(x.Point, y.Point) })
}

// Retention: -1, or 1 to 24855 days. Semantics S-AU-08.
const longestRetention = 24855

func (ev *evaluation) bindAudit(b *body, e *model.Environment) {
	if a := b.block("audit"); a != nil {
		e.Audit = model.Audit{
			Declared: true, Enabled: a.truth("enabled"), UserAccess: a.truth("user_access"), Read: a.truth("read"),
			RetentionDays: a.number("retention_days"),
		}
		if n := a.number("retention_days"); a.set("retention_days") && n != -1 && (n < 1 || n > longestRetention) {
			ev.diags.Errorf(diag.InvalidValue, a.spanOf("retention_days"), "audit is kept for 1 to %d days, or -1 (forever), not %d", longestRetention, n)
		}
	}
	if l := b.block("activity_logging"); l != nil {
		e.ActivityLogging = &model.ActivityLogging{
			Enabled: l.truth("enabled"), RetentionDays: l.number("retention_days"), ExportedTo: l.text("exported_to"), Alerts: l.texts("alerts"),
		}
		ev.positive(l, "retention_days", 1)
	}
}

func (ev *evaluation) bindHierarchy(b *body, e *model.Environment) {
	h := b.block("hierarchy_security")
	if h == nil {
		return
	}
	security := &model.HierarchySecurity{
		Model: h.text("model"), Depth: 3, WriteLevels: 1,
		RestrictToBusinessUnits: h.truthOr("restrict_to_business_units", true),
		IncludeDisabled:         h.truthOr("include_disabled", true),
	}
	if h.set("depth") {
		security.Depth = h.number("depth")
		ev.positive(h, "depth", 1)
	}
	if h.set("write_levels") {
		security.WriteLevels = h.number("write_levels")
		ev.positive(h, "write_levels", 1)
	}
	for _, t := range h.list("excluded_tables") {
		if fact := ev.tables.find(t.text); fact != nil {
			security.ExcludedTables = append(security.ExcludedTables, fact.Name)
		} else {
			ev.unknownTable(t)
		}
	}
	slices.Sort(security.ExcludedTables)
	if security.Model != "" { // where it lacks one, that was reported
		e.Hierarchy = security
	}
}

func (ev *evaluation) positive(b *body, name string, least int) {
	if b.set(name) && b.number(name) < least {
		ev.diags.Errorf(diag.InvalidValue, b.spanOf(name), "%s is at least %d, not %d", name, least, b.number(name))
	}
}

// environmentFacts is the name space env: what expressions can know of the environment that they are evaluated in.
type environmentFacts struct{ ev *evaluation }

func (e environmentFacts) Address() string { return "env" }

// Member evaluates the type when something asks for it: it may stand in a local, which may ask for env.name in turn.
func (e environmentFacts) Member(name string, _ bool) (syntax.Value, error) {
	switch name {
	case "name":
		return syntax.Value{Kind: syntax.String, Text: e.ev.name}, nil
	case "type":
		if e.ev.environment == nil {
			return syntax.Value{}, nil
		}
		return e.ev.environment.attr(name)
	}
	d := &diag.Diagnostic{Code: diag.UnknownAttribute, Message: fmt.Sprintf("env has no attribute %q: it has name and type", name)}
	return syntax.Value{}, d.Suggest(name, []string{"name", "type"})
}

func (e environmentFacts) Elements() ([]syntax.Field, bool) { return nil, false }

// environmentInstance is the block of the environment that is evaluated, nil where the policy declares none.
func (ev *evaluation) environmentInstance() *instance {
	for _, d := range ev.environments {
		if d.label == ev.name {
			return &instance{ev: ev, decl: d, addr: d.address()}
		}
	}
	return nil
}
