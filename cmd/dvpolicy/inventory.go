package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A solutionDoc is which solution was read.
type solutionDoc struct {
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	Managed    string   `json:"managed"` // no | yes | both | not said
	Publisher  string   `json:"publisher"`
	Prefix     string   `json:"prefix"`
	Components int      `json:"root_components"`
	Apps       []appDoc `json:"apps"`
}

// An appDoc is an app, and the ids of the roles that open it.
type appDoc struct {
	App   string   `json:"app"`
	Roles []string `json:"roles"`
}

func solutionDocs(all []*solution.Solution) []solutionDoc {
	var docs []solutionDoc
	for _, s := range all {
		d := solutionDoc{
			Name: s.UniqueName, Version: s.Version, Managed: managed[s.Managed], Publisher: s.Publisher.UniqueName, Prefix: s.Publisher.Prefix,
			Components: len(s.Components), Apps: []appDoc{},
		}
		for _, a := range s.AppRoles {
			if n := len(d.Apps); n == 0 || d.Apps[n-1].App != a.App {
				d.Apps = append(d.Apps, appDoc{App: a.App})
			}
			last := &d.Apps[len(d.Apps)-1]
			last.Roles = append(last.Roles, roleName(s, a.RoleID))
		}
		docs = append(docs, d)
	}
	return docs
}

// roleName is the name of a role: of the solution, or a standard role, which goes by its template's id; else the id.
func roleName(s *solution.Solution, id string) string {
	if at := slices.IndexFunc(s.Roles, func(r *solution.Role) bool { return r.ID == id }); at >= 0 {
		return s.Roles[at].Name
	}
	for _, r := range schema.StandardRoles() {
		if strings.EqualFold(r.TemplateID, id) {
			return r.Name
		}
	}
	return id
}

var managed = map[solution.Managed]string{
	solution.NotSaid: "not said", solution.Unmanaged: "no", solution.ManagedOnly: "yes", solution.ManagedUnmanaged: "both",
}

// told is a solution in a line.
func (d solutionDoc) told(c render.Palette) string {
	if d.Name == "" {
		return c.Strong("a solution") + " without a manifest"
	}
	parts := []string{c.Strong("solution "+d.Name) + " " + cmp.Or(d.Version, "without a version")}
	if how := map[string]string{"no": "unmanaged", "yes": "managed", "both": "for managed and unmanaged"}[d.Managed]; how != "" {
		parts = append(parts, how)
	}
	if d.Publisher != "" {
		parts = append(parts, "by "+d.Publisher)
	}
	return strings.Join(parts, ", ")
}

// An inventoryDoc is what an input brings, in one environment.
type inventoryDoc struct {
	Format     string         `json:"format"`
	Version    int            `json:"version"`
	Solutions  []solutionDoc  `json:"solutions"`
	Roles      []broughtRole  `json:"roles"`
	Profiles   []broughtNamed `json:"column_security_profiles"`
	Tables     []broughtTable `json:"tables"`
	Unknown    []string       `json:"unknown_tables"`
	Privileges []string       `json:"unknown_privileges"`
}

type broughtRole struct {
	Address    string `json:"address"`
	Name       string `json:"name"`
	ID         string `json:"id,omitempty"`
	Grants     int    `json:"grants"`     // privileges on tables
	Privileges int    `json:"privileges"` // miscellaneous ones
	Complete   bool   `json:"complete"`
}

type broughtNamed struct {
	Address string `json:"address"`
	Name    string `json:"name"`
	ID      string `json:"id,omitempty"`
	Columns int    `json:"columns"`
}

type broughtTable struct {
	Name          string                `json:"table"`
	SchemaName    string                `json:"schema_name"`
	Ownership     string                `json:"ownership"`
	Activity      bool                  `json:"activity"`
	Audit         *bool                 `json:"audit"` // null: not said
	AccessTeams   bool                  `json:"access_teams"`
	Secured       []string              `json:"secured_columns"`
	Relationships []broughtRelationship `json:"cascading_relationships"`
}

type broughtRelationship struct {
	Name     string `json:"name"`
	Parent   string `json:"parent"`
	Assign   string `json:"assign"`
	Share    string `json:"share"`
	Unshare  string `json:"unshare"`
	Reparent string `json:"reparent"`
	Delete   string `json:"delete"`
}

// inventory shows what an input brings: dvpolicy schema PATH.
func (p *program) inventory(path, environment string) error {
	l, err := p.load(path, environment)
	if err != nil {
		return err
	}
	if err := p.report(l); err != nil {
		return err
	}
	if len(l.matrices) > 1 {
		return severalEnvironments(l.environments)
	}
	d := inventoryOf(l.matrices[0].Policy())
	d.Solutions = append([]solutionDoc{}, solutionDocs(l.solutions)...)
	return p.show(view{
		text: func(w io.Writer, c render.Palette) { inventoryText(w, d, c) },
		json: func(w io.Writer) error { return render.JSON(w, d) },
	})
}

func inventoryOf(p *model.Policy) inventoryDoc {
	d := inventoryDoc{
		Format: "dvpolicy/inventory", Version: 1, Roles: []broughtRole{}, Profiles: []broughtNamed{}, Tables: []broughtTable{}, Unknown: []string{},
		Privileges: append([]string{}, p.Privileges...),
	}
	for _, r := range p.Roles {
		if !r.Standard {
			d.Roles = append(d.Roles, broughtRole{r.Address, r.Name, r.ID, len(r.Grants), len(r.Privileges), r.Complete})
		}
	}
	for _, c := range p.Profiles {
		d.Profiles = append(d.Profiles, broughtNamed{c.Address, c.Name, c.ID, len(c.Columns)})
	}
	for _, t := range p.Tables {
		if t.Fact.Ownership == model.UnknownOwnership {
			d.Unknown = append(d.Unknown, t.Fact.Name)
			continue
		}
		d.Tables = append(d.Tables, tableBrought(t))
	}
	return d
}

func tableBrought(t *model.Table) broughtTable {
	b := broughtTable{
		Name: t.Fact.Name, SchemaName: t.Fact.SchemaName, Ownership: t.Fact.Ownership.String(), Activity: t.Fact.Activity, Audit: t.Audit,
		AccessTeams: t.AccessTeams, Secured: []string{}, Relationships: []broughtRelationship{},
	}
	for _, c := range t.Columns {
		if c.Secured != nil && *c.Secured {
			b.Secured = append(b.Secured, c.Name)
		}
	}
	for _, r := range t.Relationships {
		b.Relationships = append(b.Relationships, broughtRelationship{r.Name, r.Parent, r.Assign, r.Share, r.Unshare, r.Reparent, r.Delete})
	}
	return b
}

func inventoryText(w io.Writer, d inventoryDoc, c render.Palette) {
	for _, s := range d.Solutions {
		fmt.Fprintln(w, s.told(c))
		for _, a := range s.Apps {
			fmt.Fprintf(w, "  app %s is open to %s\n", a.App, strings.Join(a.Roles, ", "))
		}
	}
	section := func(rows [][]string) {
		if len(rows) > 1 {
			fmt.Fprintln(w)
			render.Columns(w, rows, c)
		}
	}
	rows := [][]string{{"ROLE", "PRIVILEGES ON TABLES", "MISCELLANEOUS"}}
	for _, r := range d.Roles {
		rows = append(rows, []string{r.Address, fmt.Sprint(r.Grants), fmt.Sprint(r.Privileges)})
	}
	section(rows)
	rows = [][]string{{"COLUMN SECURITY PROFILE", "COLUMNS"}}
	for _, p := range d.Profiles {
		rows = append(rows, []string{p.Address, fmt.Sprint(p.Columns)})
	}
	section(rows)
	rows = [][]string{{"TABLE", "OWNERSHIP", "AUDITED", "SECURED COLUMNS", "CASCADES FROM"}}
	for _, t := range d.Tables {
		rows = append(rows, []string{t.Name, t.Ownership, said(t.Audit), dash(t.Secured), dash(parents(t.Relationships))})
	}
	section(rows)
	if len(d.Unknown)+len(d.Privileges) > 0 {
		fmt.Fprintln(w)
	}
	for _, part := range []struct {
		what  string
		names []string
	}{{"tables", d.Unknown}, {"privileges", d.Privileges}} {
		if len(part.names) > 0 {
			fmt.Fprintf(w, "%s that neither the catalogue nor the input describes:\n  %s\n", part.what, strings.Join(part.names, "\n  "))
		}
	}
}

func parents(all []broughtRelationship) []string {
	var names []string
	for _, r := range all {
		names = append(names, r.Parent)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func said(on *bool) string {
	switch {
	case on == nil:
		return "-"
	case *on:
		return "yes"
	}
	return "no"
}

func dash(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ", ")
}
