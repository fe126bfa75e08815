package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

// The settings that decide access, with the names and defaults of Appendix B.2 of the semantics. Those that are not there are in the
// environment as they are, and nothing in the policy rests on them.

func truth(name string, value, otherwise bool) Setting {
	return Setting{name, fmt.Sprint(value), fmt.Sprint(otherwise)}
}

// databaseSettings stand early: in classic mode no instance of a role from elsewhere can be assigned.
func databaseSettings(p *model.Policy) Step {
	e := &p.Environment
	s := Step{
		Kind: "orgdborgsettings", Title: "Database settings", Where: "keys of the XML in column orgdborgsettings of table organization",
		Notes: []string{"Read the whole text, change these keys, and write the whole text back: there is no partial update."},
	}
	across := acrossUnits(p)
	switch matrix := e.Matrix || across > 0; {
	case matrix:
		s.Settings = append(s.Settings, truth("EnableOwnershipAcrossBusinessUnits", true, false))
		s.Notes = append(s.Notes, "Before turning on EnableOwnershipAcrossBusinessUnits, publish all customizations: tables that are not published reject it.")
	case declared(p):
		s.Settings = append(s.Settings, truth("EnableOwnershipAcrossBusinessUnits", false, false))
		s.Notes = append(s.Notes, "Where EnableOwnershipAcrossBusinessUnits is on, turning it off puts every row into the business unit of its owner.")
	}
	if across > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("Role assignments below that need it, being of another business unit than their holder's: %d.", across))
	}
	if e.Matrix && declared(p) {
		s.addMatrix(e)
	}
	s.Settings = append(s.Settings, others(p, true)...)
	return s
}

// declared reports whether the policy says anything of its environment. What is assumed of one that it never mentions is no instruction.
func declared(p *model.Policy) bool { return p.Environment.Span.Known() }

// addMatrix adds the settings that matter in matrix mode only.
func (s *Step) addMatrix(e *model.Environment) {
	s.Settings = append(s.Settings,
		Setting{"RecomputeOwnershipAcrossBusinessUnits", fmt.Sprint(e.Recompute), ""}, // turning on the first sets it, in older environments nobody did
		truth("AlwaysMoveRecordToOwnerBusinessUnit", e.AlwaysMove, true),
		truth("DoNotRemoveRolesOnChangeBusinessUnit", e.KeepRoles, false))
	s.Notes = append(s.Notes, "Turning on RecomputeOwnershipAcrossBusinessUnits may block the environment for some minutes.")
	if !e.Recompute {
		s.Notes = append(s.Notes, "Where RecomputeOwnershipAcrossBusinessUnits is on, turning it off puts every row into the business unit of its owner.")
	}
}

// acrossUnits counts the assignments that only matrix mode allows.
func acrossUnits(p *model.Policy) int {
	n := 0
	for _, h := range holders(p) {
		for _, a := range h.roles {
			if a.Anchor != h.unit {
				n++
			}
		}
	}
	return n
}

// others are the settings that the policy names by their own names. Keys of the database settings have capitals, columns of organization have
// none, but for one.
func others(p *model.Policy, database bool) []Setting {
	var all []Setting
	for _, s := range p.Environment.OrganizationSetting {
		column := s.Name == strings.ToLower(s.Name) || s.Name == "restrictGuestUserAccess"
		if column != database {
			all = append(all, Setting{s.Name, s.Value, ""})
		}
	}
	return all
}

func organizationSettings(p *model.Policy) Step {
	e := &p.Environment
	s := Step{
		Kind: "organization", Title: "Organization settings", Where: "columns of table organization", Notes: []string{},
	}
	if declared(p) {
		s.Settings = append(s.Settings, truth("sharetopreviousowneronassign", e.ShareToPrevious, false))
	}
	if a := e.Audit; a.Declared {
		s.Settings = append(s.Settings, truth("isauditenabled", a.Enabled, false), truth("isuseraccessauditenabled", a.UserAccess, false),
			truth("isreadauditenabled", a.Read, false))
		if a.RetentionDays != 0 {
			s.Settings = append(s.Settings, Setting{"auditretentionperiodv2", fmt.Sprint(a.RetentionDays), ""})
			s.Notes = append(s.Notes, "Retention is in days, -1 is forever. Entries are stamped with it as they are written, and earlier ones keep theirs.")
		}
		if a.Enabled {
			s.Notes = append(s.Notes, "Auditing of the environment audits nothing by itself: tables and columns are turned on below, or in their solutions.")
		}
	}
	s.Settings = append(s.Settings, others(p, false)...)
	return s
}

// adminCenterSettings belong to the environment, not to Dataverse in it.
func adminCenterSettings(p *model.Policy) Step {
	e := &p.Environment
	s := Step{Kind: "admin_center", Title: "Settings of the environment", Where: "Power Platform admin center", Notes: []string{}}
	add := func(name, value string) { s.Settings = append(s.Settings, Setting{Name: name, Value: value}) }
	if g := e.SecurityGroup; g != nil {
		add("Security group", groupText(g))
		s.Notes = append(s.Notes, "Users who are not in the security group are disabled when it is set.")
		if text := outsiders(p); text != "" {
			s.Notes = append(s.Notes, text)
		}
	}
	for _, one := range []struct {
		name string
		on   bool
	}{
		{"Managed Environment", e.Managed}, {"Customer Lockbox", e.CustomerLockbox}, {"Customer-managed key", e.CustomerManagedKey},
		{"Administration mode", e.AdministrationMode},
	} {
		if one.on {
			add(one.name, "on")
		}
	}
	if l := e.ActivityLogging; l != nil {
		add("Activity logging (Microsoft Purview)", map[bool]string{true: "on", false: "off"}[l.Enabled])
		if l.RetentionDays > 0 {
			add("Activity log retention", fmt.Sprintf("%d days", l.RetentionDays))
		}
		if l.ExportedTo != "" {
			add("Activity log exported to", l.ExportedTo)
		}
		if len(l.Alerts) > 0 {
			add("Alerts", strings.Join(l.Alerts, ", "))
		}
	}
	return s
}

func groupText(g *model.EntraGroup) string {
	if g.ObjectID == "" {
		return g.Name
	}
	return g.Name + " (" + g.ObjectID + ")"
}

// hierarchySecurity is turned on last, when managers and positions are as they should be.
func hierarchySecurity(p *model.Policy) Step {
	h := p.Environment.Hierarchy
	s := Step{Kind: "hierarchy_security", Title: "Hierarchy security", Where: "columns of table organization, and database settings (capitals)", Notes: []string{}}
	if !declared(p) {
		return s
	}
	s.Settings = []Setting{truth("ishierarchicalsecuritymodelenabled", h != nil, false)}
	if h == nil {
		return s
	}
	s.Settings = append(s.Settings, truth("usepositionhierarchy", h.Model == "position", false),
		Setting{"maxdepthforhierarchicalsecuritymodel", fmt.Sprint(h.Depth), "3"})
	if h.Model == "manager" {
		s.Settings = append(s.Settings, truth("ManagersMustBeInSameOrParentBusinessUnitAsReports", h.RestrictToBusinessUnits, true))
	}
	s.Settings = append(s.Settings, Setting{"HierarchyLevelForHierarchyFeature", fmt.Sprint(h.WriteLevels), "3"},
		Setting{"AuthorizationEnableHSMForDisabledUsers", fmt.Sprint(h.IncludeDisabled), ""})
	s.Notes = append(s.Notes, "Microsoft's pages disagree on what HierarchyLevelForHierarchyFeature counts: try whether managers can change the rows of their reports' reports.",
		"A change of AuthorizationEnableHSMForDisabledUsers acts after hierarchy security was turned off and on again.")
	for _, t := range slices.Sorted(slices.Values(h.ExcludedTables)) {
		s.Items = append(s.Items, Item{{"excluded_table", t}})
	}
	return s
}
