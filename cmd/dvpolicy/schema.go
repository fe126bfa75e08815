package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

func (p *program) schemaCommand() *cobra.Command {
	var environment string
	c := &cobra.Command{
		Use:   "schema [IN]",
		Short: "What exists: tables, standard roles, privileges; the language, and the artifact's JSON Schema; what a solution brings",
		Long: `Schema shows what exists: tables, standard roles and privileges of the catalogue, what can be written in a policy, and
the form of the artifact. Of a path, a solution above all, it shows what that brings: roles, profiles, tables, apps.`,
		Example: `  dvpolicy schema examples/core.zip
  dvpolicy schema table account
  dvpolicy schema role basic_user
  dvpolicy schema privilege prvExportToExcel
  dvpolicy schema language role
  dvpolicy schema artifact`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && isPath(args[0]) {
				return nil
			}
			return onlyCommands(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("schema of what? table, role, privilege, language or artifact, or the path of a solution")
			}
			return p.inventory(args[0], environment)
		},
	}
	c.Flags().StringVar(&environment, "env", "", "the `NAME` of the one environment, of a policy")
	c.AddCommand(
		schemaPart("table [NAME]", "A table: ownership, privileges, legal levels; without a name all of them", catalogueTables, p.schemaTable),
		schemaPart("role [NAME]", "A standard role and its grants; without a name all of them", standardRoles, p.schemaRole),
		schemaPart("privilege [NAME]", "A privilege; without a name the miscellaneous ones", miscellaneous, p.schemaPrivilege),
		schemaPart("language [BLOCK]", "The reference of every block and attribute, or of one block", languageParts, p.schemaLanguage),
		schemaPart("artifact", "The JSON Schema of the artifact", nil, p.schemaArtifact),
	)
	return c
}

// isPath reports whether a word is something that is there, or looks as if it were meant to be.
func isPath(word string) bool {
	if strings.ContainsAny(word, "/\\.") {
		return true
	}
	_, err := os.Stat(word)
	return err == nil
}

func schemaPart(use, short string, names func() []string, show func(name string) error) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Args: asUsed}
	if names != nil {
		c.ValidArgsFunction = completeFirst(names)
	}
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return show("")
		}
		return show(args[0])
	}
	return c
}

// A tableDoc is what the catalogue knows of a table, as JSON.
type tableDoc struct {
	Format     string              `json:"format"`
	Version    int                 `json:"version"`
	Catalogue  string              `json:"catalogue"`
	Table      string              `json:"table"`
	SchemaName string              `json:"schema_name"`
	Ownership  string              `json:"ownership"`
	Activity   bool                `json:"activity"`
	Auditable  bool                `json:"auditable"`
	Primary    string              `json:"primary_name,omitempty"`
	Base       string              `json:"privilege_base,omitempty"`
	Guessed    bool                `json:"privilege_names_guessed,omitempty"`
	Shares     []string            `json:"shares_privileges_with"`
	Privileges []tablePrivilegeDoc `json:"privileges"`
}

type tablePrivilegeDoc struct {
	Verb   string   `json:"verb"`
	Name   string   `json:"name"`
	Levels []string `json:"levels"`
}

func (p *program) schemaTable(name string) error {
	if name == "" {
		return p.names("tables", catalogueTables())
	}
	t := schema.TableByName(name)
	if t == nil {
		return unknownName("table", name, catalogueTables())
	}
	d := documentTable(t)
	return p.show(view{
		text: func(w io.Writer, c render.Palette) { tableText(w, d, c) },
		json: func(w io.Writer) error { return render.JSON(w, d) },
	})
}

func catalogueTables() []string {
	var names []string
	for _, t := range schema.Tables() {
		names = append(names, t.Name)
	}
	return names
}

func documentTable(t *model.TableFact) tableDoc {
	d := tableDoc{
		Format: "dvpolicy/table", Version: 1, Catalogue: schema.Version(), Table: t.Name, SchemaName: t.SchemaName, Ownership: t.Ownership.String(),
		Activity: t.Activity, Auditable: !t.NotAuditable, Primary: t.PrimaryName, Shares: []string{}, Privileges: []tablePrivilegeDoc{},
	}
	if t.Base == nil {
		return d
	}
	d.Base, d.Guessed = t.Base.Name, t.Base.Guessed
	for _, other := range t.Base.Tables {
		if other != t.Name {
			d.Shares = append(d.Shares, other)
		}
	}
	for _, v := range privilege.Verbs() {
		if !t.Base.Has(v) {
			continue
		}
		one := tablePrivilegeDoc{Verb: v.String(), Name: t.Base.Privilege(v), Levels: []string{}}
		for _, l := range t.Base.Legal[v].Members() {
			one.Levels = append(one.Levels, l.String())
		}
		d.Privileges = append(d.Privileges, one)
	}
	return d
}

func tableText(w io.Writer, d tableDoc, c render.Palette) {
	fmt.Fprintf(w, "%s  %s, owned by %s\n", c.Strong(d.Table), d.SchemaName, d.Ownership)
	if d.Activity {
		fmt.Fprintln(w, "an activity")
	}
	if d.Primary != "" {
		fmt.Fprintf(w, "primary name: %s\n", d.Primary)
	}
	if !d.Auditable {
		fmt.Fprintln(w, "cannot be audited")
	}
	if len(d.Privileges) == 0 {
		fmt.Fprintln(w, "no privileges of its own")
		return
	}
	if len(d.Shares) > 0 {
		fmt.Fprintf(w, "shares its privileges with %s\n", strings.Join(d.Shares, ", "))
	}
	if d.Guessed {
		fmt.Fprintln(w, "the capitals of its privilege names are a guess")
	}
	fmt.Fprintln(w)
	rows := [][]string{{"VERB", "PRIVILEGE", "LEVELS"}}
	for _, v := range d.Privileges {
		rows = append(rows, []string{v.Verb, v.Name, strings.Join(v.Levels, ", ")})
	}
	render.Columns(w, rows, c)
}

// names prints a list of names.
func (p *program) names(what string, names []string) error {
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) { lines(w, names...) },
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format    string   `json:"format"`
				Version   int      `json:"version"`
				Catalogue string   `json:"catalogue"`
				Names     []string `json:"names"`
			}{"dvpolicy/" + what, 1, schema.Version(), names})
		},
	})
}

// A roleDoc is a standard role, as JSON. Grants are table = verb = level, in order.
type roleDoc struct {
	Format     string      `json:"format"`
	Version    int         `json:"version"`
	Catalogue  string      `json:"catalogue"`
	Address    string      `json:"address"`
	Name       string      `json:"name"`
	TemplateID string      `json:"template_id,omitempty"`
	Complete   bool        `json:"complete"`
	Grants     []roleGrant `json:"grants"`
	Privileges []string    `json:"privileges"`
}

type roleGrant struct {
	Privilege string   `json:"privilege"`
	Tables    []string `json:"tables"`
	Verb      string   `json:"verb"`
	Level     string   `json:"level"`
}

func (p *program) schemaRole(name string) error {
	if name == "" {
		return p.names("roles", standardRoles())
	}
	r := schema.StandardRoleByLabel(strings.TrimPrefix(name, "standard_role."))
	if r == nil {
		return unknownName("standard role", name, standardRoles())
	}
	return p.show(view{
		text: func(w io.Writer, c render.Palette) { roleText(w, r, c) },
		json: func(w io.Writer) error { return render.JSON(w, documentRole(r)) },
	})
}

func standardRoles() []string {
	var labels []string
	for _, r := range schema.StandardRoles() {
		labels = append(labels, r.Label)
	}
	return labels
}

func documentRole(r *schema.StandardRole) roleDoc {
	d := roleDoc{
		Format: "dvpolicy/role", Version: 1, Catalogue: schema.Version(), Address: compiler.StandardRoleAddress(r.Label), Name: r.Name,
		TemplateID: r.TemplateID, Complete: r.Complete, Grants: []roleGrant{}, Privileges: append([]string{}, r.Privileges...),
	}
	for _, g := range r.Grants {
		d.Grants = append(d.Grants, roleGrant{g.Base.Privilege(g.Verb), g.Base.Tables, g.Verb.String(), g.Level.String()})
	}
	return d
}

// roleText prints a role as lines of a grants block, so that a line can be copied into a policy.
func roleText(w io.Writer, r *schema.StandardRole, c render.Palette) {
	fmt.Fprintf(w, "%s  %q, %s on %s\n", c.Strong(compiler.StandardRoleAddress(r.Label)), r.Name,
		render.Count(len(r.Grants), "privilege"), render.Count(len(bases(r)), "table"))
	if !r.Complete {
		fmt.Fprintf(w, "its miscellaneous privileges are not known (catalogue %s)\n", schema.Version())
	}
	fmt.Fprintln(w)
	width := 0
	for _, b := range bases(r) {
		width = max(width, len(b.Tables[0]))
	}
	for at := 0; at < len(r.Grants); {
		b, byLevel := r.Grants[at].Base, map[privilege.Level][]string{}
		for ; at < len(r.Grants) && r.Grants[at].Base == b; at++ {
			g := r.Grants[at]
			byLevel[g.Level] = append(byLevel[g.Level], fmt.Sprintf("%q", g.Verb.String()))
		}
		var parts []string
		for _, l := range privilege.Levels() {
			if verbs := byLevel[l]; verbs != nil {
				parts = append(parts, fmt.Sprintf("%s = [%s]", l, strings.Join(verbs, ", ")))
			}
		}
		fmt.Fprintf(w, "%-*s = { %s }\n", width, b.Tables[0], strings.Join(parts, ", "))
	}
	if len(r.Privileges) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(r.Privileges, "\n"))
	}
}

func bases(r *schema.StandardRole) []*model.Base {
	var all []*model.Base
	for _, g := range r.Grants {
		if n := len(all); n == 0 || all[n-1] != g.Base {
			all = append(all, g.Base)
		}
	}
	return all
}

type privilegeDoc struct {
	Format      string   `json:"format"`
	Version     int      `json:"version"`
	Catalogue   string   `json:"catalogue"`
	Name        string   `json:"name"`
	Kind        string   `json:"kind"` // table | miscellaneous
	Tables      []string `json:"tables,omitempty"`
	Verb        string   `json:"verb,omitempty"`
	Label       string   `json:"label,omitempty"`
	Sensitivity string   `json:"sensitivity,omitempty"`
	Note        string   `json:"note,omitempty"`
	Privacy     bool     `json:"privacy,omitempty"`
	Levels      []string `json:"levels"`
}

func (p *program) schemaPrivilege(name string) error {
	if name == "" {
		return p.names("privileges", miscellaneous())
	}
	base, v, misc, known := schema.ParsePrivilege(name)
	if !known || misc == nil && !base.Has(v) {
		return unknownName("privilege", name, miscellaneous())
	}
	d := privilegeDoc{Format: "dvpolicy/privilege", Version: 1, Catalogue: schema.Version(), Levels: []string{}}
	var levels privilege.LevelSet
	if misc != nil {
		d.Name, d.Kind, d.Label, d.Sensitivity, d.Note, d.Privacy = misc.Name, "miscellaneous", misc.Label, misc.Sensitivity.String(), misc.Note, misc.Privacy
		levels = misc.Levels
	} else {
		d.Name, d.Kind, d.Tables, d.Verb = base.Privilege(v), "table", base.Tables, v.String()
		levels = base.Legal[v]
	}
	for _, l := range levels.Members() {
		d.Levels = append(d.Levels, l.String())
	}
	return p.show(view{
		text: func(w io.Writer, c render.Palette) { privilegeText(w, d, c) },
		json: func(w io.Writer) error { return render.JSON(w, d) },
	})
}

func miscellaneous() []string {
	var names []string
	for _, m := range schema.Miscellaneous() {
		names = append(names, m.Name)
	}
	return names
}

func privilegeText(w io.Writer, d privilegeDoc, c render.Palette) {
	fmt.Fprintf(w, "%s  %s\n", c.Strong(d.Name), d.Kind)
	for _, line := range [][2]string{
		{"tables", strings.Join(d.Tables, ", ")}, {"verb", d.Verb}, {"label", d.Label}, {"sensitivity", d.Sensitivity}, {"note", d.Note},
		{"levels", strings.Join(d.Levels, ", ")},
	} {
		if line[1] != "" {
			fmt.Fprintf(w, "%s: %s\n", line[0], line[1])
		}
	}
}

func (p *program) schemaArtifact(string) error {
	write := func(w io.Writer) error { _, err := w.Write(schema.ArtifactSchema()); return err }
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) { write(w) },
		json: write,
	})
}
