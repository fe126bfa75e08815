package change

import (
	"cmp"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func environments() construct[*model.Environment] {
	return construct[*model.Environment]{
		name: "environment", one: true, notes: environmentNotes(),
		items:   func(p *model.Policy) []*model.Environment { return []*model.Environment{&p.Environment} },
		address: func(e *model.Environment) string { return model.Address("environment", e.Name) },
		keys:    []func(*model.Environment) string{func(*model.Environment) string { return "the one" }},
		span:    func(e *model.Environment) source.Span { return e.Span },
		say:     sayEnvironment,
	}
}

func sayEnvironment(s *saying, e *model.Environment) {
	s.add("name", e.Name)
	s.add("type", e.Type)
	s.add("url", e.URL)
	if e.SecurityGroup != nil {
		s.add("security_group", s.reference(e.SecurityGroup.Address))
	}
	s.truth("ownership_across_business_units", e.Matrix, false)
	s.truth("recompute_ownership_across_business_units", e.Recompute, e.Matrix)
	s.truth("always_move_record_to_owner_business_unit", e.AlwaysMove, true)
	s.truth("keep_roles_on_business_unit_change", e.KeepRoles, false)
	s.truth("share_to_previous_owner", e.ShareToPrevious, false)
	s.truth("administration_mode", e.AdministrationMode, false)
	s.truth("managed", e.Managed, false)
	s.truth("customer_lockbox", e.CustomerLockbox, false)
	s.truth("customer_managed_key", e.CustomerManagedKey, false)
	if a := e.Audit; a.Declared {
		s.truth("audit.enabled", a.Enabled, false)
		s.truth("audit.user_access", a.UserAccess, false)
		s.truth("audit.read", a.Read, false)
		s.number("audit.retention_days", a.RetentionDays)
	}
	if l := e.ActivityLogging; l != nil {
		s.truth("activity_logging.enabled", l.Enabled, false)
		s.number("activity_logging.retention_days", l.RetentionDays)
		s.add("activity_logging.exported_to", l.ExportedTo)
		for _, alert := range l.Alerts {
			s.of("activity_logging.alerts", alert)
		}
	}
	sayHierarchy(s, e.Hierarchy)
	for _, d := range e.Disputed {
		s.at([3]string{"disputed", d.Point}, d.Answer)
	}
	for _, o := range e.OrganizationSetting {
		s.at([3]string{"settings", o.Name}, cmp.Or(o.Value, `""`))
	}
}

func sayHierarchy(s *saying, h *model.HierarchySecurity) {
	if h == nil {
		return
	}
	s.add("hierarchy_security.model", h.Model)
	s.number("hierarchy_security.depth", h.Depth)
	s.number("hierarchy_security.write_levels", h.WriteLevels)
	s.truth("hierarchy_security.restrict_to_business_units", h.RestrictToBusinessUnits, true)
	s.truth("hierarchy_security.include_disabled", h.IncludeDisabled, true)
	for _, table := range h.ExcludedTables {
		s.of("hierarchy_security.excluded_tables", table)
	}
}
