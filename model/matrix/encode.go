package matrix

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// What an artifact says it is.
const (
	formatName    = "dvpolicy/matrix"
	formatVersion = 1
)

// Encode writes the artifact: the same matrix, the same bytes. The access section depends on meaning alone; where things were written
// stands in the sources section, in lists that are parallel to those of access.
func (m *Matrix) Encode(w io.Writer) error {
	for _, piece := range m.pieces() {
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// pieces of the artifact, which are large.
func (m *Matrix) pieces() [][]byte {
	sources := writer{out: make([]byte, 0, 48*len(m.users)+64*1024)}
	var wait sync.WaitGroup
	wait.Go(func() { m.writeSources(&sources) })
	access := m.access()
	wait.Wait()
	w := &writer{}
	w.open('{')
	w.field("format", formatName)
	w.key("version")
	w.int(formatVersion)
	w.field("catalogue", m.policy.Catalogue)
	w.section()
	w.field("digest", digestOf(access))
	w.section()
	w.key("access")
	return [][]byte{w.out, access, []byte(",\n\"sources\":"), sources.out, []byte("}\n")}
}

func (m *Matrix) encoded() []byte { return slices.Concat(m.pieces()...) }

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (m *Matrix) access() []byte {
	var g *grouping
	var wait sync.WaitGroup
	wait.Go(func() { g = m.grouping() })
	w := &writer{out: make([]byte, 0, 160*(len(m.users)+len(m.teams)+len(m.units))+350*len(m.classes)+64*1024)}
	p := m.policy
	w.open('{')
	w.section()
	w.key("environment")
	writeEnvironment(w, &p.Environment)
	w.section()
	records(w, "business_units", p.BusinessUnits, func(u *model.BusinessUnit) { writeUnit(w, u) })
	w.section()
	records(w, "groups", groups(p), func(g *model.EntraGroup) { writeGroup(w, g) })
	w.section()
	records(w, "positions", positions(p), func(o *model.Position) { writePosition(w, o) })
	w.section()
	records(w, "bases", m.bases, func(b *model.Base) { writeBase(w, b) })
	w.section()
	records(w, "tables", tables(p), func(t *model.Table) { writeTable(w, t) })
	w.section()
	lines(w, "privileges", p.Privileges, w.string)
	w.section()
	records(w, "roles", m.roles, func(r *model.Role) { m.writeRole(w, r) })
	w.section()
	records(w, "column_security_profiles", m.profiles, func(f *model.ColumnSecurityProfile) { writeProfile(w, f) })
	w.section()
	records(w, "access_team_templates", templates(p), func(t *model.AccessTeamTemplate) { writeTemplate(w, t) })
	w.section()
	records(w, "shares", shares(p), func(s *model.Share) { writeShare(w, s) })
	wait.Wait()
	m.writePrincipals(w, g)
	w.out = append(w.out, '\n')
	w.close('}')
	return w.out
}

// section begins a member of a large object on a line of its own.
func (w *writer) section() { w.line() }

func writeEnvironment(w *writer, e *model.Environment) {
	w.open('{')
	w.field("name", e.Name)
	w.opt("type", e.Type)
	w.opt("url", e.URL)
	if e.SecurityGroup != nil {
		w.field("security_group", e.SecurityGroup.Address)
	}
	for _, s := range environmentSwitches(e) {
		w.optBool(s.key, *s.value, s.assumed)
	}
	if a := e.Audit; a.Declared {
		w.key("audit")
		w.open('{')
		w.optBool("enabled", a.Enabled, false)
		w.optBool("user_access", a.UserAccess, false)
		w.optBool("read", a.Read, false)
		w.optInt("retention_days", a.RetentionDays)
		w.close('}')
	}
	if l := e.ActivityLogging; l != nil {
		w.key("activity_logging")
		w.open('{')
		w.optBool("enabled", l.Enabled, false)
		w.optInt("retention_days", l.RetentionDays)
		w.opt("exported_to", l.ExportedTo)
		w.optStrings("alerts", l.Alerts)
		w.close('}')
	}
	if h := e.Hierarchy; h != nil {
		w.key("hierarchy_security")
		w.open('{')
		w.field("model", h.Model)
		w.optInt("depth", h.Depth)
		w.optInt("write_levels", h.WriteLevels)
		w.optBool("restrict_to_business_units", h.RestrictToBusinessUnits, true)
		w.optBool("include_disabled", h.IncludeDisabled, true)
		w.optStrings("excluded_tables", h.ExcludedTables)
		w.close('}')
	}
	writePairs(w, "disputed", e.Disputed, func(d model.DisputedAnswer) (string, string) { return d.Point, d.Answer })
	writePairs(w, "settings", e.OrganizationSetting, func(s model.Setting) (string, string) { return s.Name, s.Value })
	w.close('}')
}

// A toggle is a setting of the environment that is on or off, and left out where it is as assumed.
type toggle struct {
	key     string
	value   *bool
	assumed bool
}

func environmentSwitches(e *model.Environment) []toggle {
	return []toggle{
		{"ownership_across_business_units", &e.Matrix, false},
		{"recompute_ownership_across_business_units", &e.Recompute, e.Matrix},
		{"always_move_record_to_owner_business_unit", &e.AlwaysMove, true},
		{"keep_roles_on_business_unit_change", &e.KeepRoles, false},
		{"share_to_previous_owner", &e.ShareToPrevious, false},
		{"administration_mode", &e.AdministrationMode, false},
		{"managed", &e.Managed, false},
		{"customer_lockbox", &e.CustomerLockbox, false},
		{"customer_managed_key", &e.CustomerManagedKey, false},
	}
}

func writePairs[T any](w *writer, key string, items []T, pair func(T) (string, string)) {
	if len(items) == 0 {
		return
	}
	w.key(key)
	w.open('[')
	for _, item := range items {
		w.open('[')
		name, value := pair(item)
		w.string(name)
		w.string(value)
		w.close(']')
	}
	w.close(']')
}

func writeUnit(w *writer, u *model.BusinessUnit) {
	w.field("address", u.Address)
	w.field("name", u.Name)
	if u.Parent != nil {
		w.field("parent", u.Parent.Address)
	}
	w.optBool("disabled", u.Disabled, false)
}

func writeGroup(w *writer, g *model.EntraGroup) {
	w.field("address", g.Address)
	w.field("name", g.Name)
	w.opt("object_id", g.ObjectID)
	w.opt("kind", g.Kind)
	w.optBool("dynamic", g.Dynamic, false)
	w.optBool("complete", g.Complete, false)
	for _, list := range []struct {
		key   string
		users []*model.User
	}{{"members", g.Members}, {"owners", g.Owners}, {"guests", g.Guests}} {
		if len(list.users) > 0 {
			lines(w, list.key, list.users, func(u *model.User) { w.string(u.Address) })
		}
	}
	if len(g.Groups) > 0 {
		lines(w, "groups", g.Groups, func(nested *model.EntraGroup) { w.string(nested.Address) })
	}
}

func writePosition(w *writer, o *model.Position) {
	w.field("address", o.Address)
	w.field("name", o.Name)
	if o.Parent != nil {
		w.field("parent", o.Parent.Address)
	}
}

// writeBase: legal levels are left out where every verb has all of them.
func writeBase(w *writer, b *model.Base) {
	w.field("name", b.Name)
	w.optBool("guessed", b.Guessed, false)
	w.field("ownership", b.Ownership.String())
	if b.Legal != allLegal() {
		w.key("legal")
		w.open('{')
		for _, v := range privilege.Verbs() {
			if b.Legal[v] == 0 {
				continue
			}
			w.key(v.String())
			w.open('[')
			for _, l := range b.Legal[v].Members() {
				w.string(l.String())
			}
			w.close(']')
		}
		w.close('}')
	}
	w.optStrings("tables", b.Tables)
}

func allLegal() privilege.Legal {
	var all privilege.Legal
	for v := range all {
		all[v] = privilege.AllLevels
	}
	return all
}

func groups(p *model.Policy) []*model.EntraGroup {
	return byName(p.Groups, func(g *model.EntraGroup) string { return g.Address })
}

func positions(p *model.Policy) []*model.Position {
	return byName(p.Positions, func(o *model.Position) string { return o.Address })
}

func tables(p *model.Policy) []*model.Table {
	return byName(p.Tables, func(t *model.Table) string { return t.Fact.Name })
}

func templates(p *model.Policy) []*model.AccessTeamTemplate {
	return byName(p.Templates, func(t *model.AccessTeamTemplate) string { return t.Address })
}

func shares(p *model.Policy) []*model.Share {
	return byName(p.Shares, func(s *model.Share) string { return s.Address })
}

func byName[T any](items []T, name func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(items), func(a, b T) int { return cmp.Compare(name(a), name(b)) })
}

// label is what an address says last: the key of user.staff["ann@woodgrove.example"], or the name of user.ann.
func label(address string) string {
	if i := strings.LastIndex(address, `["`); i >= 0 && strings.HasSuffix(address, `"]`) && i+2 <= len(address)-2 {
		return address[i+2 : len(address)-2]
	}
	return address[strings.LastIndexByte(address, '.')+1:]
}

// assumedUPN is the key of an address that looks like one.
func assumedUPN(address string) string {
	if key := label(address); strings.Contains(key, "@") {
		return key
	}
	return ""
}
